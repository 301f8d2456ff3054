"""The board as plain data: the score card and the notices of the header."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from shops_to_show import ALL_SCHEMES, BASIC, GOOD, LIGHTHOUSE, REAL, STAR, Shown, made, needs_of, sample, shown

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.board import header, score_card
from scoring.figures import Evidence
from scoring.improve.calibrate.official import PlatformShown
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import scheme, scheme_in_use

pytestmark = pytest.mark.parametrize("language", LANGUAGES)
RAW_KEY = re.compile(r"\b(board|header|what_if|rules|data|hint|table|trend|gate|evidence)\.[a-z_]+\b")


def test_the_score_card_says_what_scoring_says(language: str) -> None:
    shop = sample()
    t = words(language)
    before = shop.timeline.at(shop.day - timedelta(days=1), 0)
    card = score_card(shop.result, before, shop.certified(), shop.rules, language)
    certified, trial, coming = card.scores
    held = [item for item in shop.certified() if item.day <= shop.day][-1]
    labels = {level.level: level.label.text[language] for level in shop.rules.levels}
    assert held.level is not None
    assert certified.value == labels[held.level]
    assert str(held.day) in certified.caption
    assert str(held.valid_until) in certified.caption
    assert shop.result.level is not None
    assert trial.value == labels[shop.result.level]
    assert fmt.points(shop.result.total) in trial.caption
    assert trial.change == (shop.result.total or 0) - (before.total or 0)
    assert str((held.valid_until + timedelta(days=1) - shop.day).days) in coming.value
    assert card.evidence is Evidence.ASSUMED
    assert card.evidence_text == t("evidence.assumed_total")


def test_the_condition_that_binds_is_named_with_both_figures(language: str) -> None:
    shop = sample()
    card = score_card(shop.result, None, [], shop.rules, language)
    assert len(shop.result.binding) == 1
    condition = shop.result.binding[0]
    assert fmt.points(condition.now) in card.binding
    assert fmt.points(condition.needed) in card.binding
    labels = {level.level: level.label.text[language] for level in shop.rules.levels}
    assert shop.result.next_level is not None
    assert labels[shop.result.next_level] in card.binding
    assert card.binding_state == "unmet"
    assert card.scores[1].change is None, "no day before, no change"


def test_several_conditions_are_all_named(language: str) -> None:
    shop = sample()
    one = shop.result.binding[0]
    other = replace(one, id="consultation", now=2.5, needed=3.0)
    card = score_card(replace(shop.result, binding=(one, other)), None, [], shop.rules, language)
    for figure in (one.now, one.needed, other.now, other.needed):
        assert fmt.points(figure) in card.binding


def test_a_missing_gated_value_is_a_dash_in_the_condition(language: str) -> None:
    shop = sample()
    one = replace(shop.result.binding[0], now=None)
    card = score_card(replace(shop.result, binding=(one,)), None, [], shop.rules, language)
    assert fmt.MISSING in card.binding
    assert "None" not in card.binding


def test_at_the_top_nothing_is_asked_for_any_more(language: str) -> None:
    shop = sample()
    top = replace(shop.result, next_level=None, binding=(), level=Decimal(5))
    card = score_card(top, None, [], shop.rules, language)
    assert card.binding == words(language)("board.binding_top")
    assert card.binding_state == "met"


def test_without_a_total_there_is_no_level_and_no_zero(language: str) -> None:
    shop = made({}, days=40)
    assert shop.result.total is None
    card = score_card(shop.result, shop.result, shop.certified(), shop.rules, language)
    assert card.scores[1].value == fmt.MISSING
    assert card.scores[1].change is None
    t = words(language)
    tables = {need.split(".")[0] for item in shop.rules.indicators.values() for need in needs_of(item.metric)}
    named = t("board.list").join(t(f"data.tables.{table}") for table in sorted(tables))
    assert card.binding == t("board.binding_no_total", tables=named)
    assert not any(table in card.binding for table in tables if table != t(f"data.tables.{table}")), "in words"
    assert card.binding_state == "none"
    assert "0.0" not in card.scores[1].caption


def test_certified_states_that_are_no_level(language: str) -> None:
    shop, t = sample(), words(language)
    held = [item for item in shop.certified() if item.day <= shop.day][-1]
    for state in ("no_data", "excluded"):
        none = replace(held, state=state, level=None)
        card = score_card(shop.result, None, [none], shop.rules, language)
        assert card.scores[0].value == t(f"board.certified_{state}")
    assert score_card(shop.result, None, [], shop.rules, language).scores[0].value == fmt.MISSING


def test_a_scheme_without_levels_shows_its_total_and_no_star(language: str) -> None:
    shop = sample(BASIC)
    if shop.rules.levels:
        assert len(score_card(shop.result, None, [], shop.rules, language).scores) >= 2
        return
    t = words(language)
    card = score_card(shop.result, None, [], shop.rules, language)
    assert card.scores[0].value == fmt.points(shop.result.total)
    assert card.scores[0].caption == t("board.no_levels")
    assert card.binding_state == "none"


@pytest.mark.parametrize("name", ALL_SCHEMES)
def test_a_level_reads_as_the_rules_name_it_and_lists_what_only_the_platform_can_check(
    language: str, name: str
) -> None:
    shop, t = sample(name), words(language)
    card = score_card(shop.result, None, shop.certified(), shop.rules, language)
    trial = card.scores[1 if shop.rules.certification is not None else 0]
    if not shop.rules.has_total:
        lowest = min(item.score or 0 for item in shop.result.dimensions.values())
        assert (trial.value, card.binding) == (fmt.points(lowest), t("board.never_a_total"))
        return
    if shop.result.level is None:
        assert trial.value == fmt.points(shop.result.total)
        return
    level = next(level for level in shop.rules.levels if level.level == shop.result.level)
    assert trial.value == level.label.text[language]
    states = {gate.id: gate for gate in shop.result.gates}
    unchecked = [states[gate].label[language] for gate in level.gates if states[gate].state == "not_checked"]
    caption = t("board.total", total=fmt.points(shop.result.total))
    if unchecked:
        caption += t("board.unchecked", gates=t("board.list").join(unchecked))
    assert trial.caption == caption


def test_a_gate_that_only_the_platform_can_check_is_named_and_a_checked_one_is_not(language: str) -> None:
    shop, t = sample(), words(language)
    level = next(level for level in shop.rules.levels if level.gates)
    reached = replace(shop.result, level=level.level, level_label=level.label.text)
    unlike = [replace(gate, state="not_checked" if gate.id == level.gates[0] else "met") for gate in shop.result.gates]
    card = score_card(replace(reached, gates=tuple(unlike)), None, [], shop.rules, language)
    assert card.scores[1].value == level.label.text[language]
    label = next(gate.label[language] for gate in unlike if gate.id == level.gates[0])
    assert card.scores[1].caption.endswith(t("board.unchecked", gates=label))
    known = [replace(gate, state="met") for gate in shop.result.gates]
    card = score_card(replace(reached, gates=tuple(known)), None, [], shop.rules, language)
    assert card.scores[1].caption == t("board.total", total=fmt.points(shop.result.total))


def test_the_header_names_rules_data_and_the_next_certification(language: str) -> None:
    shop = sample()
    shown = header("S", shop.sums, shop.dated, shop.result, shop.rules, language)
    assert shown.title == "S"
    for part in (str(shop.result.rule_set), str(shop.day), shop.dated.scheme.label.text[language]):
        assert part in shown.line
    assert shown.notices == ()


def test_rules_not_in_force_and_a_short_history_are_said_first(language: str) -> None:
    early = made(first=date(2015, 1, 1), days=5)
    shown = header("S", early.sums, early.dated, early.result, early.rules, language)
    t = words(language)
    known, needed = 5, max(item.window.days + item.window.lag for item in early.rules.indicators.values())
    scored = [item for item in early.result.dimensions.values() if item.scored]
    with_score = sum(item.score is not None for item in scored)
    assert 0 < with_score < len(scored)
    assert shown.notices == (
        t("header.not_in_force", day=fmt.day(early.rules.effective_from)),
        t("header.partial", known=with_score, all=len(scored)),
        t("header.short_history", days=known, window=needed),
    )


def notices(shop: Shown, day: date, language: str, *, pinned: bool = False) -> tuple[str, ...]:
    result, rules = shop.timeline.at(day, 0), shop.timeline.rules_at(day)
    return header("S", shop.sums, shop.dated, result, rules, language, pinned=pinned).notices


def test_the_dimensions_that_have_data_are_counted_when_some_have_none(language: str) -> None:
    t = words(language)
    whole, day = made(platform={"product_reputation": 0.9}), date(2022, 10, 1)
    assert not any(str(len(GOOD)) in text for text in notices(whole, day, language))
    partial = made({name: pair for name, pair in GOOD.items() if name != "delivery_hours"})
    all_scored = [item for item in partial.timeline.at(day, 0).dimensions.values() if item.scored]
    known = [item for item in all_scored if item.score is not None]
    assert len(known) == len(all_scored) - 1
    assert notices(partial, day, language) == (t("header.partial", known=len(known), all=len(all_scored)),)
    nothing = made({}, days=120)
    assert notices(nothing, day, language) == (), "without any there is no total that could mislead"


def test_pinned_rules_are_said_and_those_of_the_day_are_not(language: str) -> None:
    t, shop = words(language), sample()
    expected = t("header.pinned", day=fmt.day(shop.result.rule_set))
    assert notices(shop, shop.day, language, pinned=True) == (expected,)
    assert notices(shop, shop.day, language) == ()
    early = made(first=date(2015, 1, 1), days=5)
    assert expected not in notices(early, early.day, language, pinned=True)
    assert t("header.not_in_force", day=fmt.day(early.rules.effective_from)) in notices(
        early, early.day, language, pinned=True
    ), "one of the two is enough"


@pytest.mark.parametrize("name", [STAR, BASIC, LIGHTHOUSE])
def test_a_scheme_that_is_no_longer_used_says_so_from_its_day_on(language: str, name: str) -> None:
    superseded = scheme(name).scheme.superseded
    assert superseded is not None
    measured = {**GOOD, "platform_help_rate": (1, 100)}
    shop = made(measured, name=name, first=superseded.about - timedelta(days=60), days=62)
    note = superseded.note.text[language]
    assert note not in notices(shop, superseded.about - timedelta(days=1), language)
    for day in (superseded.about, superseded.about + timedelta(days=1)):
        assert notices(shop, day, language).count(note) == 1


def test_the_scheme_of_today_is_not_superseded(language: str) -> None:
    assert scheme(REAL).scheme.superseded is None
    assert scheme_in_use(date(2022, 11, 15)) == STAR
    assert scheme_in_use(date(2022, 11, 16)) == scheme_in_use(date(2026, 11, 23)) == REAL


def few_orders(orders_a_day: int) -> Shown:
    """A shop under the real experience score: everything is fine but the number of its orders."""
    measured = {"collected_within_48h_rate": (96, 100), "reply_within_3min_rate": (90, 100),
                "negative_review_rate": (1, 1000), "quality_refund_rate": (1, 1000)}  # fmt: skip
    measured = {name: pair for name, pair in measured.items() if name in METRICS}
    shop = made(measured, name=REAL, first=date(2026, 4, 1), days=60)
    shop.sums.columns[METRICS["paid_order_count"].numerator][:] = orders_a_day
    missing = {**shop.sums.missing, "paid_order_count": ((),)}
    return shown(replace(shop.sums, missing=missing), REAL)


def test_below_30_orders_there_is_no_total_and_the_reason_is_said(language: str) -> None:
    t, enough = words(language), few_orders(1)
    assert enough.result.withheld is None, "30 in 30 days"
    assert enough.result.total is not None
    few = few_orders(1)
    few.sums.columns[METRICS["paid_order_count"].numerator][:, -5] = 0
    few = shown(few.sums, REAL)
    assert few.result.total is None
    required = few.rules.total.requires
    assert required is not None
    card = score_card(few.result, enough.result, [], few.rules, language)
    assert card.binding == t("board.withheld", name=required.label.text[language], now="29", needed="30")
    assert card.binding_state == "unmet"
    assert card.scores[0].value == fmt.MISSING
    assert card.scores[0].change is None
    assert card.scores[0].caption == t("board.no_total")


def test_official_stands_beside_trial_and_never_in_its_place(language: str) -> None:
    shop, t = sample(), words(language)
    plain = score_card(shop.result, None, shop.certified(), shop.rules, language)
    held = [item for item in shop.certified() if item.day <= shop.day][-1]
    best = shop.rules.levels[0]
    official = PlatformShown({shop.day: 1.234}, {held.day + timedelta(days=2): float(best.level)})
    card = score_card(shop.result, None, shop.certified(), shop.rules, language, official=official)
    assert [score.value for score in card.scores] == [score.value for score in plain.scores]
    certified, trial = card.scores[:2]
    assert certified.caption == t(
        "board.beside_official", text=plain.scores[0].caption, official=best.label.text[language]
    )
    assert trial.caption == t("board.beside_official", text=plain.scores[1].caption, official="1.234")
    assert t("calibration.title") in trial.help
    other_day = PlatformShown({shop.day - timedelta(days=1): 1.234}, {held.day - timedelta(days=1): float(best.level)})
    assert score_card(shop.result, None, shop.certified(), shop.rules, language, official=other_day) == plain
    later = PlatformShown(levels={shop.day + timedelta(days=1): float(best.level)})
    assert shop.day < held.valid_until
    assert score_card(shop.result, None, shop.certified(), shop.rules, language, official=later) == plain
