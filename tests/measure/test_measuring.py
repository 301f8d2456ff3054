"""Where events are kept and whose they are changes no figure; what cannot be measured has no value."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from made_up import Row, events, voc_board

from sample_data import REAL_ORDERS, SAMPLE_SHOP
from scoring.figures import Unit
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, daily_sums, main_category, shops_in
from scoring.measure.panel import PLATFORM, panel, windows_of_catalogue
from scoring.store.delta import Store
from scoring.store.events import Events, from_folder

ONE, TWO, THREE = (
    "6560211a19b47992c3666cc44a7e94c0", "cc419e0650a3c5ba77189a1882b7556a", "4a3ca9315b744ce9f8e9374361493884",
)  # fmt: skip
# Counted by hand-written code from the complete public tables, published with the extract:
# shop, window end, orders, within 24 h, within 48 h, no scan.
GOLDEN = [
    (ONE, "2017-11-30", 34, 12, 26, 0),
    (ONE, "2018-05-31", 18, 12, 16, 0),
    (TWO, "2017-11-30", 45, 2, 12, 0),
    (TWO, "2018-05-31", 10, 2, 4, 1),
    (THREE, "2017-11-30", 42, 6, 11, 0),
    (THREE, "2018-05-31", 13, 8, 9, 0),
]


@pytest.fixture(scope="module")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("real")
    done = voc_board("import", REAL_ORDERS / "orders.csv", REAL_ORDERS / "reviews.csv", "--json", home=home)
    assert done.returncode == 0, done.stderr
    assert [(item["table"], item["rows_kept"]) for item in json.loads(done.stdout)] == [
        ("orders", 4318),
        ("reviews", 1453),
    ]
    return home


@pytest.mark.parametrize("end", ["2017-11-30", "2018-05-31"])
def test_real_orders_give_the_published_counts(real_store: Path, end: str) -> None:
    done = voc_board("measure", "--data", real_store, "--from", end, "--to", end, "--window", 30, "--lag", 0, "--json",
                     home=real_store)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    rows = {(row["shop"], row["metric"]): row for row in json.loads(done.stdout)}
    for shop, day, orders, within_24h, within_48h, no_scan in GOLDEN:
        if day != end:
            continue
        found = [rows[shop, name] for name in ("collected_within_24h_rate", "collected_within_48h_rate",
                                               "no_collection_scan_rate")]  # fmt: skip
        assert [(row["numerator"], row["denominator"]) for row in found] == [
            (within_24h, orders),
            (within_48h, orders),
            (no_scan, orders),
        ]
        assert rows[shop, "collected_within_24h_rate"]["value"] == pytest.approx(within_24h / orders, abs=1e-9)


def same(one: DailySums, two: DailySums) -> None:
    assert (one.shops, one.first_day, one.days, one.missing, one.last_day) == (
        two.shops, two.first_day, two.days, two.missing, two.last_day,
    )  # fmt: skip
    assert one.columns.keys() == two.columns.keys()
    for name in one.columns:
        assert np.array_equal(one.columns[name], two.columns[name]), name
    for name in one.platform:
        assert np.array_equal(one.platform[name].value, two.platform[name].value, equal_nan=True), name
        assert np.array_equal(one.platform[name].sample, two.platform[name].sample), name


def test_a_store_and_the_files_themselves_give_the_same_sums(tmp_path: Path, sample_sums: DailySums) -> None:
    store = Store(tmp_path)
    for path in sorted(SAMPLE_SHOP.glob("*.csv")):
        with path.open("rb") as file:
            store.import_file(file, path.name)
            assert not file.closed
    same(daily_sums(store.events()), sample_sums)
    # The order file a second time, cut in half: the same rows in two imports count once.
    head, *lines = (SAMPLE_SHOP / "orders.csv").read_bytes().splitlines(keepends=True)
    half = tmp_path / "half.csv"
    half.write_bytes(head + b"".join(lines[: len(lines) // 2]))
    with half.open("rb") as file:
        assert store.import_file(file, "half.csv").entry.rows_new == 0
    same(daily_sums(store.events()), sample_sums)


def test_choosing_shops_first_gives_what_filtering_afterwards_gives(real_store: Path) -> None:
    for kept in (Store(real_store).events(), from_folder(REAL_ORDERS)):
        whole, chosen = daily_sums(kept), daily_sums(kept, [TWO, ONE])
        assert chosen.shops == tuple(sorted([ONE, TWO]))
        windows = windows_of_catalogue()
        first, last = date(2017, 10, 1), date(2018, 8, 1)
        all_of_them, some = panel(whole, windows, first, last), panel(chosen, windows, first, last)
        for at, shop in enumerate(chosen.shops):
            place = whole.shops.index(shop)
            assert chosen.last_day[at] == whole.last_day[place]
            for name in METRICS:
                assert chosen.missing[name][at] == whole.missing[name][place]
                for part, array in vars(some.metrics[name]).items():
                    other = getattr(all_of_them.metrics[name], part)[place]
                    assert np.array_equal(array[at], other, equal_nan=part == "value"), (name, part)


def test_shops_and_main_category_are_found(real_store: Path, sample_events: Events) -> None:
    assert len(shops_in(Store(real_store).events())) == 22
    assert main_category(sample_events, shops_in(sample_events)[0]) == "女装/女士精品"
    assert main_category(sample_events, "nobody") == ""


PAID: list[Row] = [
    {"shop_id": "s", "order_id": "1", "paid_at": "2022-01-01 10:00:00", "amount": "5.00"},
    {"shop_id": "s", "order_id": "2", "paid_at": "2022-01-09 10:00:00", "amount": "5.00"},
]


def test_without_a_carriers_scan_collection_is_not_measurable_rather_than_zero() -> None:
    sums = daily_sums(events(orders=PAID))
    values = panel(sums, windows_of_catalogue(), date(2022, 1, 15), date(2022, 1, 15))
    for name in ("collected_within_24h_rate", "collected_within_48h_rate", "no_collection_scan_rate"):
        assert sums.missing[name] == (("orders.collected_at",),)
        assert np.isnan(values.metrics[name].value[0, 0])
        assert values.metrics[name].sample[0, 0] == 0
    assert sums.missing["reply_rate"] == (("chats.asked_at", "chats.replied"),)
    assert values.metrics["first_quality_refund_rate"].sample[0, 0] == 0


def test_every_metric_that_lacks_a_column_says_which(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("shop_id,order_id,paid_at\ns,1,2022-01-01 10:00:00\n")
    done = voc_board("import", tmp_path / "orders.csv", home=tmp_path)
    assert done.returncode == 0
    done = voc_board("measure", "--data", tmp_path, "--json", home=tmp_path)
    rows = {row["metric"]: row for row in json.loads(done.stdout)}
    assert rows.keys() == METRICS.keys()
    # Measurable, but its window ends before the first day of the data: unknown, not 0.
    assert rows.pop("paid_order_count")["missing"] == "no case in the window"
    for row in rows.values():
        assert row["value"] is None
        assert row["missing"].startswith("not measurable: needs "), row
    assert rows["collected_within_24h_rate"]["missing"] == "not measurable: needs orders.collected_at"
    assert "platform_metrics.product_reputation" in rows["product_reputation"]["missing"]


def test_an_order_is_judged_only_once_it_is_due() -> None:
    collected: list[Row] = [
        {**PAID[0], "collected_at": "2022-01-01 11:00:00"},
        {"shop_id": "s", "order_id": "3", "paid_at": "2022-01-08 10:00:00"},
        {"shop_id": "s", "order_id": "4", "paid_at": "2022-01-08 10:00:01"},
        PAID[1],
    ]
    values = panel(
        daily_sums(events(orders=collected)), windows_of_catalogue(30, 0), date(2022, 1, 9), date(2022, 1, 9)
    )
    # The data ends on the 9th at 10:00:00: order 3 is due at that very second, order 4 one second later.
    found = values.metrics["collected_within_24h_rate"]
    assert (found.numerator[0, 0], found.denominator[0, 0]) == (1, 2)


def test_custom_made_orders_stand_outside_collection_and_inside_paid_orders() -> None:
    made: list[Row] = [
        {**row, "custom_made": at == 0, "collected_at": "2022-01-01 11:00:00"} for at, row in enumerate(PAID)
    ]
    sums = daily_sums(events(orders=[*made, {**PAID[0], "order_id": "9", "paid_at": "2022-01-20 10:00:00"}]))
    assert sums.columns["due_within_24h"].sum() == 1
    assert sums.columns["paid_orders"].sum() == 3


def test_the_platforms_own_figure_stands_in_only_where_events_give_none() -> None:
    chats: list[Row] = [
        {"shop_id": "s", "chat_id": "1", "buyer_id": "b", "asked_at": "2022-01-01 10:00:00", "replied": True}
    ]
    given: list[Row] = [
        {"shop_id": "s", "day": day, "metric": "reply_rate", "value": "0.5", "sample": 40}
        for day in ("2022-01-02", "2022-03-01")
    ]
    sums = daily_sums(events(chats=chats, platform_metrics=given))
    values = panel(sums, windows_of_catalogue(), date(2022, 1, 2), date(2022, 3, 2)).metrics["reply_rate"]
    assert values.value[0, 0] == 1.0
    at = (date(2022, 3, 1) - date(2022, 1, 2)).days
    assert (values.value[0, at], values.sample[0, at], values.origin[0, at]) == (0.5, 40, PLATFORM)
    assert np.isnan(values.value[0, at + 1])


def test_a_window_may_lie_outside_the_data_and_is_empty_then(sample_sums: DailySums) -> None:
    for day in (date(1990, 1, 1), date(2099, 12, 31)):
        values = panel(sample_sums, windows_of_catalogue(), day, day)
        assert all(np.isnan(item.value[0, 0]) and item.sample[0, 0] == 0 for item in values.metrics.values())


def test_shares_lie_between_nothing_and_everything(sample_sums: DailySums) -> None:
    values = panel(sample_sums, windows_of_catalogue(), date(2021, 6, 1), date(2022, 7, 5))
    for name, item in values.metrics.items():
        if METRICS[name].unit is Unit.RATIO:
            known = item.value[~np.isnan(item.value)]
            assert ((known >= 0) & (known <= 1)).all(), name
