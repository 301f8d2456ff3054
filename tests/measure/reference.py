"""The metrics a second time, from their definitions, in plain Python: no SQL, no arrays, nothing of `measure`.

Rows are as written in a CSV file. Windows and lags as the dictionary of metrics prints them:
T-32…T-3 for the 24 h collection, T-33…T-4 for the 48 h one, T-39…T-10 for the delivery,
T-31…T-2 for quality refunds, T-30…T-1 for the rest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta

Row = dict[str, str]
Tables = dict[str, list[Row]]
Sums = Iterable[tuple[date, int, int]]

LAGS = {"collected_within_24h_rate": 3, "collected_within_48h_rate": 4, "no_collection_scan_rate": 4,
        "delivery_hours": 10, "first_quality_refund_rate": 2}  # fmt: skip
HOUR_METRICS = {"delivery_hours", "refund_only_own_hours", "return_refund_own_hours", "refund_own_hours",
                "service_task_hours"}  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    return moment(text).date()


def seconds(earlier: str, later: str) -> int:
    return int((moment(later) - moment(earlier)).total_seconds())


def filled(rows: Iterable[Row], *names: str) -> Iterator[Row]:
    return (row for row in rows if all(row.get(name) for name in names))


def paid(tables: Tables) -> Iterator[Row]:
    return filled(tables["orders"], "paid_at")


def count(rows: Iterable[Row], name: str) -> Sums:
    return ((day(row[name]), 0, 1) for row in rows)


def collected(hours: int | None) -> Callable[[Tables], Sums]:
    """In time within `hours`; without hours: no scan at all after two days."""
    times = ("created_at", "paid_at", "shipped_at", "collected_at", "delivered_at", "confirmed_at")

    def sums(tables: Tables) -> Sums:
        covered = max((moment(row[name]) for row in tables["orders"] for name in times if row.get(name)), default=None)
        for row in paid(tables):
            due = moment(row["paid_at"]) + timedelta(hours=hours or 48)
            if row.get("custom_made") == "true" or covered is None or due > covered:
                continue
            scan = row.get("collected_at")
            hit = bool(scan) and moment(str(scan)) <= due if hours else not scan
            yield day(row["paid_at"]), int(hit), 1

    return sums


def delivery(tables: Tables) -> Sums:
    for row in filled(paid(tables), "delivered_at"):
        yield day(row["paid_at"]), seconds(row["paid_at"], row["delivered_at"]), 1


def rating(item: str) -> Callable[[Tables], Sums]:
    def sums(tables: Tables) -> Sums:
        seen: set[str] = set()
        counted: dict[tuple[str, int, int], int] = defaultdict(int)
        for row in sorted(filled(tables["reviews"], "rated_at"), key=lambda row: (row["rated_at"], row["review_id"])):
            order = row.get("order_id") or row["review_id"]
            if order in seen:
                continue
            seen.add(order)
            rated = day(row["rated_at"])
            month = (row.get("buyer_id") or row["review_id"], rated.year, rated.month)
            counted[month] += 1
            if counted[month] <= 3 and row.get(item):
                yield rated, int(row[item]), 1

    return sums


def low(item: str) -> Callable[[Tables], Sums]:
    def sums(tables: Tables) -> Sums:
        for row in filled(tables["reviews"], "rated_at", item):
            yield day(row["rated_at"]), int(int(row[item]) <= 2), 0
        yield from count(filled(tables["orders"], "confirmed_at"), "confirmed_at")

    return sums


def own_refunds(*kinds: str) -> Callable[[Tables], Sums]:
    def sums(tables: Tables) -> Sums:
        for row in filled(tables["refunds"], "requested_at", "completed_at"):
            if row.get("kind") in kinds and row.get("handled_by_shop") == "true":
                yield day(row["completed_at"]), seconds(row["requested_at"], row["completed_at"]), 1

    return sums


def quality_refunds(tables: Tables) -> Sums:
    first: dict[str, Row] = {}
    for row in sorted(
        filled(tables["refunds"], "requested_at"), key=lambda row: (row["requested_at"], row["refund_id"])
    ):
        first.setdefault(row.get("order_id") or row["refund_id"], row)
    for row in first.values():
        yield day(row["requested_at"]), int(row.get("quality_reason") == "true"), 0
    yield from count(paid(tables), "paid_at")


def liable(*kinds: str) -> Callable[[Tables], Sums]:
    def sums(tables: Tables) -> Sums:
        for row in filled(tables["disputes"], "closed_at"):
            if row.get("liable") == "shop" and (not kinds or row.get("kind") in kinds):
                yield day(row["closed_at"]), 1, 0
        yield from count(paid(tables), "paid_at")

    return sums


def replies(tables: Tables) -> Sums:
    people: dict[tuple[date, str], bool] = defaultdict(bool)
    for row in filled(tables["chats"], "asked_at"):
        people[day(row["asked_at"]), row.get("buyer_id") or row["chat_id"]] |= row.get("replied") == "true"
    for (asked, _), answered in people.items():
        yield asked, int(answered), 1


def human(of: Callable[[int | None], int]) -> Callable[[Tables], Sums]:
    def sums(tables: Tables) -> Sums:
        for row in filled(tables["chats"], "asked_at"):
            if row.get("automatic_only") != "true" and time(8) <= moment(row["asked_at"]).time() < time(23):
                waited = row.get("first_human_reply_seconds")
                yield day(row["asked_at"]), of(int(waited) if waited else None), 1

    return sums


def satisfaction(tables: Tables) -> Sums:
    for row in filled(tables["chats"], "asked_at", "satisfaction"):
        yield day(row["asked_at"]), int(int(row["satisfaction"]) >= 4), 1


def service_tasks(tables: Tables) -> Sums:
    for row in filled(tables["service_tasks"], "created_at", "due_at"):
        end = min(filter(None, (row.get("handled_at"), row["due_at"])))
        yield day(row["due_at"]), seconds(row["created_at"], end), 1


def special_service(tables: Tables) -> Sums:
    for row in filled(paid(tables), "amount"):
        cents = int(row["amount"].replace(".", "")) if row["amount"][-3:-2] == "." else int(row["amount"]) * 100
        if row.get("special_service_required") == "true":
            yield day(row["paid_at"]), cents if row.get("special_service_met") == "true" else 0, cents


SUMS: dict[str, Callable[[Tables], Sums]] = {
    "collected_within_24h_rate": collected(24),
    "collected_within_48h_rate": collected(48),
    "no_collection_scan_rate": collected(None),
    "delivery_hours": delivery,
    "description_rating": rating("description_score"),
    "service_rating": rating("service_score"),
    "logistics_rating": rating("logistics_score"),
    "description_low_rating_rate": low("description_score"),
    "service_low_rating_rate": low("service_score"),
    "logistics_low_rating_rate": low("logistics_score"),
    "refund_only_own_hours": own_refunds("refund_only"),
    "return_refund_own_hours": own_refunds("return_refund"),
    "refund_own_hours": own_refunds("refund_only", "return_refund"),
    "first_quality_refund_rate": quality_refunds,
    "dispute_refund_rate": liable("dispute"),
    "platform_liable_rate": liable(),
    "reply_rate": replies,
    "human_reply_seconds": human(lambda waited: 600 if waited is None else min(waited, 600)),
    "reply_within_3min_rate": human(lambda waited: int(waited is not None and waited <= 180)),
    "chat_satisfaction_rate": satisfaction,
    "service_task_hours": service_tasks,
    "special_service_share": special_service,
}


def windowed(metric: str, tables: Tables, days: list[date]) -> list[tuple[int, int]]:
    """Numerator and denominator of a metric on each assessment day."""
    rows = list(SUMS[metric](tables))
    lag = LAGS.get(metric, 1)
    found = []
    for today in days:
        first, last = today - timedelta(days=lag + 29), today - timedelta(days=lag)
        inside = [row for row in rows if first <= row[0] <= last]
        found.append((sum(row[1] for row in inside), sum(row[2] for row in inside)))
    return found
