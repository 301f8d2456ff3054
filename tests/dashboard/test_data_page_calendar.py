"""The calendar of a shop's data: what a cell says, which gaps are named, how it is drawn."""

from datetime import date, timedelta

import pytest

from dashboard.charts import day_calendar
from dashboard.text import LANGUAGES
from dashboard.views.completeness import DARKEST, MISSING, OUTSIDE, Calendar, calendar
from dashboard.views.data import day_list, some

both_languages = pytest.mark.parametrize("language", LANGUAGES)
FIRST = date(2026, 4, 1)


def days(*wanted: int, rows: int = 10) -> dict[date, int]:
    return {FIRST + timedelta(days=number - 1): rows for number in wanted}


def shown(span: str = "8", language: str = "en", **tables: dict[date, int]) -> Calendar:
    found = calendar(tables, span, language)
    assert found is not None
    return found


def texts(of: Calendar, kind: str) -> list[str]:
    return [text for its, text in of.sentences if its == kind]


def test_a_gap_is_missing_and_what_lies_before_and_after_is_outside() -> None:
    found = shown(orders=days(1, 2, 5, 6, 7, 8, 9, 10), chats=days(3, 4, 5, 6, 7, 8))
    assert found.days[0] == FIRST
    assert len(found.days) == 10
    orders, chats = found.cells
    assert list(orders) == [DARKEST] * 2 + [MISSING] * 2 + [DARKEST] * 6
    assert list(chats) == [OUTSIDE] * 2 + [DARKEST] * 6 + [OUTSIDE] * 2
    assert texts(found, "gap") == ["orders: no rows on 2026-04-03, 04-04"]
    assert texts(found, "complete") == ["chats: rows on every day from 2026-04-03 to 2026-04-08"]
    assert texts(found, "ends") == ["chats end earlier than the rest: on 2026-04-08"]
    assert "2 days missing" in found.summary
    assert found.hover[0][2] == "orders · 2026-04-03 · no rows"
    assert found.hover[0][0] == "orders · 2026-04-01 · 10 rows"
    assert "outside" in found.hover[1][0]


def test_a_table_that_has_rows_only_now_and_then_has_no_gaps() -> None:
    found = shown(orders=days(*range(1, 31)), disputes=days(2, 11, 29))
    assert MISSING not in found.cells[1]
    assert not texts(found, "gap")
    assert len(texts(found, "rare")) == 1
    assert "3 days" in texts(found, "rare")[0]


def test_days_without_refunds_are_gaps_only_where_there_are_many_a_day() -> None:
    most = (*range(1, 10), *range(12, 31))
    assert texts(shown(refunds=days(*most, rows=2)), "gap") == []
    assert texts(shown(refunds=days(*most, rows=9)), "gap") == ["refunds: no rows on 2026-04-10, 04-11"]
    assert texts(shown(orders=days(*most, rows=1)), "gap") == ["orders: no rows on 2026-04-10, 04-11"]


def test_the_gaps_stand_first_and_the_darker_cell_has_more_rows() -> None:
    some_days = {**days(1, rows=1), **days(2, rows=1000), **days(3, rows=30)}
    found = shown(chats=days(1, 2, 3), orders={**some_days, **days(5)})
    assert found.sentences[0] == ("gap", "orders: no rows on 2026-04-04")
    first, second, third = found.cells[1][:3]
    assert 1 <= first < third < second == DARKEST


@pytest.mark.parametrize(("span", "count"), [("8", 56), ("26", 182), ("all", 300)])
def test_the_span_ends_on_the_last_day_there_is(span: str, count: int) -> None:
    found = shown(span, orders=days(*range(1, 301)))
    assert len(found.days) == count
    assert found.days[-1] == FIRST + timedelta(days=299)


def test_a_table_whose_days_all_lie_before_the_span_is_named() -> None:
    found = shown(orders=days(*range(1, 301)), chats=days(1, 2, 3), violations=days(2, rows=1))
    assert texts(found, "ends") == ["chats end earlier than the rest: on 2026-04-03"]
    assert texts(found, "rare") == ["violations: the last ones were on 2026-04-02"]


@both_languages
def test_nothing_and_a_single_day(language: str) -> None:
    assert calendar({}, "8", language) is None
    assert calendar({"orders": {}}, "8", language) is None
    found = shown(language=language, orders=days(1))
    assert found.cells == ((DARKEST,),)
    assert [kind for kind, _ in found.sentences] == ["complete"]


@both_languages
@pytest.mark.parametrize(("span", "missing"), [("8", 0), ("all", 2)])
def test_the_picture_has_a_row_per_table_and_a_cross_per_missing_day(language: str, span: str, missing: int) -> None:
    found = shown(span, language, orders=days(1, 2, *range(5, 150)), chats=days(*range(1, 150)))
    heat, *crosses = day_calendar(found).data
    assert list(heat.y) == list(found.tables)
    assert len(heat.x) == len(found.days)
    assert [list(row) for row in heat.z] == [list(row) for row in found.cells]
    assert heat.customdata[0][0] == found.hover[0][0]
    assert [len(trace.x) for trace in crosses] == ([missing] if missing else [])


def test_days_are_listed_in_few_words() -> None:
    many = [FIRST + timedelta(days=2 * number) for number in range(20)]
    assert day_list(many, "zh", most=2) == "2026-04-01、04-03等共 20 天"
    assert day_list([FIRST], "en") == "2026-04-01"
    assert day_list([FIRST, FIRST + timedelta(days=1)], "en") == "2026-04-01, 04-02"


def test_a_list_says_how_many_there_are_when_it_is_cut() -> None:
    assert some(["a", "b", "c"], "en", most=2) == "a, b and more, 3 in all"
    assert some(["a", "b"], "en", most=2) == "a, b"
