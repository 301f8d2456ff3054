-- Refunds by the day they were requested: all, those the shop refused, those the platform entered.
select shop_id, requested_day as day{case 'refunds' as case_of, refund_id},
       count(*) as refund_requests,
       count(refused_at) as refused_refunds,
       count(case when not handled_by_shop then 1 end) as platform_entries
from refunds
where requested_at is not null
group by shop_id, requested_day{case refund_id}
