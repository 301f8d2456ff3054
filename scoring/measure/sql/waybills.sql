-- Orders by the day the carrier collected them: due for delivery, and delivered in time. Time is up at the
-- end (23:59:59) of the day that lies `line_days` days after the day of collection.
with coverage as ({coverage}), waybills as (
  select shop_id{case order_id, sub_order_id}, collected_day, delivered_at,
         collected_at - collected_at % 86400 + (line_days + 1) * 86400 - 1 as due_at
  from orders
  where collected_at is not null and line_days is not null
)
select w.shop_id, w.collected_day as day{case 'orders' as case_of, w.order_id, w.sub_order_id},
       count(*) as waybills_due,
       count(case when w.delivered_at <= w.due_at then 1 end) as waybills_on_time
from waybills w
join coverage c on c.shop_id = w.shop_id
where w.due_at <= c.covered_until
group by w.shop_id, w.collected_day{case w.order_id, w.sub_order_id}
