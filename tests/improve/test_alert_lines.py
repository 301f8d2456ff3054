"""The lines of a metric: the step that is to be kept, a warning before it, since when, and how long at this pace."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from made_up import constant_sums

from scoring.assess import curves
from scoring.assess.timeline import Timeline, timeline
from scoring.certify.levels import Certified, certify
from scoring.errors import BadValue, UnknownName
from scoring.figures import Evidence
from scoring.improve.lines import ENOUGH, LOOK_AHEAD, Line, OwnLine, last_certified, lines, own_line, warns_first
from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, PlatformFigures
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.curve_kinds import Steps
from scoring.rules.model import Indicator, RuleSet

STAR, REAL = "tmall_experience_star", "shop_real_experience"
FIRST = date(2022, 6, 20)
WOMEN = "女装/女士精品"
ALL_RULES = [rules for name in schemes_of("score") for rules in scheme(name).rule_sets]


def constant(values: Mapping[str, float], rules: RuleSet, days: int = 60) -> Timeline:
    """Every day alike: each metric has the value the platform gives it, of a hundred cases; counts are of a day."""
    of_a_day = [name for name in values if METRICS[name].numerator and not METRICS[name].denominator]
    counts = {name: (int(values[name]), 0) for name in of_a_day}
    sums = constant_sums(FIRST, days, counts, {name: value for name, value in values.items() if name not in counts})
    return timeline(sums, scheme(rules.scheme), FIRST, sums.last_day[0], "", rules)


def changing(metric: str, values: Sequence[float], name: str = STAR, sample: int = 100) -> tuple[Timeline, DailySums]:
    """A metric the platform gives day by day."""
    sums = constant_sums(FIRST, len(values), {}, {metric: 0.0})
    figures = PlatformFigures(np.array([values], dtype=float), np.full((1, len(values)), sample, dtype=np.int64))
    sums = replace(sums, platform={metric: figures})
    return timeline(sums, scheme(name), FIRST, sums.last_day[0]), sums


def line_of(line: Timeline, metric: str, certified: Sequence[Certified] = (), own: OwnLine | None = None) -> Line:
    found = lines(line, line.last_day, 0, certified, {} if own is None else {metric: own})
    return next(item for item in found if item.metric == metric)


def points(item: Indicator) -> list[float]:
    """Values on, between and beyond the points of a curve, within what the unit allows."""
    unit = METRICS[item.metric].unit
    reaches = [float(step.reach) for step in item.curve.points]
    between = [(one + other) / 2 for one, other in pairwise(reaches)]
    around = [reach * share for reach in reaches for share in (0.999, 1.001)]
    values = [*reaches, *between, *around, 0.0, min(unit.highest, max(reaches) * 3 + 1)]
    return [value for value in values if value <= unit.highest]


@pytest.mark.parametrize("rules", ALL_RULES, ids=lambda rules: f"{rules.scheme} {rules.effective_from}")
def test_below_the_breach_line_a_step_is_lost_and_the_warning_comes_first(rules: RuleSet) -> None:
    indicators = [item for item in rules.indicators_for("").values() if not item.shown_only]
    choices = [points(item) for item in indicators]
    for turn in range(max(map(len, choices))):
        given = {item.metric: one[turn % len(one)] for item, one in zip(indicators, choices, strict=True)}
        # Small numbers would fix the score of some.
        given |= {few.orders: 1e6 for item in indicators if (few := item.small_numbers)}
        for line in lines(constant(given, rules), FIRST + timedelta(days=59), 0, (), {}):
            item = next(row for row in indicators if row.metric == line.metric)
            check_step(line, item, given[line.metric])


def check_step(line: Line, item: Indicator, value: float) -> None:
    better = METRICS[item.metric].better
    lowest = float(item.curve.otherwise if isinstance(item.curve, Steps) else item.curve.points[-1].score)

    def score(*at: float) -> list[float]:
        return curves.score(item.curve, better, np.array(at)).tolist()

    if line.breach is None:
        straight = not isinstance(item.curve, Steps) and score(value)[0] > lowest
        assert (line.source, line.why_none) == ("none", "straight" if straight else "worst")
        assert (line.warn, line.state) == (None, "none")
        assert straight or score(value)[0] == lowest
        return
    assert line.source == "week"
    assert line.breach in {step.reach for step in item.curve.points}
    reach = float(line.breach)
    [at_value, at_line, beyond] = score(value, reach, np.nextafter(reach, -np.inf if better == "higher" else np.inf))
    assert at_value >= at_line > lowest
    if isinstance(item.curve, Steps):
        assert at_value == at_line, "a value keeps the score of its step down to the line"
        assert beyond < at_line
    assert line.state in ("ok", "warn"), "a value as it was a week ago has lost nothing"
    if line.warn is None:
        assert reach == (METRICS[item.metric].unit.highest if better == "higher" else 0.0), "nothing is better"
        return
    assert warns_first(line.warn, line.breach, better)
    assert 0 <= line.warn <= METRICS[item.metric].unit.highest
    inside = value >= float(line.warn) if better == "higher" else value <= float(line.warn)
    assert line.state == ("ok" if inside else "warn")
    steps = [step.reach for step in item.curve.points]
    if at := steps.index(line.breach):
        assert abs(line.warn - line.breach) == abs(steps[at - 1] - line.breach) / 4


def test_a_value_on_a_line_holds_it_and_the_next_smaller_number_does_not() -> None:
    for value, state in ((0.90, "warn"), (np.nextafter(0.90, 0), "breach"), (0.9125, "ok"), (0.9124, "warn")):
        line, _ = changing("product_reputation", [0.93] * 23 + [value])
        assert line_of(line, "product_reputation").state == state, value
    own = OwnLine(Decimal(57), Decimal(60))
    for value, state in ((60.0, "warn"), (np.nextafter(60, 99), "breach"), (57.0, "ok"), (57.5, "warn")):
        line, _ = changing("delivery_hours", [value] * 60, REAL)
        assert line_of(line, "delivery_hours", own=own).state == state, value


def test_the_step_to_keep_is_that_of_the_last_certification(sample_sums: DailySums) -> None:
    dated = scheme(STAR)
    whole = timeline(sample_sums, dated, sample_sums.first_day, sample_sums.last_day[0], WOMEN)
    certified = certify(whole, dated, 0)
    seen = set()
    for day in (whole.first_day + timedelta(days=at) for at in range(40, len(whole.days), 9)):
        held = last_certified(certified, day)
        assert held is not None
        assert held.day <= day <= held.valid_until
        then = {item.metric: item.value for item in whole.at(held.reference_day, 0).indicators.values()}
        for line in lines(whole, day, 0, certified, {}):
            # A metric that the rules looked at only later has no step of then.
            if line.breach is None or (value := then.get(line.metric)) is None:
                continue
            assert (line.source, line.certified_on) == ("certified", held.day)
            item = next(row for row in whole.rules_at(day).indicators.values() if row.metric == line.metric)
            reaches = [float(step.reach) for step in item.curve.points]
            kept = [reach for reach in reaches if (value >= reach if line.better == "higher" else value <= reach)]
            assert float(line.breach) == kept[0]
            seen.add(line.state)
    assert seen == {"ok", "warn", "breach"}


def test_without_a_certification_the_step_of_a_week_ago_is_kept_so_that_a_fall_is_seen_for_a_week() -> None:
    line, sums = changing("product_reputation", [0.93] * 30 + [0.88] * 10)
    states = []
    for at in range(28, 40):
        day = FIRST + timedelta(days=at)
        found = next(item for item in lines(line, day, 0, (), {}) if item.metric == "product_reputation")
        states.append((found.state, found.breach))
    assert states[:2] == [("ok", Decimal("0.90"))] * 2
    assert states[2:9] == [("breach", Decimal("0.90"))] * 7
    assert states[9:] == [("ok", Decimal("0.85"))] * 3
    short, _ = changing("product_reputation", [0.93] * 5)
    assert line_of(short, "product_reputation").source == "today"
    assert sums.days == 40


def test_a_certification_that_gave_no_level_is_none_to_keep() -> None:
    line, _ = changing("product_reputation", [0.93] * 30)
    empty = Certified(FIRST + timedelta(days=11), FIRST + timedelta(days=10), FIRST + timedelta(days=30),
                      date(2022, 6, 15), None, None, None, (), "no_data", Evidence.ASSUMED)  # fmt: skip
    assert line_of(line, "product_reputation", [empty]).source == "week"


def test_a_metric_without_a_step_to_lose_says_why_it_has_no_line() -> None:
    line, _ = changing("product_reputation", [0.5] * 30)
    found = {item.metric: item for item in lines(line, line.last_day, 0, (), {})}
    assert (found["product_reputation"].source, found["product_reputation"].why_none) == ("none", "worst")
    assert (found["reply_rate"].source, found["reply_rate"].why_none) == ("none", "missing")
    assert found["reply_rate"].state == "none"
    few, _ = changing("chat_satisfaction_rate", [0.96] * 60, REAL, sample=29)
    assert line_of(few, "chat_satisfaction_rate").why_none == "sample"
    enough, _ = changing("chat_satisfaction_rate", [0.96] * 60, REAL, sample=30)
    assert line_of(enough, "chat_satisfaction_rate").breach == Decimal("0.95")


def test_where_small_numbers_fix_the_score_there_is_nothing_to_keep() -> None:
    rules = scheme("douyin_experience").in_force(date(2026, 5, 7))
    item = rules.indicators["product_rating"]
    assert item.small_numbers is not None
    given = {item.metric: 4.82, item.small_numbers.orders: 1, item.small_numbers.bad: 0}
    assert line_of(constant(given, rules), item.metric).why_none == "small_numbers"
    assert line_of(constant({**given, item.small_numbers.orders: 1e6}, rules), item.metric).breach == Decimal("4.80")


def test_own_lines_go_before_the_default_ones_and_one_alone_is_enough() -> None:
    line, _ = changing("product_reputation", [0.93] * 30)
    found = line_of(line, "product_reputation", own=OwnLine(Decimal("0.95"), None))
    assert (found.source, found.warn, found.breach, found.state) == ("own", Decimal("0.95"), None, "warn")
    found = line_of(line, "product_reputation", own=OwnLine(None, Decimal("0.94")))
    assert (found.source, found.state, found.since) == ("own", "breach", FIRST)
    few, _ = changing("chat_satisfaction_rate", [0.5] * 60, REAL, sample=3)
    assert line_of(few, "chat_satisfaction_rate", own=OwnLine(None, Decimal("0.9"))).state == "breach"


def test_own_lines_are_checked_for_order_range_and_name() -> None:
    rules = scheme(STAR).in_force(FIRST)

    def made(metric: str, warn: str | None, breach: str | None) -> OwnLine:
        pair = (None if text is None else Decimal(text) for text in (warn, breach))
        return own_line(rules, WOMEN, metric, *pair, FIRST)

    assert made("reply_rate", "0.97", "0.95") == OwnLine(Decimal("0.97"), Decimal("0.95"))
    assert made("delivery_hours", "50", None) == OwnLine(Decimal(50), None)
    for metric, warn, breach, says in (
        ("reply_rate", "0.95", "0.95", "above the breach line 0.95"),
        ("reply_rate", "0.94", "0.95", "above the breach line 0.95"),
        ("delivery_hours", "61", "60", "below the breach line 60"),
        ("reply_rate", "1.2", "0.95", "a share of at most 1"),
        ("delivery_hours", None, "-1", "hours, not below 0"),
        ("reply_rate", None, None, "a warning line, a breach line, or both"),
    ):
        with pytest.raises(BadValue, match=says):
            made(metric, warn, breach)
    with pytest.raises(UnknownName, match="reply_rate"):
        made("reply_rat", "0.9", "0.8")


def test_since_is_the_first_day_of_the_run_that_is_still_going_on() -> None:
    #        0 … 19       20     21     22        23     24
    values = [0.93] * 20 + [0.88, 0.88, 0.93, 0.905, 0.89]
    line, _ = changing("product_reputation", values)

    def at(day: int) -> Line:
        found = lines(line, FIRST + timedelta(days=day), 0, (), {"product_reputation": own})
        return next(item for item in found if item.metric == "product_reputation")

    own = OwnLine(Decimal("0.91"), Decimal("0.90"))
    assert [(at(day).state, at(day).since) for day in (21, 22, 23, 24)] == [
        ("breach", FIRST + timedelta(days=20)),
        ("ok", None),
        ("warn", FIRST + timedelta(days=23)),
        ("breach", FIRST + timedelta(days=24)),
    ]


def left(values: Sequence[float], sample: int = 100) -> int | None:
    line, _ = changing("product_reputation", values, sample=sample)
    return line_of(line, "product_reputation", own=OwnLine(None, Decimal("0.90"))).days_left


def test_days_left_is_the_first_day_beyond_the_line_at_the_pace_of_the_last_seven() -> None:
    falling = [0.95 - 0.002 * at for at in range(11)]  # 0.93 on the last day
    assert left([0.95] * 20 + falling) == 16, "after 15 days it lies on the line, which it still holds"
    going_on = [0.95 - 0.002 * at for at in range(11 + 16)]
    assert [value < 0.90 - 1e-12 for value in going_on[-2:]] == [False, True]
    assert left([0.95] * 30) is None, "not moving"
    assert left([0.93] * 20 + [0.93 + 0.002 * at for at in range(8)]) is None, "getting better"
    assert left([0.95] * 20 + [0.95 - 0.0002 * at for at in range(8)]) is None, f"more than {LOOK_AHEAD} days"
    assert left([0.95] * 20 + falling + [0.85]) is None, "it is beyond the line already"


def test_days_left_is_only_said_with_enough_cases_and_a_whole_week() -> None:
    falling = [0.95] * 20 + [0.95 - 0.002 * at for at in range(11)]
    assert left(falling, sample=ENOUGH) == 16
    assert left(falling, sample=ENOUGH - 1) is None
    assert left(falling[-7:]) is None
    assert left(falling[-8:]) == 16
    assert left([*falling[:-4], float("nan"), *falling[-3:]]) is None
