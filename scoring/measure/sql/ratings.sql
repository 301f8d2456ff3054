-- Ratings by day under the counting rule: an order counts once, and of a buyer only the first three
-- ratings of the shop in a calendar month; `product_scores` knows no such limit. An item that was not
-- rated has no value.
with first_of_order as (
  select shop_id, buyer_id, review_id, rated_at, rated_day,
         description_score, service_score, logistics_score,
         row_number() over (partition by shop_id, coalesce(order_id, review_id)
                            order by rated_at, review_id) as place_in_order
  from reviews
  where rated_at is not null
), first_of_month as (
  select shop_id{case review_id}, rated_day, description_score, service_score, logistics_score,
         row_number() over (partition by shop_id, coalesce(buyer_id, review_id),
                                         extract(year from rated_day), extract(month from rated_day)
                            order by rated_at, review_id) as place_in_month
  from first_of_order
  where place_in_order = 1
)
select shop_id, rated_day as day{case 'reviews' as case_of, review_id},
       sum(case when place_in_month <= 3 then description_score end) as description_scores,
       count(case when place_in_month <= 3 then description_score end) as description_ratings,
       sum(case when place_in_month <= 3 then service_score end) as service_scores,
       count(case when place_in_month <= 3 then service_score end) as service_ratings,
       sum(case when place_in_month <= 3 then logistics_score end) as logistics_scores,
       count(case when place_in_month <= 3 then logistics_score end) as logistics_ratings,
       sum(description_score) as product_scores, count(description_score) as product_ratings
from first_of_month
group by shop_id, rated_day{case review_id}
