-- Orders by pay day: seconds from payment to the carrier's sign-off, over the orders signed.
select shop_id, paid_day as day{case 'orders' as case_of, order_id, sub_order_id},
       sum(delivered_at - paid_at) as delivery_seconds,
       count(*) as delivered_orders
from orders
where paid_at is not null and delivered_at is not null
group by shop_id, paid_day{case order_id, sub_order_id}
