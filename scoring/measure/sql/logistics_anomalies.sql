-- Logistics anomalies by day, and what they are set against: paid orders, and a hundred for each anomaly.
with counted as (
  select shop_id, paid_day as day{case 'orders' as case_of, order_id, sub_order_id, null as violation_id},
         0 as anomalies, 1 as weight
  from orders
  where paid_at is not null
  union all
  select shop_id, day{case 'violations', null, null, violation_id}, 1, 100
  from violations
  where kind = 'logistics_anomaly' and day is not null
)
select shop_id, day{case case_of, order_id, sub_order_id, violation_id},
       sum(anomalies) as logistics_anomalies, sum(weight) as weighted_orders
from counted
group by shop_id, day{case case_of, order_id, sub_order_id, violation_id}
