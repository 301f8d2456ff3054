"""`calibrate`: exact reasoning from official scores to limits and weights, round after round until nothing moves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from scoring.assess.curves import Floats
from scoring.assess.panel_assessment import assess
from scoring.figures import Text
from scoring.improve.calibrate.groups import BELOW_HALF, Group, combine, with_weights
from scoring.improve.calibrate.ladders import Ladder
from scoring.improve.calibrate.limits import limits_of
from scoring.improve.calibrate.official import LEVEL, TOTAL, Marks, official
from scoring.improve.calibrate.results import Calibration, Contradiction, Seen, Weight
from scoring.improve.calibrate.setting import Part, Setting, dimension_at
from scoring.improve.calibrate.weights import weights_of
from scoring.measure.panel import Panel
from scoring.measure.records import OfficialScore
from scoring.rules.assumed_figures import At
from scoring.rules.model import RuleSet

_ROUNDS = 8
_NAME_OF_TOTAL = Text("总分", "total")


def calibrate(
    scores: Iterable[OfficialScore],
    panel: Panel,
    rules: RuleSet,
    category: str = "",
    *,
    known: Collection[At] = (),
    weights_known: bool = False,
    without: Collection[date] = (),
) -> Calibration:
    """The limits and weights the rule set assumes, as intervals in which the true ones lie.

    `panel` holds one shop's metrics on days under `rules`. The figures at the paths in `known` (the
    operator's own) are taken as they are, with `weights_known` all weights. Days in `without` are left
    out and counted. What the intervals rest on is the rule set's form: which metrics, windows and scores
    of the steps there are, and that limits and weights stay the same over the days.
    """
    trial = assess(panel, rules, category)
    seen = official(scores, rules, panel.first_day, panel.days, without)
    setting = Setting.of(trial, category, seen, known, weights_known)
    fit = _Fit.of(setting)
    contradictions = fit.at_first_sight()
    clashing = {item.item for item in contradictions}
    contradictions = contradictions or fit.run()
    # What a contradiction may have been carried into is worth nothing; what stands without it is told.
    told = clashing or not contradictions
    parts = [part for name, part in fit.parts.items() if told and name not in clashing]
    used = seen.days_with(name for name in seen.scores if name != LEVEL)
    days = np.flatnonzero(used) if used is not None else np.empty(0, dtype=np.int64)
    return Calibration(
        rules.scheme,
        rules.effective_from,
        category,
        panel.shops[0],
        panel.day(int(days[0])) if len(days) else None,
        panel.day(int(days[-1])) if len(days) else None,
        len(days),
        tuple(limit for part in parts for limit in limits_of(part, setting.open)),
        () if contradictions else tuple(fit.weights()),
        tuple(contradictions),
        {reason: count for reason, count in setting.left_out.items() if count},
        seen.unknown_items,
        seen.told,
    )


@dataclass
class _Fit:
    setting: Setting
    parts: dict[str, Part]
    dimensions: dict[str, Group]
    total: Group
    low: dict[str, Floats]
    high: dict[str, Floats]

    @classmethod
    def of(cls, setting: Setting) -> _Fit:
        dimensions = {name: group for name in setting.rules.dimensions.rows if (group := setting.dimension(name))}
        days = setting.panel.days
        low, high = {}, {}
        for name in setting.rules.dimensions.rows:
            shown = setting.dimension_shown(name)
            low[name] = np.maximum(shown[0], np.full(days, setting.lowest))
            high[name] = np.minimum(shown[1], np.full(days, setting.highest))
        return cls(setting, setting.parts(), dimensions, setting.total(setting.scored()), low, high)

    def at_first_sight(self) -> list[Contradiction]:
        """What contradicts in the scores of single indicators."""
        panel = self.setting.panel
        return [item for part in self.parts.values() for item in (part.strange(panel) or part.disorder(panel))]

    def run(self) -> list[Contradiction]:
        """Narrow everything by everything else; what contradicts, if anything does."""
        panel = self.setting.panel
        for _ in range(_ROUNDS):
            moved = [part.narrow() for part in self.parts.values()]
            found = [item for part in self.parts.values() for item in part.strange(panel, "order")]
            if found:
                return found
            before = self._open()
            for name, group in self.dimensions.items():
                narrowed, found = self._dimension(name, group)
                if found:
                    return found
                moved.append(narrowed)
            narrowed, found = self._total()
            if found:
                return found
            if not (any(moved) or narrowed or self._open() < before - 1e-6):
                break
            found = [item for part in self.parts.values() for item in part.disorder(panel)]
            if found:
                return found
        return []

    def _open(self) -> float:
        """How much is still open: scores of indicators and widths of dimensions, over all days."""
        scores = sum(int(part.possible.sum()) for part in self.parts.values() if isinstance(part, Ladder))
        return scores + sum(float((self.high[name] - self.low[name]).sum()) for name in self.low)

    def _dimension(self, name: str, group: Group) -> tuple[bool, list[Contradiction]]:
        setting = self.setting
        parts = [self.parts[part] for part in group.parts]
        low, high, bad = combine(group, parts, setting.lowest, setting.highest)
        if bad:
            return False, [self._told("dimension", name, bad)]
        if not any(row.dimension == name for row in setting.rules.bonuses.values()):
            # A bonus lies between the mean and the score: the mean then says less of the score than was shown.
            self.low[name], self.high[name] = np.maximum(self.low[name], low), np.minimum(self.high[name], high)
        narrowed, bad = group.narrow(*self.of_dimension(group))
        return narrowed, [self._told("weights", name, bad)] if bad else []

    def _total(self) -> tuple[bool, list[Contradiction]]:
        group, setting = self.total, self.setting
        if not group.parts or not np.isfinite(np.concatenate([group.whole_low, group.whole_high])).any():
            return False, []
        low, high = self.of_total()
        narrowed, bad = group.narrow(low, high, np.zeros(low.shape, dtype=bool))
        if bad:
            return False, [self._told("weights", TOTAL, bad)]
        # From the total back to each dimension: what the others leave of it, counted from the scale's lowest score.
        floor = setting.lowest
        least, most = low - floor, high - floor
        for at, name in enumerate(group.parts):
            others = [other for other in range(len(group.parts)) if other != at]
            whole_low, whole_high = group.whole_low - floor, group.whole_high - floor
            absent = self.setting.seen.absent.get(name, np.zeros(len(low), dtype=bool))
            if group.low[at] > 0:
                top = floor + (whole_high - least[:, others] @ group.low[others]) / group.low[at]
                self.high[name] = np.where(absent, self.high[name], np.minimum(self.high[name], top + 1e-9))
            if group.high[at] > 0:
                left = whole_low - most[:, others] @ group.high[others]
                bottom = floor + left / group.high[at]
                self.low[name] = np.where(absent, self.low[name], np.maximum(self.low[name], bottom - 1e-9))
            self._tell_dimension(name)
        return narrowed, []

    def _tell_dimension(self, name: str) -> None:
        """What is known of a dimension's score by now, for its indicators to come out to."""
        if name in self.dimensions and not any(row.dimension == name for row in self.setting.rules.bonuses.values()):
            group = self.dimensions[name]
            group.whole_low = np.maximum(group.whole_low, self.low[name])
            group.whole_high = np.minimum(group.whole_high, self.high[name])

    def weights(self) -> list[Weight]:
        """What is known of all weights by now; those of the total go together with the figures of the others."""
        setting, rows = self.setting, self.setting.rules.indicators
        found: list[Weight] = []
        low, high = self.of_total() if self.total.parts else (np.empty((0, 0)), np.empty((0, 0)))
        near_low, near_high = low.copy(), high.copy()
        for name, group in self.dimensions.items():
            paths = {part: at for part in group.parts if (at := setting.weight_at(part)) in setting.open}
            stands = {part: setting.rules.indicator_weight(part, setting.category)[0] for part in group.parts}
            labels = {part: rows[part].label.text for part in group.parts}
            ranges = self.of_dimension(group)
            mine = weights_of(group, labels, stands, paths, group.rows(*ranges, BELOW_HALF)[0])
            found += mine
            if name in self.total.parts and (group.known or all(item.enough for item in mine)) and group.given is None:
                place = self.total.parts.index(name)
                figures = {item.name: float(item.figure) for item in mine}
                chosen = np.array([figures.get(part, float(stands[part])) for part in group.parts])
                least, most = with_weights(chosen, *ranges)
                near_low[:, place] = np.maximum(near_low[:, place], least)
                near_high[:, place] = np.minimum(near_high[:, place], most)
        if not self.total.parts:
            return found
        dimensions = setting.rules.dimensions.rows
        weights = setting.rules.weights(setting.category)[0]
        paths = {name: at for name in self.total.parts if (at := dimension_at(name)) in setting.open}
        labels = {name: dimensions[name].label.text for name in self.total.parts}
        nobody = np.zeros(low.shape, dtype=bool)
        asked = self.total.rows(low, high, nobody, BELOW_HALF)[0]
        plain = np.maximum(self.total.whole_low, setting.whole_total(as_assessed=True)[0])
        closer = replace(self.total, whole_low=plain).rows(near_low, near_high, nobody, BELOW_HALF)[0]
        return [*weights_of(self.total, labels, weights, paths, asked, closer), *found]

    def of_dimension(self, group: Group) -> tuple[Floats, Floats, Marks]:
        """Day × indicator of a dimension: scores from and to, and where the platform did not assess it."""
        parts = [self.parts[part] for part in group.parts]
        ranges = [part.range(self.setting.lowest, self.setting.highest) for part in parts]
        low, high = (np.column_stack([ends[side] for ends in ranges]) for side in (0, 1))
        return low, high, np.column_stack([part.absent for part in parts])

    def of_total(self) -> tuple[Floats, Floats]:
        """Day × dimension of the total, from and to; the weight of an absent one goes evenly to the others."""
        names = self.total.parts
        low, high = (np.column_stack([ends[name] for name in names]) for ends in (self.low, self.high))
        absent = np.column_stack([self.setting.seen.absent.get(name, np.zeros(len(low), dtype=bool)) for name in names])
        there = np.maximum((~absent).sum(axis=1, keepdims=True), 1)
        mean_low = np.where(absent, 0.0, low).sum(axis=1, keepdims=True) / there
        mean_high = np.where(absent, 0.0, high).sum(axis=1, keepdims=True) / there
        return np.where(absent, mean_low, low), np.where(absent, mean_high, high)

    def _told(self, kind: str, item: str, days: list[int]) -> Contradiction:
        rows, setting = self.setting.rules.dimensions.rows, self.setting
        label = rows[item].label.text if item in rows else _NAME_OF_TOTAL
        none = np.full(setting.panel.days, np.nan)
        shown = setting.seen.scores.get(item, none)
        # Where the dimension itself was not shown, it is the total that it does not go together with.
        shown = np.where(np.isnan(shown), setting.seen.scores.get(TOTAL, none), shown)
        seen = tuple(Seen(setting.panel.day(day), None, float(shown[day])) for day in days)
        return Contradiction(kind, item, label, "", seen, len(seen))
