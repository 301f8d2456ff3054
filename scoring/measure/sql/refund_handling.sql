-- Finished refunds by the day they ended: the seconds the shop itself took. Refund only: from request to
-- success, or to the first refusal where the case was closed. Returns: from request to agreement, plus from
-- the signed return to the refund. Not counted: exchanges, cases the platform took over, refunds of orders
-- that were not shipped by the request, and cases of more than 90 days.
with handled as (
  select r.shop_id{case r.refund_id}, r.kind, r.requested_at,
         coalesce(r.completed_day, r.closed_day) as day,
         coalesce(r.completed_at, r.closed_at) as ended_at,
         case when r.kind = 'refund_only' then coalesce(r.completed_at, r.refused_at, r.closed_at) - r.requested_at
              else (r.agreed_at - r.requested_at) + coalesce(r.completed_at - r.return_signed_at, 0) end as seconds
  from refunds r
  left join orders o on o.shop_id = r.shop_id and o.order_id = r.order_id
  where r.requested_at is not null and coalesce(r.completed_at, r.closed_at) is not null
    and r.kind in ('refund_only', 'return_refund') and coalesce(r.handled_by_shop, true)
    and not (r.kind = 'refund_only' and o.order_id is not null
             and (o.shipped_at is null or o.shipped_at > r.requested_at))
)
select shop_id, day{case 'refunds' as case_of, refund_id},
       sum(seconds) as refund_handling_seconds, count(seconds) as refunds_handled
from handled
where seconds is not null and ended_at - requested_at <= 7776000
group by shop_id, day{case refund_id}
