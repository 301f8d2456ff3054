-- Orders by the day they first asked for help, with a refund request or a case at the platform: all of
-- them, and those with a case at the platform.
with requests as (
  select shop_id, coalesce(order_id, refund_id) as order_id, requested_day as day, 0 as escalated
  from refunds
  where requested_at is not null
  union all
  select shop_id, coalesce(order_id, dispute_id), opened_day, 1
  from disputes
  where opened_at is not null
), orders_asking as (
  select shop_id, order_id, min(day) as day, max(escalated) as escalated
  from requests
  group by shop_id, order_id
)
select shop_id, day{case 'orders' as case_of, order_id},
       count(*) as orders_asking_for_help, sum(escalated) as escalated_orders
from orders_asking
group by shop_id, day{case order_id}
