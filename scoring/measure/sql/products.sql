-- The products of a shop over the days of a span: orders paid, ratings and low ones (one, two), and orders whose
-- first refund request gave a quality reason, by the day of each. A rating or refund that names no product
-- itself has that of its order; an order of several products leaves it open.
with order_products as ({order_products}), paid as (
  select coalesce(product_id, '') as product_id, count(*) as orders
  from orders
  where shop_id = $shop and paid_day between $first and $last
  group by 1
), rated as (
  select coalesce(r.product_id, o.product_id, '') as product_id, count(*) as ratings,
         count(case when r.description_score <= 2 then 1 end) as low_ratings
  from reviews r
  left join order_products o on o.order_id = r.order_id
  where r.shop_id = $shop and r.rated_day between $first and $last and r.description_score is not null
  group by 1
), first_of_order as (
  select order_id, requested_day, quality_reason,
         row_number() over (partition by coalesce(order_id, refund_id) order by requested_at, refund_id) as place
  from refunds
  where shop_id = $shop and requested_at is not null
), refunded as (
  select coalesce(o.product_id, '') as product_id, count(*) as quality_refunds
  from first_of_order f
  left join order_products o on o.order_id = f.order_id
  where f.place = 1 and f.quality_reason and f.requested_day between $first and $last
  group by 1
)
select coalesce(p.product_id, r.product_id, q.product_id) as product_id,
       coalesce(p.orders, 0) as orders, coalesce(r.ratings, 0) as ratings,
       coalesce(r.low_ratings, 0) as low_ratings, coalesce(q.quality_refunds, 0) as quality_refunds
from paid p
full join rated r on r.product_id = p.product_id
full join refunded q on q.product_id = coalesce(p.product_id, r.product_id)
