-- The platform's after-sales tasks by due day: seconds until handled; one that ran out counts its full time.
select shop_id, due_day as day{case 'service_tasks' as case_of, task_id},
       sum(least(coalesce(handled_at, due_at), due_at) - created_at) as service_task_seconds,
       count(*) as service_tasks_due
from service_tasks
where created_at is not null and due_at is not null
group by shop_id, due_day{case task_id}
