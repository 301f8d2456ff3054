-- Orders by the day the buyer confirmed them.
select shop_id, confirmed_day as day, count(*) as confirmed_orders
from orders
where confirmed_at is not null
group by shop_id, confirmed_day
