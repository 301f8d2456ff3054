"""One forecast against what came, beside two simple ones: "same as today" and "as in the last 28 days"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

import numpy as np

from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.improve.forecast import Forecast, forecast
from scoring.improve.futures import futures
from scoring.measure.daily_sums import DailySums, Integers, PlatformFigures
from scoring.rules.model import RuleSet

_FLAT_DAYS = 28
_LOW, _HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Trial:
    """A forecast and its outcome.

    `total` came where `low` to `high` was forecast for 8 of 10 (None where a total is missing). The scores are
    ranked probability scores of the levels, 0 = right and sure, 1 = the far end and sure; None without levels.
    """

    kind: str
    days_ahead: int
    total: float | None
    low: float | None
    high: float | None
    score: float | None
    score_of_today: float | None
    score_of_flat: float | None


@dataclass(frozen=True)
class Record:
    """What many trials come to: how many, the shares of totals inside, below and above, the mean scores."""

    trials: int
    inside: float
    below: float
    above: float
    score: float
    score_of_today: float
    score_of_flat: float


def trial(
    known: DailySums, later: DailySums, shop: str, rules: RuleSet, category: str, day: date, target: date, draws: int
) -> Trial:
    """The forecast from `day` to `target` made with what was `known`, held against the `later` sums."""
    at = known.shops.index(shop)
    found = forecast(known, at, rules, category, day, target, draws=draws)
    came = _assessed(later, later.shops.index(shop), rules, category, target)
    today, flat = _assessed(known, at, rules, category, day), _flat(known, at, rules, category, day, target)
    end, total = (found.fan[-1] if found.fan else None), float(came.total[0, 0])
    judged = end is not None and not np.isnan(total)
    outcome = _sure(came)
    return Trial(
        shop,
        (target - day).days,
        total if judged else None,
        end.low if end and judged else None,
        end.high if end and judged else None,
        _ranked(_chances(found, rules), outcome) if rules.levels else None,
        _ranked(_sure(today), outcome) if rules.levels else None,
        _ranked(_sure(flat), outcome) if rules.levels else None,
    )


def record(trials: Sequence[Trial]) -> Record:
    """The record of trials, of which some have a total and some levels; NaN where none has."""
    judged = [(one.total, one.low, one.high) for one in trials if one.total is not None]
    below = [total < low - 1e-9 for total, low, _ in judged if low is not None]
    above = [total > high + 1e-9 for total, _, high in judged if high is not None]
    scored = [(one.score, one.score_of_today, one.score_of_flat) for one in trials if one.score is not None]
    scores = np.array(scored, dtype=np.float64).reshape(-1, 3)
    means = scores.mean(axis=0) if len(scores) else np.full(3, np.nan)
    under, over = (fmean(side) if side else float("nan") for side in (below, above))
    return Record(len(trials), 1 - under - over, under, over, *map(float, means))


def metrics_inside(
    known: DailySums, later: DailySums, shop: str, rules: RuleSet, category: str, day: date, target: date, draws: int
) -> dict[str, float]:
    """Metric → how far what came lies inside the middle 8 futures of 10: 1, 0, or a part of a tie on an end."""
    drawn = futures(known, known.shops.index(shop), rules, category, day, target, draws, 0)
    forecast_ = panel_for(drawn, rules, target, target, category).metrics
    came = panel_for(later, rules, target, target, category).metrics
    inside = {}
    for name, values in forecast_.items():
        futures_, value = values.value[:, 0], came[name].value[later.shops.index(shop), 0]
        if not np.isnan(value) and not np.isnan(futures_).any():
            low, high = np.mean(futures_ < value - 1e-12), np.mean(futures_ <= value + 1e-12)
            width = high - low
            overlap = max(0.0, min(high, _HIGH) - max(low, _LOW))
            inside[name] = float(overlap / width if width else _LOW <= low <= _HIGH)
    return inside


def _assessed(sums: DailySums, shop: int, rules: RuleSet, category: str, day: date) -> PanelAssessment:
    alone = futures(sums, shop, rules, category, day, day, 1, 0)
    return assess(panel_for(alone, rules, day, day, category), rules, category)


def _flat(sums: DailySums, shop: int, rules: RuleSet, category: str, day: date, target: date) -> PanelAssessment:
    """The assessment on `target` if each coming day repeats the mean of the last 28."""
    alone = futures(sums, shop, rules, category, day, day, 1, 0)
    known = (day - sums.first_day).days + 1
    ahead = (target - day).days

    def repeated(daily: Integers) -> Integers:
        daily = _until(daily, known, 0)
        mean = daily[:, max(0, known - _FLAT_DAYS) :].mean(axis=1, keepdims=True)
        # Whole cases whose sum after any number of days is right to half a case.
        coming = np.diff(np.rint(mean * np.arange(ahead + 1)), axis=1).astype(np.int64)
        return np.concatenate([daily, coming], axis=1)

    def carried(figures: PlatformFigures) -> PlatformFigures:
        value, sample = _until(figures.value, known, np.nan), _until(figures.sample, known, 0)
        return PlatformFigures(*(np.pad(array, ((0, 0), (0, ahead)), mode="edge") for array in (value, sample)))

    flat = replace(
        alone,
        days=known + ahead,
        columns={name: repeated(daily) for name, daily in alone.columns.items()},
        platform={name: carried(item) for name, item in alone.platform.items()},
        excluded={
            metric: {name: repeated(daily) for name, daily in places.items()}
            for metric, places in alone.excluded.items()
        },
    )
    return assess(panel_for(flat, rules, target, target, category), rules, category)


def _until(daily: np.ndarray, known: int, nothing: float) -> np.ndarray:
    """So many days from the first on; days after the data hold nothing."""
    return np.pad(daily[:, :known], ((0, 0), (0, max(0, known - daily.shape[1]))), constant_values=nothing)


def _chances(found: Forecast, rules: RuleSet) -> list[float]:
    chances = {item.level: item.chance for item in found.chances}
    return [*(chances.get(row.level, 0.0) for row in rules.levels), found.no_total]


def _sure(result: PanelAssessment) -> list[float]:
    """All on the one level earned; the last place is none."""
    chances = [0.0] * (len(result.rules.levels) + 1)
    chances[int(result.level[0, 0])] = 1.0
    return chances


def _ranked(chances: Sequence[float], outcome: Sequence[float]) -> float:
    apart = np.cumsum(np.array(chances) - np.array(outcome))[:-1]
    return float((apart**2).mean())
