-- Paid orders by the day they were signed: all of them, those signed by the end of the day after payment,
-- and those with bad feedback on the product (the first refund reason was quality, or the description was
-- rated one or two).
with bad_reviews as (
  select distinct shop_id, order_id
  from reviews
  where description_score <= 2 and order_id is not null
), first_refunds as (
  select shop_id, order_id, quality_reason,
         row_number() over (partition by shop_id, order_id order by requested_at, refund_id) as place
  from refunds
  where requested_at is not null and order_id is not null
), quality_refunds as (
  select shop_id, order_id from first_refunds where place = 1 and quality_reason
)
select o.shop_id, o.delivered_day as day{case 'orders' as case_of, o.order_id, o.sub_order_id},
       count(*) as signed_orders,
       count(case when o.delivered_at < o.paid_at - o.paid_at % 86400 + 172800 then 1 end) as signed_by_next_day,
       count(case when q.order_id is not null or b.order_id is not null then 1 end) as signed_with_bad_feedback,
       count(q.order_id) as signed_with_quality_refund
from orders o
left join bad_reviews b on b.shop_id = o.shop_id and b.order_id = o.order_id
left join quality_refunds q on q.shop_id = o.shop_id and q.order_id = o.order_id
where o.paid_at is not null and o.delivered_at is not null
group by o.shop_id, o.delivered_day{case o.order_id, o.sub_order_id}
