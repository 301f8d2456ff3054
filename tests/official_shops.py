"""Made-up shops with hidden tier limits and weights, and what the platform would show of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from sample_data.scores import shown_of
from scoring.assess.curves import Floats, half_up
from scoring.assess.panel_assessment import assess
from scoring.figures import Unit
from scoring.improve.calibrate.fit import calibrate
from scoring.improve.calibrate.results import Calibration
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import MEASURED, PLATFORM, Panel, Values
from scoring.measure.records import OfficialScore
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet

EVERYTHING, NO_INDICATORS, NO_WEIGHTS_WANTED, ONLY_TOTAL, STARVED = range(5)
RULES = [
    scheme("shop_real_experience").rule_sets[1],
    scheme("tmall_experience_star").rule_sets[2],
    scheme("tmall_basic_service").rule_sets[0],
    scheme("douyin_experience").rule_sets[1],
    scheme("taobao_lighthouse").rule_sets[0],
    scheme("douyin_experience").rule_sets[4],
]
FIRST_DAY = date(2026, 9, 10)
_ENOUGH_CASES = 400


@dataclass(frozen=True)
class OfficialShop:
    """A shop: the rule set as shipped, the one with the hidden figures, its metrics as known, official scores."""

    kind: int
    rules: RuleSet
    hidden: RuleSet
    panel: Panel
    scores: tuple[OfficialScore, ...]

    def calibrated(self) -> Calibration:
        return calibrate(self.scores, self.panel, self.rules, weights_known=self.kind == NO_WEIGHTS_WANTED)


def official_shop(number: int) -> OfficialShop:
    """The shop of that number, always the same; in turn of every kind and rule set."""
    chance = np.random.default_rng([2026, number])
    return shop_of(RULES[number // 5 % len(RULES)], number % 5, chance, as_printed=number % 3 == 0)


def shop_of(rules: RuleSet, kind: int, chance: np.random.Generator, *, as_printed: bool = False) -> OfficialShop:
    """A shop under a rule set; its metrics are the platform's own, `as_printed`, or measured exactly."""
    rules = rules.model_copy(update={"effective_from": min(rules.effective_from, FIRST_DAY)})
    hidden = with_hidden(rules, chance, weights=kind != NO_WEIGHTS_WANTED)
    days = 4 if kind == STARVED else int(chance.integers(30, 60))
    true = panel_of(hidden, chance, days)
    shown = rounded(true) if as_printed else true
    trial = assess(true, hidden)
    wanted = {NO_INDICATORS: ("dimensions", "total"), NO_WEIGHTS_WANTED: ("dimensions",), ONLY_TOTAL: ("total",)}
    return OfficialShop(
        kind, rules, hidden, shown, tuple(shown_of(trial, wanted.get(kind, ("indicators", "dimensions", "total"))))
    )


def with_hidden(rules: RuleSet, chance: np.random.Generator, *, weights: bool = True) -> RuleSet:
    """The rule set with other limits, and other weights, wherever no source prints them."""
    indicators = {}
    for name, item in rules.indicators.items():
        reaches = [float(step.reach) for step in item.curve.points]
        gaps = np.abs(np.diff(reaches)) if len(reaches) > 1 else np.array([abs(reaches[0]) / 4])
        room = np.minimum(np.append(gaps, gaps[-1]), np.append(gaps[0], gaps))
        shifts = room * chance.uniform(-0.45, 0.45, len(reaches))
        moved = [Decimal(str(round(max(reach + shift, 0.0), 5))) for reach, shift in zip(reaches, shifts, strict=True)]
        points = tuple(
            step if item.curve.evidence.provenance == "published" else step.model_copy(update={"reach": reach})
            for step, reach in zip(item.curve.points, moved, strict=True)
        )
        indicators[name] = item.model_copy(update={"curve": item.curve.model_copy(update={"points": points})})
    if weights:
        for dimension, row in rules.dimensions.rows.items():
            names = [
                name
                for name, item in rules.indicators.items()
                if item.dimension == dimension and item.weight > 0 and item.categories is None
            ]
            fixed = any(rules.indicators[name].weight_evidence.provenance == "published" for name in names)
            if row.combine == "by_weight" and not fixed and len(names) > 1:
                for name, weight in zip(names, whole(chance, len(names)), strict=True):
                    indicators[name] = indicators[name].model_copy(update={"weight": weight})
    dimensions = rules.dimensions
    if weights and dimensions.evidence.provenance == "assumed":
        scored = [name for name, row in dimensions.rows.items() if row.weight > 0]
        shares = dict(zip(scored, whole(chance, len(scored)), strict=True))
        rows = {
            name: row.model_copy(update={"weight": shares.get(name, row.weight)})
            for name, row in dimensions.rows.items()
        }
        dimensions = dimensions.model_copy(update={"rows": rows})
    return rules.model_copy(
        update={"indicators": indicators, "dimensions": dimensions, "indicator_weights": ()} if weights
        else {"indicators": indicators}
    )  # fmt: skip


def whole(chance: np.random.Generator, count: int) -> list[Decimal]:
    """So many weights in steps of five hundredths, none of them nothing, that add up to one."""
    cuts = np.sort(chance.choice(np.arange(1, 20), count - 1, replace=False))
    return [Decimal(int(part)) / 20 for part in np.diff([0, *cuts, 20])]


def panel_of(rules: RuleSet, chance: np.random.Generator, days: int) -> Panel:
    """Metrics that wander over the limits; now and then a day on a limit, and some without enough cases."""
    metrics = {}
    for name, item in rules.indicators.items():
        if item.metric in metrics:
            continue
        reaches = [float(step.reach) for step in rules.indicators[name].curve.points]
        low, high = min(reaches), max(reaches)
        room = (high - low) or abs(low) / 4
        path = chance.uniform(low - room / 3, high + room / 3) + np.cumsum(chance.normal(0, room / 8, days))
        value = np.clip(low - room / 3 + np.abs((path - low + room / 3) % (3 * room) - 1.5 * room), 0, None)
        on_limit = chance.random(days) < 0.05
        value[on_limit] = chance.choice(reaches, int(on_limit.sum()))
        value = np.minimum(value, METRICS[item.metric].unit.highest)
        sample = np.where(chance.random(days) < 0.03, 0, _ENOUGH_CASES)
        metrics[item.metric] = _values(value, sample)
    if (required := rules.total.requires) is not None:
        metrics[required.metric] = _values(np.full(days, 900.0), np.full(days, 900))
    return Panel(("a shop",), FIRST_DAY, days, metrics, {})


def _values(value: Floats, sample: np.ndarray, origin: int = MEASURED) -> Values:
    zeros = np.zeros((1, len(value)), dtype=np.int64)
    return Values(value[None, :], zeros, zeros, sample[None, :].astype(np.int64), np.full_like(zeros, origin, np.int8))


def rounded(panel: Panel) -> Panel:
    """The panel with every metric as the platform's own page prints it."""
    shown = {}
    for name, values in panel.metrics.items():
        places = 4 if METRICS[name].unit is Unit.RATIO else 2
        shown[name] = _values(half_up(values.value[0], places), values.sample[0], PLATFORM)
    return Panel(panel.shops, panel.first_day, panel.days, shown, {})
