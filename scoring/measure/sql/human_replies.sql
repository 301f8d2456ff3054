-- Chats by day, asked from 8:00 until before 23:00 and not handled by the robot alone. The wait is
-- counted up to ten minutes; without a human reply it is ten minutes.
select shop_id, asked_day as day{case 'chats' as case_of, chat_id},
       count(*) as chats_in_service_hours,
       sum(least(coalesce(first_human_reply_seconds, 600), 600)) as human_reply_waits,
       count(case when first_human_reply_seconds <= 180 then 1 end) as replied_within_3min
from chats
where asked_at is not null and not coalesce(automatic_only, false)
  and asked_at % 86400 >= 28800 and asked_at % 86400 < 82800
group by shop_id, asked_day{case chat_id}
