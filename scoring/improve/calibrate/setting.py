"""What is to be found out and from what: the ladders of a shop's indicators, the groups of its weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.assess.conditions import MET, NOT_CHECKED
from scoring.assess.curves import Floats
from scoring.assess.panel_assessment import PanelAssessment
from scoring.improve.calibrate.groups import Group
from scoring.improve.calibrate.ladders import Ladder
from scoring.improve.calibrate.lines import Line
from scoring.improve.calibrate.official import TOTAL, Official, decimals
from scoring.measure.catalogue import METRICS
from scoring.measure.panel import GIVEN, PLATFORM, Panel
from scoring.rules.assumed_figures import AssumedFigure, At, editable_figures
from scoring.rules.curve_kinds import Steps
from scoring.rules.model import Indicator, RuleSet

Part = Ladder | Line


@dataclass(frozen=True)
class Setting:
    """One shop's panel under a rule set beside the official scores.

    `open` are the figures to find out, by path: assumed and not the operator's own. `known` are the paths of
    those. `left_out` counts what could not be used, by reason.
    """

    rules: RuleSet
    category: str
    panel: Panel
    trial: PanelAssessment
    seen: Official
    open: Mapping[At, AssumedFigure]
    known: Collection[At]
    weights_known: bool
    left_out: Counter[str]

    @classmethod
    def of(
        cls, trial: PanelAssessment, category: str, seen: Official, known: Collection[At], weights_known: bool
    ) -> Setting:
        rules = trial.rules
        assumed = {item.at: item for item in editable_figures(rules, category) if item.at not in known}
        left = Counter(seen.left_out)
        return cls(rules, category, trial.panel, trial, seen, assumed, known, weights_known, left)

    @property
    def lowest(self) -> float:
        return float(self.rules.total.lowest)

    @property
    def highest(self) -> float:
        return float(self.rules.total.highest)

    def parts(self) -> dict[str, Part]:
        """Every indicator of the category, with what its official scores say."""
        return {name: self._part(name, item) for name, item in self.rules.indicators_for(self.category).items()}

    def _part(self, name: str, item: Indicator) -> Part:
        days = self.panel.days
        values, metric = self.panel.metrics.get(item.metric), METRICS[item.metric]
        sign = 1.0 if metric.better == "higher" else -1.0
        none = np.full(days, np.nan)
        scores = self.seen.scores.get(name, none)
        absent = self.seen.absent.get(name, np.zeros(days, dtype=bool))
        if values is None:
            good, spare = none, np.zeros(days)
        else:
            good = sign * values.value[0]
            enough = (values.sample[0] >= item.minimum_sample.count) | (values.origin[0] == GIVEN)
            fixed = self.trial.fixed[name][0] if name in self.trial.fixed else np.zeros(days, dtype=bool)
            there = ~np.isnan(good) & ~np.isnan(scores)
            self.left_out["few_cases"] += int((there & ~enough).sum())
            self.left_out["small_numbers"] += int((there & enough & fixed).sum())
            good = np.where(enough & ~fixed, good, np.nan)
            # The score of small numbers is none of the curve's: it says nothing of the limits.
            scores = np.where(fixed, np.nan, scores)
            from_platform = values.origin[0] == PLATFORM
            places = decimals(np.unique(good[from_platform & ~np.isnan(good)]))
            spare = np.where(from_platform, 0.5 * 10.0**-places, 0.0)
        half = self.seen.half.get(name, 0.0)
        fixed = [
            np.nan if limit_at(name, index) in self.open else sign * float(step.reach)
            for index, step in enumerate(item.curve.points)
        ]
        if isinstance(item.curve, Steps):
            shown = self.seen.days_with((name, item.dimension, TOTAL))
            shown = np.zeros(days, dtype=bool) if shown is None else shown
            return Ladder.of(name, item, item.curve, sign, good, spare, scores, absent, half, np.array(fixed), shown)
        return Line.of(name, item, sign, good, spare, scores, absent, half, np.array(fixed))

    def members(self, dimension: str) -> tuple[str, ...]:
        """The indicators that take part in a dimension's score."""
        rows = self.rules.indicators_for(self.category).items()
        by_sample = self.rules.dimensions.rows[dimension].combine == "by_sample"
        return tuple(
            name
            for name, item in rows
            if item.dimension == dimension
            and not item.shown_only
            and (by_sample or self.rules.indicator_weight(name, self.category)[0] > 0)
        )

    def dimension(self, name: str) -> Group | None:
        """The dimension of its indicators; None where none takes part."""
        parts = self.members(name)
        if not parts:
            return None
        paths = [self.weight_at(part) for part in parts]
        stands = np.array([float(self.rules.indicator_weight(part, self.category)[0]) for part in parts])
        given = None
        if self.rules.dimensions.rows[name].combine == "by_sample":
            raw = np.column_stack([self._samples(part) for part in parts])
            given = raw / raw.sum(axis=1, keepdims=True)
        low, high = self._box(paths, stands)
        return Group(name, parts, low, high, *self.dimension_mean(name), given)

    def total(self, scored: tuple[str, ...]) -> Group:
        """The total of the dimensions that are scored."""
        weights = self.rules.weights(self.category)[0]
        low, high = self._box([dimension_at(name) for name in scored], np.array([float(weights[n]) for n in scored]))
        whole = self.whole_total()
        withheld = self.trial.withheld[0] & ~np.isnan(self.seen.scores.get(TOTAL, np.full(self.panel.days, np.nan)))
        self.left_out["withheld"] += int(withheld.sum())
        return Group("", scored, low, high, *whole)

    def scored(self) -> tuple[str, ...]:
        """The dimensions that the total is made of."""
        weights = self.rules.weights(self.category)[0]
        return tuple(name for name in self.rules.dimensions.rows if weights.get(name, 0) > 0)

    def weight_at(self, indicator: str) -> At:
        """Where the weight of an indicator stands."""
        for index, table in enumerate(self.rules.indicator_weights):
            if indicator in table.indicators and self.category in table.by_category:
                place = table.indicators.index(indicator)
                return "indicator_weights", index, "by_category", self.category, place
        return "indicators", indicator, "weight"

    def _box(self, paths: list[At], stands: Floats) -> tuple[Floats, Floats]:
        """What each weight can be before any day: all from 0 to 1, or what the rule set knows.

        Weights add up to one together: with one of the operator's own in a group, all are taken as they are.
        """
        if len(paths) == 1:
            return np.ones(1), np.ones(1)
        known = self.weights_known or any(at in self.known for at in paths)
        is_open = np.array([at in self.open and not known for at in paths])
        return np.where(is_open, 0.0, stands), np.where(is_open, 1.0, stands)

    def _samples(self, indicator: str) -> Floats:
        values = self.panel.metrics.get(self.rules.indicators[indicator].metric)
        return np.ones(self.panel.days) if values is None else np.maximum(values.sample[0], 1).astype(np.float64)

    def dimension_shown(self, name: str) -> tuple[Floats, Floats]:
        """The dimension's score of each day to within half a decimal; infinite where none was shown."""
        return self._around(name, np.zeros(self.panel.days), np.zeros(self.panel.days))

    def dimension_mean(self, name: str) -> tuple[Floats, Floats]:
        """The same before the dimension's bonuses."""
        less, more = np.zeros(self.panel.days), np.zeros(self.panel.days)
        for bonus, row in self.rules.bonuses.items():
            if row.dimension == name:
                state = self.trial.bonuses[bonus][0]
                less += np.where(state == MET, float(row.points), 0.0)
                more += np.where((state == MET) | (state == NOT_CHECKED), float(row.points), 0.0)
        return self._around(name, less, more)

    def whole_total(self, *, as_assessed: bool = False) -> tuple[Floats, Floats]:
        """The weighted sum before bonuses and deductions of the total.

        A bonus that cannot be checked may have been given or not; `as_assessed` takes it as not given.
        """
        less, more = np.zeros(self.panel.days), np.zeros(self.panel.days)
        for bonus, row in self.rules.bonuses.items():
            if row.dimension is None:
                state = self.trial.bonuses[bonus][0]
                less += np.where(state == MET, float(row.points), 0.0)
                more += np.where((state == MET) | (state == NOT_CHECKED), float(row.points), 0.0)
        # A violation nobody recorded takes nothing off, as everywhere else.
        for off in self.trial.deductions.values():
            less, more = less - np.nan_to_num(off[0]), more - np.nan_to_num(off[0])
        low, high = self._around(TOTAL, less, less if as_assessed else more)
        fixed = self.trial.withheld[0]
        return np.where(fixed, -np.inf, low), np.where(fixed, np.inf, high)

    def _around(self, item: str, least_added: Floats, most_added: Floats) -> tuple[Floats, Floats]:
        """The score without what was added to it; open where the end of the scale hides how much it was."""
        shown = self.seen.scores.get(item, np.full(self.panel.days, np.nan))
        half = self.seen.half.get(item, 0.0)
        at_top = (shown >= self.highest - half) & (most_added > 0)
        at_bottom = (shown <= self.lowest + half) & (least_added < 0)
        none = np.isnan(shown)
        low = np.where(none | at_bottom, -np.inf, shown - half - most_added)
        high = np.where(none | at_top, np.inf, shown + half - least_added)
        return low, high


def limit_at(indicator: str, step: int) -> At:
    """Where a limit of an indicator stands."""
    return "indicators", indicator, "curve", "points", step, "reach"


def dimension_at(name: str) -> At:
    """Where the weight of a dimension stands."""
    return "dimensions", "rows", name, "weight"
