-- Turnover of successful trades (cents) by the day an order was confirmed, its last part where it has
-- several; what was refunded of it is taken off. The category 其他 stays out.
with sold as (
  select shop_id, order_id, max(confirmed_day) as day, sum(amount) as amount
  from orders
  where confirmed_at is not null and coalesce(category, '') <> '其他'
  group by shop_id, order_id
), refunded as (
  select shop_id, order_id, sum(amount) as amount
  from refunds
  where completed_at is not null and order_id is not null
  group by shop_id, order_id
)
select s.shop_id, s.day{case 'orders' as case_of, s.order_id}, sum(s.amount - coalesce(r.amount, 0)) as sales
from sold s
left join refunded r on r.shop_id = s.shop_id and r.order_id = s.order_id
group by s.shop_id, s.day{case s.order_id}
