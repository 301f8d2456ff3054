-- Chats by day: rated at all, rated four or five, and rated one to three.
select shop_id, asked_day as day,
       count(satisfaction) as satisfaction_ratings,
       count(case when satisfaction >= 4 then 1 end) as satisfied_ratings,
       count(case when satisfaction <= 3 then 1 end) as dissatisfied_chats
from chats
where asked_at is not null
group by shop_id, asked_day
