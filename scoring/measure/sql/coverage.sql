-- The last moment a shop's orders cover: an order is judged only once it is due by then.
select shop_id,
       max(greatest(created_at, paid_at, shipped_at, collected_at, delivered_at, confirmed_at)) as covered_until
from orders
group by shop_id
