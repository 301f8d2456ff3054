"""Tables of figures typed by hand: headers in common words, and figures of one day that carry no date."""

import io
from datetime import date
from typing import Any

import pytest

from scoring.errors import MissingColumn, NeedsDay, UnknownFormat
from scoring.intake.read import CleanFile, read

DAY = date(2026, 11, 2)
ROW = {
    "日期": "2026-11-02",
    "指标": "reply_rate",
    "数值": "0.97",
    "样本": "120",
    "体系": "dsr",
    "项目": "total",
    "得分": "4.8",
}


def of(header: str, name: str = "figures.csv", **more: Any) -> CleanFile:
    known = dict.fromkeys(("day", "metric", "value", "sample", "指标值", "目标", "样本数"), "") | ROW
    known |= {"day": "2026-11-02", "metric": "reply_rate", "value": "0.97", "sample": "120", "目标": "0.97"}
    text = f"{header}\n{','.join(known.get(word, '') for word in header.split(','))}\n"
    return read(io.BytesIO(text.encode()), name, **more)


def one_row(found: CleanFile, *columns: str) -> tuple[str, list[object]]:
    (row,) = found.rows.to_pylist()
    return found.table.name, [row[name] for name in columns]


@pytest.mark.parametrize("header", ["日期,指标,数值", "日期,指标,数值,样本", "指标,数值,日期"])
def test_figures_under_common_words_are_the_platforms_own_without_asking(header: str) -> None:
    assert one_row(of(header), "day", "metric", "value") == ("platform_metrics", [DAY, "reply_rate", 0.97])


def test_scores_under_common_words_are_official_scores() -> None:
    found = one_row(of("日期,体系,项目,得分"), "day", "scheme", "item", "score")
    assert found == ("official_scores", [DAY, "dsr", "total", 4.8])


def test_a_plan_of_targets_is_never_taken_for_figures_unasked() -> None:
    with pytest.raises((MissingColumn, UnknownFormat)):
        of("日期,指标,目标")
    assert one_row(of("日期,指标,目标", table="platform_metrics"), "value") == ("platform_metrics", [0.97])


@pytest.mark.parametrize("header", ["metric,value,sample", "metric,value"])
def test_figures_without_a_date_are_of_the_day_given_else_of_the_one_in_the_name(header: str) -> None:
    given = of(header, "figures_2026-10-01.csv", day=DAY)
    assert one_row(given, "day") == ("platform_metrics", [DAY])
    assert given.report.notes == ("shop_given", "day_given")
    named = of(header, "figures_2026-10-01.csv")
    assert one_row(named, "day") == ("platform_metrics", [date(2026, 10, 1)])
    assert named.report.notes == ("shop_given", "day_from_name")
    with pytest.raises(NeedsDay, match="the figures of platform_metrics carry no date"):
        of(header)


def test_a_column_nobody_knows_may_be_the_day_and_is_asked_for() -> None:
    with pytest.raises(MissingColumn) as caught:
        of("metric,value,sample,when", "figures_2026-10-01.csv")
    assert caught.value.data["column"] == "day"
    assert one_row(of("metric,value,when", day=DAY), "day") == ("platform_metrics", [DAY])


def test_columns_named_by_hand_need_a_day_that_is_given() -> None:
    columns = {"指标": "metric", "样本数": "value"}
    with pytest.raises(MissingColumn):
        of("指标,样本数", table="platform_metrics", columns=columns)
    assert one_row(of("指标,样本数", table="platform_metrics", columns=columns, day=DAY), "day")[1] == [DAY]
