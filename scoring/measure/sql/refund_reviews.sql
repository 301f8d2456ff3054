-- Refund requests by the day the shop first agreed or refused: the seconds it took. The time of a request
-- made from 23:00 until before 8:00 starts at 8:00.
with reviewed as (
  select shop_id{case refund_id}, requested_at,
         least(agreed_at, refused_at) as reviewed_at,
         case when agreed_at is null or refused_at < agreed_at then refused_day else agreed_day end as day
  from refunds
  where requested_at is not null and coalesce(agreed_at, refused_at) is not null
), started as (
  select shop_id{case refund_id}, day, reviewed_at,
         case when requested_at % 86400 < 28800 then requested_at - requested_at % 86400 + 28800
              when requested_at % 86400 >= 82800 then requested_at - requested_at % 86400 + 115200
              else requested_at end as started_at
  from reviewed
)
select shop_id, day{case 'refunds' as case_of, refund_id},
       sum(greatest(reviewed_at - started_at, 0)) as refund_review_seconds,
       count(*) as refunds_reviewed
from started
group by shop_id, day{case refund_id}
