"""Why the total changed, as plain data and as a figure; and the panel on a page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from shops_to_show import ALL_SCHEMES, sample
from streamlit.testing.v1 import AppTest

from dashboard.charts_of_changes import waterfall
from dashboard.format import width
from dashboard.text import LANGUAGES
from dashboard.views.why_changed import ChangeView, change_view, file_rows, signed, table_rows
from scoring.improve.change_parts import Why
from scoring.improve.why_changed import why_changed, why_differs

STAR, REAL = "tmall_experience_star", "shop_real_experience"


@cache
def why_of(scheme: str, first: date, last: date) -> Why:
    shop = sample(scheme)
    sides = ((day, shop.timeline.rules_at(day)) for day in (first, last))
    return why_changed(shop.sums, 0, shop.category, *sides)


def view_of(scheme: str, first: date, last: date, language: str = "zh") -> ChangeView:
    return change_view(why_of(scheme, first, last), language)


def some_days() -> list[tuple[str, date, date]]:
    last = date(2022, 7, 5)
    return [
        (scheme, last - timedelta(days=back + ahead), last - timedelta(days=back))
        for scheme in ALL_SCHEMES
        for back, ahead in ((0, 1), (5, 16), (40, 7), (0, 60))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_adds_up_and_every_sentence_is_finished(language: str) -> None:
    states = set()
    for scheme, first, last in some_days():
        why, view = why_of(scheme, first, last), view_of(scheme, first, last, language)
        states.add(view.state)
        assert sum((row.exact for row in view.rows), Decimal(0)) == (why.change or 0)
        assert len(view.rows) == len(why.parts)
        assert not any(mark in view.sentence for mark in ("{", "None", "nan", "。。", ".."))
        assert view.sentence.endswith(("。", "."))
        if view.bars:
            assert view.bars[0].begins == view.totals[0][1]
            for one, other in zip(view.bars, view.bars[1:], strict=False):
                assert one.begins + one.goes == pytest.approx(other.begins, abs=2e-6)
            assert view.bars[-1].begins + view.bars[-1].goes == pytest.approx(view.totals[1][1], abs=2e-6)
    assert states == {"changed", "same", "lacking"}


def test_the_sentence_says_from_where_to_where_and_the_main_reason() -> None:
    view = view_of(STAR, date(2022, 6, 15), date(2022, 6, 30))
    assert view.sentence == (
        "2022-06-15 总分 3.88 → 2022-06-30 3.85：-0.03。主要因为退货退款自主完结时长的 5 个好日移出统计期"
        "（2022-05-16…05-29，合计 77.6 小时，整体 90.3 小时）（-0.076）。"
    )
    assert view.rows[0].metric == "return_refund_own_hours"
    assert "4 个指标变了" in view.still
    assert "这些指标整段是：仅退款自主完结时长 38.1 小时 → 40.9 小时、" in view.still


def test_a_change_of_level_and_of_rules_is_said() -> None:
    view = view_of(REAL, date(2022, 6, 29), date(2022, 6, 30))
    assert "4 星 → 3.5 星" in view.sentence
    view = view_of(STAR, date(2021, 10, 15), date(2021, 10, 25))
    assert "规则集由 2019-08-16 换成 2021-10-19" in view.sentence
    assert view.rows[0].kind == "rules"
    assert view.under == "2021-10-15 按规则集 2019-08-16，2021-10-25 按规则集 2021-10-19。"


def test_rows_stand_in_groups_the_largest_first_and_rounding_last() -> None:
    for scheme, first, last in some_days():
        view = view_of(scheme, first, last)
        groups = [row.group for row in view.rows]
        assert len({*groups}) == sum(one != other for one, other in zip(groups, ["", *groups], strict=False))
        for group in {*groups}:
            sizes = [abs(row.exact) for row in view.rows if row.group == group]
            assert sizes == sorted(sizes, reverse=True)
        assert "rounding" not in [row.kind for row in view.rows[:-1]]


def test_no_change_has_no_rows_and_a_side_without_a_total_no_numbers() -> None:
    same = view_of(STAR, date(2022, 7, 4), date(2022, 7, 5))
    assert (same.state, same.rows, same.bars) == ("same", (), ())
    assert "没有任何影响总分的变化" in same.sentence
    lacking = view_of("dsr", date(2022, 7, 4), date(2022, 7, 5))
    assert (lacking.state, lacking.rows, lacking.totals) == ("lacking", (), ())
    assert lacking.sentence.startswith("2022-07-04、2022-07-05没有总分")


def test_a_scenario_is_told_as_one() -> None:
    shop = sample(STAR)
    baseline = shop.timeline.panel_at(shop.day)
    why = why_differs(baseline, baseline.with_value("human_reply_seconds", 10.0), shop.rules, shop.rules, shop.category)
    view = change_view(why, "en", scenario=True)
    assert (
        view.sentence == "Baseline total 3.85 → Scenario 3.95: +0.1. Mainly: Mean human first reply 56 s → 10 s (+0.1)."
    )
    assert [name for name, _, _ in view.totals] == ["Baseline", "Scenario"]


def many(count: int) -> ChangeView:
    """A change of very many parts, each half the size of the one before."""
    why = why_of(STAR, date(2022, 6, 15), date(2022, 6, 30))
    parts = [replace(why.parts[0], metric=None, points=Decimal(1) / 2**at) for at in range(count)]
    return change_view(replace(why, parts=tuple(parts), change=sum((part.points for part in parts), Decimal(0))), "zh")


def test_the_smallest_of_many_parts_are_one_bar_with_their_sum_and_stay_in_the_table() -> None:
    view = many(14)
    assert len(view.rows) == 14
    assert len(view.bars) == 9
    assert view.bars[-1].name == "其余 6 项"
    rest = sum((row.exact for row in view.rows[8:]), Decimal(0))
    assert view.bars[-1].goes == pytest.approx(float(rest), abs=1e-6)
    assert sum(bar.goes for bar in view.bars) == pytest.approx(float(sum(row.exact for row in view.rows)), abs=1e-5)


def test_what_leaves_and_comes_of_one_metric_and_cancels_out_is_no_bar_but_stays_in_the_table() -> None:
    why = why_of(STAR, date(2022, 6, 15), date(2022, 6, 30))
    up = replace(why.parts[0], metric="reply_rate", kind="left", points=Decimal("0.2"))
    view = change_view(replace(why, parts=(up, replace(up, kind="came", points=-up.points), *why.parts)), "zh")
    assert [row.exact for row in view.rows if row.metric == "reply_rate"] == [Decimal("0.2"), Decimal("-0.2")]
    assert len(view.bars) == len(why.parts)
    assert not [bar for bar in view.bars if "旺旺回复率" in bar.name]


def test_small_points_are_said_to_be_small_and_never_nothing() -> None:
    assert signed(Decimal("0.0004")) == "+<0.001"
    assert signed(Decimal("-0.000000000001")) == "-<0.001"
    assert signed(Decimal("-0.0005")) == "-0.001"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_has_the_exact_points_their_sum_and_that_it_is_a_trial(language: str) -> None:
    why = why_of(STAR, date(2022, 6, 15), date(2022, 6, 30))
    view = change_view(why, language)
    rows = file_rows(view, {"note": "trial"}, language)
    exact = next(name for name in rows[0] if name not in table_rows(view, language)[0])
    assert Decimal(str(rows[-1][exact])) == why.change == sum(Decimal(str(row[exact])) for row in rows[:-1])
    assert {row["note"] for row in rows} == {"trial"}
    assert file_rows(view_of(STAR, date(2022, 7, 4), date(2022, 7, 5)), {}, language) == []


def drawn(view: ChangeView) -> Mapping[str, Any]:
    return dict(waterfall(view).to_plotly_json())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_bar_begins_where_the_one_before_ends_and_no_name_is_too_long_for_a_phone(language: str) -> None:
    for scheme, first, last in some_days():
        view = view_of(scheme, first, last, language)
        if not view.bars:
            continue
        figure = drawn(view)
        bars, ends = figure["data"]
        low, high = figure["layout"]["xaxis"]["range"]
        assert list(bars["base"]) == [bar.begins for bar in view.bars]
        assert list(ends["x"]) == [view.totals[0][1], view.totals[1][1]]
        for base, goes in zip(bars["base"], bars["x"], strict=True):
            assert low < min(base, base + goes)
            assert max(base, base + goes) < high
        names = [note["text"] for note in figure["layout"]["annotations"]]
        assert len(names) == len(view.bars) + 2
        assert all(width(name) <= 45 for name in names)


def test_up_and_down_differ_in_colour_and_in_sign_and_rounding_is_grey() -> None:
    view = view_of(REAL, date(2022, 5, 1), date(2022, 7, 5))
    bars = drawn(view)["data"][0]
    colors = {(bar.goes > 0, bar.neutral): color for bar, color in zip(view.bars, bars["marker"]["color"], strict=True)}
    assert len({*colors.values()}) == 3
    for bar, text in zip(view.bars, bars["text"], strict=True):
        assert text[0] == ("▲" if bar.goes > 0 else "▼") or bar.neutral


def page() -> None:
    """A page with the panel alone."""
    from dashboard.components.page import board_page
    from dashboard.components.why_changed import why_changed_panel

    why_changed_panel(board_page())


def panel(**address: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    for name, value in {"data": "sample", "lang": "zh", **address}.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    return " ".join(item.value for item in app.markdown)


def test_the_panel_begins_at_the_last_certification_and_another_day_is_kept() -> None:
    app = panel(day="2022-06-30")
    assert not app.exception
    assert app.date_input(key="why_from").value == date(2022, 6, 15)
    assert app.date_input(key="why_to").value == date(2022, 6, 30)
    assert "3.88" in said(app)
    app.date_input(key="why_from").set_value(date(2022, 5, 1)).run()
    assert app.date_input(key="why_from").value == date(2022, 5, 1)
    assert "2022-05-01" in said(app)
    app.date_input(key="why_to").set_value(date(2022, 7, 4)).run()
    assert app.query_params["day"] == "2022-07-04"
    assert app.date_input(key="why_from").value == date(2022, 5, 1), "the one day stays where the other is moved"


def test_the_panel_says_that_it_is_a_trial_and_what_to_do_about_one_and_the_same_day() -> None:
    app = panel(day="2022-06-30")
    badges = said(app)
    assert "试算，不代表平台结果" in badges
    assert "假设" in badges
    app.date_input(key="why_from").set_value(date(2022, 6, 30)).run()
    assert not app.exception
    assert [item.value for item in app.info] == ["两边是同一天，请在上面换一个起点。"]
