"""A scenario's file with a fault of nearly every kind."""

FAULTY = """name: 试试
scheme: tmall_experience_star
dya: 2022-07-05
changes:
  - kind: set_metric
    metric: reply_rat
    value: 0.9
  - kind: set_metric
    metric: reply_rate
    value: 1.2
  - kind: ship_earlyer
    hours: 3
  - kind: ship_earlier
    hours: "3"
    carier: 顺丰
  - kind: exclude_days
    first: 2022-06-03
    last: 2022-06-01
    outcome: won
  - kind: exclude_rows
    table: orders
  - kind: answer_unanswered
    from_hour: 9
    to_hour: 9
    within_seconds: 1.5
  - kind: daily_plan
  - kind: daily_plan
    plan:
      - {day: 2022-06-30, metric: reply_rate, value: 2}
"""
