"""The morning message: its figures are scoring's, changes are words, gaps are named, and it stays short."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from report_at_hand import real_facts, report_of, sample_facts
from shops_to_show import ALL_SCHEMES, BASIC, STAR, sample

from dashboard import format as fmt
from dashboard.report.facts import Facts
from dashboard.report.text import morning_text
from dashboard.text import LANGUAGES, words
from dashboard.views.digest import digest, parts
from dashboard.views.report import change_text, file_name, gaps, safe
from scoring.improve.forecast import forecast
from scoring.improve.what_if import Change
from scoring.measure.catalogue import METRICS

both_languages = pytest.mark.parametrize("language", LANGUAGES)
A_DAY = date(2022, 6, 6)


def said(facts: Facts, language: str = "zh", today: date | None = None) -> list[str]:
    return morning_text(digest(facts, language, today)).splitlines()


def heads(language: str) -> tuple[str, ...]:
    """How the line of the dimensions begins."""
    return tuple(words(language)(key, text="") for key in ("digest.dimensions", "digest.dimensions_flat"))


@both_languages
@pytest.mark.parametrize("day", [A_DAY, date(2022, 7, 5)])
def test_the_message_holds_what_scoring_says_of_the_day(day: date, language: str) -> None:
    facts, t = sample_facts(STAR, day), words(language)
    result, lines = facts.result, said(facts, language)
    assert lines[0] == t(
        "digest.title", shop=facts.shop, day=fmt.day(day), weekday=t(f"weekday.day_{day.isoweekday()}")
    )
    for part in (facts.dated.scheme.label.text[language], fmt.day(result.rule_set), "2022-07-05"):
        assert part in lines[1]
    labels = {level.level: level.label.text[language] for level in facts.rules.levels}
    held, trial, coming = lines[2:5]
    assert held.startswith(t("board.certified"))
    assert labels[facts.held[-1].level] in held  # type: ignore[index]
    assert fmt.day(facts.held[-1].valid_until) in held
    assert trial.startswith(t("board.trial", day=fmt.day(day)))
    assert labels[result.level] in trial  # type: ignore[index]
    assert t("board.total", total=fmt.points(result.total)) in trial
    assert facts.before is not None
    change = Change("total", facts.before.total, result.total).difference
    assert change is not None
    assert change_text(change, t) in trial
    assert facts.forecast is not None
    assert facts.forecast.likeliest is not None
    assert facts.forecast.likeliest.label[language] in coming
    assert fmt.chance(facts.forecast.likeliest.chance) in coming
    dimensions = next(line for line in lines if line.startswith(heads(language)))
    for item in result.dimensions.values():
        assert f"{item.label[language]} {fmt.points(item.score)}" in dimensions
    for place, hint in enumerate(facts.hints[:3], start=1):
        line = next(line for line in lines if line.startswith(f"{place}. "))
        assert hint.label[language] in line
        assert fmt.points(hint.gain, sign=True) in line
        assert fmt.measured(hint.target, METRICS[hint.metric].unit, language) in line
        assert hint.feasible_by is None or fmt.day(hint.feasible_by) in line
    assert t("app.trial") in lines[-1]
    assert t(f"evidence.{result.evidence.value}_total") in lines[-1]


def test_a_fall_and_a_rise_are_words_with_their_size() -> None:
    t = words("zh")
    line_of_days = sample().timeline
    after_sales = line_of_days.dimension("after_sales", 0)
    day = line_of_days.days[int(np.flatnonzero(np.abs(np.diff(after_sales)) > 0.01)[-1]) + 1]
    facts = sample_facts(STAR, day)
    assert facts.before is not None
    moved = {
        name: (item.score or 0) - (facts.before.dimensions[name].score or 0)
        for name, item in facts.result.dimensions.items()
    }
    assert moved["after_sales"] < -0.01, "a day on which it fell"
    line = next(line for line in said(facts) if line.startswith("维度："))
    for name, change in moved.items():
        label = facts.result.dimensions[name].label["zh"]
        word = f"（较昨日 {'↑ 升' if change > 0 else '↓ 降'} {fmt.points(abs(change))}）" if abs(change) > 5e-4 else ""
        score = fmt.points(facts.result.dimensions[name].score)
        assert line.split(f"{label} ")[1].split("；")[0] == score + word
    assert any(line.startswith("维度（较昨日都没变）：") for line in said(sample_facts(STAR, A_DAY)))
    assert change_text(0.25, t) == "↑ 升 0.25"
    assert change_text(-0.25, t) == "↓ 降 0.25"
    assert change_text(-1e-12, t) == "→ 持平", "what rounds to nothing is no fall"


@both_languages
@pytest.mark.parametrize("scheme", ALL_SCHEMES)
def test_every_scheme_and_a_shop_of_little_data_fit_in_fifteen_lines_without_a_zero_for_a_gap(
    scheme: str, language: str
) -> None:
    for facts in (sample_facts(scheme), real_facts(scheme)):
        lines = said(facts, language)
        assert len(lines) <= 15
        assert not any(bad in line for line in lines for bad in ("None", "nan", "digest.", "report.", "board."))
        dimensions = next(line for line in lines if line.startswith(heads(language)))
        for item in facts.result.dimensions.values():
            if item.score is None:
                assert f"{item.label[language]} {words(language)('digest.no_score')}" in dimensions


def test_the_first_day_of_the_data_has_no_day_before_to_be_compared_with() -> None:
    facts = sample_facts(STAR, sample().timeline.first_day)
    assert facts.before is None
    text = "\n".join(said(facts))
    assert "较昨日" not in text


def test_a_table_that_stops_early_or_is_not_there_is_named() -> None:
    facts, t = sample_facts(), words("zh")
    assert gaps(facts, "zh") == ()
    stop = date(2022, 6, 20)
    days = {**facts.days, "orders": {day: rows for day, rows in facts.days["orders"].items() if day <= stop}}
    shorter = replace(facts, days=days)
    orders = t("data.tables.orders")
    assert gaps(shorter, "zh") == (t("days.ends", table=orders, last="2022-06-20"),)
    assert "2022-06-20" in next(line for line in said(shorter) if line.startswith(t("digest.gaps", text="")[:2]))
    real = gaps(real_facts(), "zh", short=True)
    assert any(t("data.tables.chats") in text for text in real), "a table that is not there"
    assert not any(t("data.tables.annotations") in text for text in real), "nor is what no metric needs named"


def test_days_after_the_day_of_the_report_are_no_gap_of_it() -> None:
    facts = sample_facts(STAR, A_DAY)
    assert gaps(facts, "zh") == ()


def test_old_data_is_said_to_be_old_only_when_the_day_of_today_is_known() -> None:
    facts, t = sample_facts(), words("en")
    today = facts.sums.last_day[0] + timedelta(days=4)
    old = t("digest.stale", last="2022-07-05", today="2022-07-09", days=4)
    assert old in "\n".join(said(facts, "en", today))
    assert old[:20] not in "\n".join(said(facts, "en"))
    assert old[:20] not in "\n".join(said(facts, "en", facts.sums.last_day[0] + timedelta(days=1))), "T+1 is fresh"


def test_the_forecast_is_the_one_for_the_reference_day_under_the_rules_in_force_then() -> None:
    facts = sample_facts()
    target = date(2022, 7, 15)
    rules = facts.dated.in_force(target)
    expected = forecast(
        facts.sums, 0, rules, facts.result.category, facts.day, target, certification_day=date(2022, 7, 16)
    )
    assert facts.forecast == expected
    week = sample_facts(BASIC).forecast
    assert week is not None
    assert (week.certification_day, week.target_day) == (None, date(2022, 7, 12))


def test_the_figures_for_a_program_are_those_of_the_message() -> None:
    facts = sample_facts()
    values = parts(facts, digest(facts, "zh"))
    assert values["total"] == facts.result.total
    assert values["certified"]["day"] == facts.held[-1].day.isoformat()
    assert facts.forecast is not None
    assert sum(values["forecast"]["levels"].values()) == pytest.approx(1 - facts.forecast.no_total)
    assert [item["metric"] for item in values["hints"]] == [hint.metric for hint in facts.hints[:3]]
    assert values["gaps"] == list(digest(facts, "zh").gaps)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\x|y?*", "店\u202egnp.exe", "a\nb\tc\x00", "CON", " .hidden. ", "长" * 300, "", "/"],
)
def test_a_file_name_holds_nothing_that_a_file_system_acts_on(name: str) -> None:
    found = file_name(name, "own:mine", date(2022, 7, 5), "html")
    assert found.endswith("_own_mine_2022-07-05.html")
    assert not set(found) & set('\\/:*?"<>|\n\t\x00\u202e ')
    assert not found.startswith(".")
    assert len(found.encode()) <= 255
    assert safe(name)


def test_the_report_says_the_same_as_the_message() -> None:
    facts = sample_facts()
    whole, message = report_of(facts), digest(facts, "zh")
    assert whole.card.binding == message.binding
    assert whole.fixes[:3] == message.fixes
    assert set(whole.notices) <= set(message.gaps)
