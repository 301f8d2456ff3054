-- People by the day they asked; a person counts as answered when any chat of that day was. For a day
-- without chats the platform's own totals of the day stand in.
with people as (
  select shop_id, asked_day, coalesce(buyer_id, chat_id) as person,
         max(case when replied then 1 else 0 end) as answered
  from chats
  where asked_at is not null
  group by shop_id, asked_day, coalesce(buyer_id, chat_id)
), days_with_chats as (
  select distinct shop_id, asked_day from {all_chats} where asked_at is not null
)
select shop_id, asked_day as day{case 'chats' as case_of, person},
       count(*) as people_asking, sum(answered) as people_answered
from people
group by shop_id, asked_day{case person}
union all
select t.shop_id, t.day{case 'reception_totals', null}, t.people_asking, t.people_asking - t.people_unanswered
from reception_totals t
left join days_with_chats c on c.shop_id = t.shop_id and c.asked_day = t.day
where t.agent = '' and c.shop_id is null and t.people_asking >= t.people_unanswered
