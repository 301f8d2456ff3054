-- Orders by the day of their first refund request, by its reason: quality, and breakage of
-- goods or packaging.
with first_of_order as (
  select shop_id{case refund_id}, requested_day, quality_reason, first_reason,
         row_number() over (partition by shop_id, coalesce(order_id, refund_id)
                            order by requested_at, refund_id) as place
  from refunds
  where requested_at is not null
)
select shop_id, requested_day as day{case 'refunds' as case_of, refund_id},
       count(case when quality_reason then 1 end) as first_quality_refunds,
       count(case when first_reason like '%破损%' then 1 end) as first_damage_refunds
from first_of_order
where place = 1
group by shop_id, requested_day{case refund_id}
