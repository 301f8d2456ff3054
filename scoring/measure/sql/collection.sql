-- Orders by pay day: due for the carrier's first scan, and scanned in time. Custom-made goods stay out.
with coverage as ({coverage})
select o.shop_id, o.paid_day as day{case 'orders' as case_of, o.order_id, o.sub_order_id},
       count(case when o.paid_at + 86400 <= c.covered_until then 1 end) as due_within_24h,
       count(case when o.paid_at + 86400 <= c.covered_until
                   and o.collected_at - o.paid_at <= 86400 then 1 end) as collected_within_24h,
       count(case when o.paid_at + 172800 <= c.covered_until then 1 end) as due_within_48h,
       count(case when o.paid_at + 172800 <= c.covered_until
                   and o.collected_at - o.paid_at <= 172800 then 1 end) as collected_within_48h,
       count(case when o.paid_at + 172800 <= c.covered_until
                   and o.collected_at is null then 1 end) as without_collection_scan
from orders o
join coverage c on c.shop_id = o.shop_id
where o.paid_at is not null and not coalesce(o.custom_made, false)
group by o.shop_id, o.paid_day{case o.order_id, o.sub_order_id}
