-- Cases by the day they were closed with the shop found liable.
select shop_id, closed_day as day{case 'disputes' as case_of, dispute_id},
       count(case when kind = 'dispute' then 1 end) as liable_dispute_refunds,
       count(*) as liable_cases
from disputes
where closed_at is not null and liable = 'shop'
group by shop_id, closed_day{case dispute_id}
