-- People by the day they asked; a person counts as answered when any chat of that day was.
with people as (
  select shop_id, asked_day, coalesce(buyer_id, chat_id) as person,
         max(case when replied then 1 else 0 end) as answered
  from chats
  where asked_at is not null
  group by shop_id, asked_day, coalesce(buyer_id, chat_id)
)
select shop_id, asked_day as day, count(*) as people_asking, sum(answered) as people_answered
from people
group by shop_id, asked_day
