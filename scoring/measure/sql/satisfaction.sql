-- Chats by day: rated at all, rated four or five, and rated one to three. For a day without a rated chat
-- the platform's own totals of the day stand in.
with days_with_ratings as (
  select distinct shop_id, asked_day from {all_chats} where asked_at is not null and satisfaction is not null
)
select shop_id, asked_day as day{case 'chats' as case_of, chat_id},
       count(satisfaction) as satisfaction_ratings,
       count(case when satisfaction >= 4 then 1 end) as satisfied_ratings,
       count(case when satisfaction <= 3 then 1 end) as dissatisfied_chats
from chats
where asked_at is not null and satisfaction is not null
group by shop_id, asked_day{case chat_id}
union all
select t.shop_id, t.day{case 'satisfaction_totals', null}, t.ratings_received, t.very_satisfied + t.satisfied,
       t.ratings_received - t.very_satisfied - t.satisfied
from satisfaction_totals t
left join days_with_ratings c on c.shop_id = t.shop_id and c.asked_day = t.day
where t.agent = '' and c.shop_id is null and t.ratings_received >= t.very_satisfied + t.satisfied
