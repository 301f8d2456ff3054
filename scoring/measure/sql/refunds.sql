-- Refunds by the day they were done, finished by the shop itself: seconds from request to completion.
select shop_id, completed_day as day{case 'refunds' as case_of, refund_id},
       sum(case when kind = 'refund_only' then completed_at - requested_at else 0 end) as refund_only_seconds,
       count(case when kind = 'refund_only' then 1 end) as refund_only_done,
       sum(case when kind = 'return_refund' then completed_at - requested_at else 0 end) as return_refund_seconds,
       count(case when kind = 'return_refund' then 1 end) as return_refund_done,
       sum(completed_at - requested_at) as own_refund_seconds,
       count(*) as own_refunds_done
from refunds
where kind in ('refund_only', 'return_refund') and handled_by_shop
  and requested_at is not null and completed_at is not null
group by shop_id, completed_day{case refund_id}
