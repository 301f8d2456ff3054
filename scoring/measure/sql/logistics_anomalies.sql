-- Logistics anomalies by day, and what they are set against: paid orders, and a hundred for each anomaly.
with counted as (
  select shop_id, paid_day as day, 0 as anomalies, 1 as weight
  from orders
  where paid_at is not null
  union all
  select shop_id, day, 1, 100
  from violations
  where kind = 'logistics_anomaly' and day is not null
)
select shop_id, day, sum(anomalies) as logistics_anomalies, sum(weight) as weighted_orders
from counted
group by shop_id, day
