"""An exclusion that can apply to nothing says so: it names no row of the data."""

from made_up import events

from scoring.measure.records import exclusions_of


def test_an_exclusion_says_how_many_rows_it_names_and_one_that_fits_nothing_names_none() -> None:
    shop = {"shop_id": "s"}
    orders = [{**shop, "order_id": f"o{day}", "sub_order_id": part, "paid_at": f"2022-01-{day:02} 10:00:00",
               "province": "广东省" if day % 2 else "浙江"} for day in range(1, 11) for part in "ab"]  # fmt: skip
    chats = [{**shop, "chat_id": "c1", "asked_at": "2022-01-01 10:00:00"}]
    filed = {
        "by order": ({"table": "orders", "record_id": "o3"}, 2),
        "by chat": ({"table": "chats", "record_id": "c1"}, 1),
        "no such order": ({"table": "orders", "record_id": "o99"}, 0),
        "days": ({"from_day": "2022-01-02", "to_day": "2022-01-05"}, 8),
        "province and days": ({"province": "广东", "from_day": "2022-01-02", "to_day": "2022-01-05"}, 4),
        "days the wrong way round": ({"from_day": "2022-01-05", "to_day": "2022-01-02"}, 0),
        "a metric nobody knows": ({"table": "orders", "record_id": "o3", "metric": "made_up_rate"}, 0),
        "nothing named": ({}, 0),
    }
    rows = [{**shop, "exclusion_id": name, "status": "pending", **cells} for name, (cells, _) in filed.items()]
    found = {
        row.exclusion_id: row.rows for row in exclusions_of(events(orders=orders, chats=chats, exclusions=rows), "s")
    }
    assert found == {name: count for name, (_, count) in filed.items()}
