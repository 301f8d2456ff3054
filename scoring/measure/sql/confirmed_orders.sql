-- Orders by the day the buyer confirmed them.
select shop_id, confirmed_day as day{case 'orders' as case_of, order_id, sub_order_id}, count(*) as confirmed_orders
from orders
where confirmed_at is not null
group by shop_id, confirmed_day{case order_id, sub_order_id}
