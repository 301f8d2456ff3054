-- Orders by pay day, and the turnover (cents) of those that require and that meet a special service.
select shop_id, paid_day as day,
       count(*) as paid_orders,
       sum(case when special_service_required then amount else 0 end) as special_service_turnover_required,
       sum(case when special_service_required and special_service_met then amount else 0 end)
         as special_service_turnover_met
from orders
where paid_at is not null
group by shop_id, paid_day
