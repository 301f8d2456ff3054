-- Orders by the day of their first refund request, when its reason was quality.
with first_of_order as (
  select shop_id, requested_day, quality_reason,
         row_number() over (partition by shop_id, coalesce(order_id, refund_id)
                            order by requested_at, refund_id) as place
  from refunds
  where requested_at is not null
)
select shop_id, requested_day as day, count(*) as first_quality_refunds
from first_of_order
where place = 1 and quality_reason
group by shop_id, requested_day
