-- The product of an order of the shop; none where its parts are of several products.
select order_id, case when min(product_id) = max(product_id) then min(product_id) end as product_id
from orders
where shop_id = $shop
group by order_id
