-- Chats by day: rated at all, and rated four or five.
select shop_id, asked_day as day,
       count(satisfaction) as satisfaction_ratings,
       count(case when satisfaction >= 4 then 1 end) as satisfied_ratings
from chats
where asked_at is not null
group by shop_id, asked_day
