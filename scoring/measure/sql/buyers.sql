-- People who paid, by pay day: of a day each counts once. Orders without an amount tell nothing of what
-- a person spent.
with buyers as (
  select distinct shop_id, paid_day, coalesce(buyer_id, order_id) as buyer
  from orders
  where paid_at is not null and amount is not null
)
select shop_id, paid_day as day{case 'orders' as case_of, buyer}, count(*) as buyers
from buyers
group by shop_id, paid_day{case buyer}
