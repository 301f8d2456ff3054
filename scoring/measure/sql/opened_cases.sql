-- Disputes, complaints and help requests by the day they were opened; and the complaints among them.
select shop_id, opened_day as day{case 'disputes' as case_of, dispute_id}, count(*) as opened_cases,
       count(case when kind = 'complaint' then 1 end) as complaints
from disputes
where opened_at is not null
group by shop_id, opened_day{case dispute_id}
