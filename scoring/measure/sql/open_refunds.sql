-- Refunds of a shop neither completed nor closed before a moment: where each stands by what had happened
-- by then, and since when. The latest step tells; a shop may refuse after it agreed, and agree after it refused.
with known as (
  select refund_id, order_id, kind, requested_at, first_reason, amount,
         case when agreed_at < $known_until then agreed_at end as agreed_at,
         case when return_signed_at < $known_until then return_signed_at end as return_signed_at,
         case when refused_at < $known_until then refused_at end as refused_at
  from refunds
  where shop_id = $shop and requested_at < $known_until
    and (completed_at is null or completed_at >= $known_until)
    and (closed_at is null or closed_at >= $known_until)
), standing as (
  select *,
         case when refused_at > coalesce(greatest(agreed_at, return_signed_at), refused_at - 1) then 'refused'
              when return_signed_at is not null then 'completion'
              when agreed_at is null then 'answer'
              when kind in ('return_refund', 'exchange') then 'return'
              else 'completion' end as stage
  from known
)
select refund_id, order_id, kind, stage, requested_at, first_reason, amount,
       case stage when 'answer' then requested_at
                  when 'refused' then refused_at
                  else greatest(agreed_at, return_signed_at) end as stage_since
from standing
