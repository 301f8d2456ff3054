-- Orders by pay day: their turnover (cents), that of those that require and that meet a special service,
-- and the seconds until the carrier's first scan over the orders that have one.
select shop_id, paid_day as day{case 'orders' as case_of, order_id, sub_order_id},
       count(*) as paid_orders,
       sum(amount) as turnover,
       sum(case when special_service_required then amount else 0 end) as special_service_turnover_required,
       sum(case when special_service_required and special_service_met then amount else 0 end)
         as special_service_turnover_met,
       count(case when special_service_met then 1 end) as special_service_orders,
       sum(collected_at - paid_at) as collection_seconds,
       count(collected_at) as collected_orders
from orders
where paid_at is not null
group by shop_id, paid_day{case order_id, sub_order_id}
