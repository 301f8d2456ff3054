-- Chats of a shop by day and hour of the question, the robot's own left out: the wait is counted up to ten
-- minutes, ten without a human reply. People by the hour of their first question of a day, as the reply rate
-- counts them: answered when any chat of that day was. Agents by the hour in which they first replied to someone.
with chats_of_shop as (
  select asked_at, asked_day, buyer_id, chat_id, agent, replied, automatic_only, first_human_reply_seconds,
         asked_at + first_human_reply_seconds as replied_at
  from chats
  where shop_id = $shop and asked_at is not null
), asked as (
  select asked_day as day, (asked_at % 86400) // 3600 as hour,
         count(*) as chats,
         sum(least(coalesce(first_human_reply_seconds, 600), 600)) as waits,
         count(case when first_human_reply_seconds <= 180 then 1 end) as within_3min
  from chats_of_shop
  where asked_day between $first and $last and not coalesce(automatic_only, false)
  group by 1, 2
), people as (
  select day, (first_asked_at % 86400) // 3600 as hour, count(*) as people, sum(1 - answered) as unanswered
  from (
    select asked_day as day, coalesce(buyer_id, chat_id) as person, min(asked_at) as first_asked_at,
           max(case when replied then 1 else 0 end) as answered
    from chats_of_shop
    where asked_day between $first and $last
    group by 1, 2
  ) person_of_day
  group by 1, 2
), replying as (
  select day, hour, count(distinct agent) as agents
  from (
    select date '1970-01-01' + cast(replied_at // 86400 as integer) as day,
           (replied_at % 86400) // 3600 as hour, agent
    from chats_of_shop
    where replied_at is not null
  ) replies
  where day between $first and $last
  group by 1, 2
)
select coalesce(a.day, p.day, r.day) as day, coalesce(a.hour, p.hour, r.hour) as hour,
       coalesce(a.chats, 0) as chats, coalesce(a.waits, 0) as waits, coalesce(a.within_3min, 0) as within_3min,
       coalesce(p.people, 0) as people, coalesce(p.unanswered, 0) as unanswered, coalesce(r.agents, 0) as agents
from asked a
full join people p on p.day = a.day and p.hour = a.hour
full join replying r on r.day = coalesce(a.day, p.day) and r.hour = coalesce(a.hour, p.hour)
