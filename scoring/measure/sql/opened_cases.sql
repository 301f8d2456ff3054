-- Disputes, complaints and help requests by the day they were opened.
select shop_id, opened_day as day, count(*) as opened_cases
from disputes
where opened_at is not null
group by shop_id, opened_day
