"""Names of records that the shop does not have: said before an exclusion of them changes nothing."""

import pyarrow as pa
import pytest

from scoring.measure.engine import attached
from scoring.measure.exclusions import records_unknown
from scoring.store.events import Events


@pytest.mark.parametrize("table", ["orders", "reviews", "refunds", "disputes", "chats", "service_tasks"])
def test_only_names_no_record_goes_by_are_unknown(table: str, sample_events: Events) -> None:
    rows = sample_events.tables[table]
    assert isinstance(rows, pa.Table)
    shop = rows["shop_id"][0].as_py()
    key = {"orders": "order_id", "reviews": "review_id", "refunds": "refund_id", "disputes": "dispute_id",
           "chats": "chat_id", "service_tasks": "task_id"}[table]  # fmt: skip
    some = rows[key][:3].to_pylist()
    with attached(sample_events, [shop]) as connection:
        assert records_unknown(connection, shop, table, some) == []
        assert records_unknown(connection, shop, table, ["made up", *some, "' or 1=1 --"]) == ["made up", "' or 1=1 --"]


def test_a_refund_also_goes_by_its_order(sample_events: Events) -> None:
    rows = sample_events.tables["refunds"]
    assert isinstance(rows, pa.Table)
    shop, order = rows["shop_id"][0].as_py(), rows["order_id"][0].as_py()
    with attached(sample_events, [shop]) as connection:
        assert records_unknown(connection, shop, "refunds", [order]) == []
        assert records_unknown(connection, "another shop", "refunds", [order]) == [order]
