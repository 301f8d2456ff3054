-- Ratings by day, good (four, five) and low (one, two); here every rating counts ("times").
select shop_id, rated_day as day{case 'reviews' as case_of, review_id},
       count(description_score) as description_all_ratings,
       count(case when description_score >= 4 then 1 end) as description_good_ratings,
       count(case when description_score <= 2 then 1 end) as description_low_ratings,
       count(case when service_score <= 2 then 1 end) as service_low_ratings,
       count(case when logistics_score <= 2 then 1 end) as logistics_low_ratings
from reviews
where rated_at is not null
group by shop_id, rated_day{case review_id}
