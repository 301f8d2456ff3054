"""Daily sums → windowed metrics: a panel of shop × day × metric."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from scoring.measure.catalogue import METRICS
from scoring.measure.daily_sums import DailySums, Floats, Integers

MEASURED, PLATFORM, GIVEN = 0, 1, 2
Origins = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Values:
    """One metric over shop × day: value (NaN = missing), the sums and sample behind it, its origin.

    `origin` is `MEASURED` from events, `PLATFORM` where the platform's own export stands in, `GIVEN`
    where a person typed the value (it needs no minimum sample). `excluded_cases` is how many cases of
    the sample upheld exclusions have taken out (left out here: none).
    """

    value: Floats
    numerator: Integers
    denominator: Integers
    sample: Integers
    origin: Origins
    excluded_cases: Integers = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))

    def __post_init__(self) -> None:
        if not self.excluded_cases.size:
            object.__setattr__(self, "excluded_cases", np.zeros(self.value.shape, dtype=np.int64))


@dataclass(frozen=True)
class Panel:
    """Metric values of shops on consecutive assessment days; arrays are shop × day.

    `missing` maps a metric to what each shop lacks to have it measured (empty = nothing).
    """

    shops: tuple[str, ...]
    first_day: date
    days: int
    metrics: Mapping[str, Values]
    missing: Mapping[str, tuple[tuple[str, ...], ...]]

    def day(self, index: int) -> date:
        """The assessment day at a position of the day axis."""
        return self.first_day + timedelta(days=index)

    def part(self, first: int, stop: int) -> Panel:
        """The panel of the days from position `first` until before `stop`."""
        cut = {
            name: Values(*(array[:, first:stop] for array in vars(item).values()))
            for name, item in self.metrics.items()
        }
        return Panel(self.shops, self.day(first), stop - first, cut, self.missing)

    def with_value(self, metric: str, value: float) -> Panel:
        """The same panel with one metric typed by hand for every shop and day; samples stay as they are."""
        shape = (len(self.shops), self.days)
        old = self.metrics.get(metric) or _nothing(shape)
        origin = np.full(shape, GIVEN, dtype=np.int8)
        return self._with(
            metric,
            Values(
                np.full(shape, float(value)), old.numerator, old.denominator, old.sample, origin, old.excluded_cases
            ),
        )

    def with_measured(self, metric: str, value: float, sample: int) -> Panel:
        """The same panel with one metric and its sample taken from a file of metrics."""
        nothing = _nothing((len(self.shops), self.days))
        values = np.full_like(nothing.value, float(value))
        return self._with(
            metric,
            Values(
                values,
                nothing.numerator,
                nothing.denominator,
                np.full_like(nothing.sample, sample),
                nothing.origin,
            ),
        )

    def _with(self, metric: str, values: Values) -> Panel:
        return Panel(self.shops, self.first_day, self.days, {**self.metrics, metric: values}, self.missing)


Window = tuple[int, int]


def windows_of_catalogue(days: int | None = None, lag: int | None = None) -> dict[str, Window]:
    """Metric → (days, lag) as its source gives them; `days` and `lag` overrule all measured ones."""
    return {
        name: (metric.days, metric.lag)
        if metric.from_platform
        else (metric.days if days is None else days, metric.lag if lag is None else lag)
        for name, metric in METRICS.items()
    }


def panel(
    sums: DailySums,
    windows: Mapping[str, Window],
    first_day: date,
    last_day: date,
    after_exclusion: Collection[str] = (),
) -> Panel:
    """The metrics of `windows` on each day from `first_day` to `last_day`.

    The value of day T is Σ numerator / Σ denominator over `days` days ending `lag` days before T. A
    metric that the events cannot give takes the platform's own figure of day T where there is one.
    The metrics named in `after_exclusion` are counted without what upheld exclusions take out.
    """
    count = (last_day - first_day).days + 1
    offset = (first_day - sums.first_day).days
    at = np.arange(offset, offset + count)
    metrics = {name: _values(sums, name, window, at, name in after_exclusion) for name, window in windows.items()}
    return Panel(sums.shops, first_day, count, metrics, sums.missing)


def _values(sums: DailySums, name: str, window: Window, at: Integers, after_exclusion: bool) -> Values:
    metric = METRICS[name]
    shape = (len(sums.shops), len(at))
    if metric.from_platform:
        return _platform(sums, name, _nothing(shape), at - window[1])
    measurable = np.array([not lacking for lacking in sums.missing[name]], dtype=bool)[:, None]
    columns = sums.excluded.get(name, sums.columns) if after_exclusion else sums.columns
    numerator = _windowed(columns[metric.numerator], window, at)
    origin = np.full(shape, MEASURED, dtype=np.int8)
    excluded: Integers = np.broadcast_to(np.int64(0), shape)
    if columns is not sums.columns:
        cases = metric.denominator or metric.numerator
        taken_out = np.where(measurable, _windowed(sums.columns[cases] - columns[cases], window, at), 0)
        # Without an order's first rating its next one counts: there can be more cases than before.
        excluded = np.maximum(taken_out, 0)
    if not metric.denominator:
        known = (at - window[1] >= 0) & (at - window[1] - window[0] + 1 < sums.days)
        known = measurable & known
        count = np.where(known, numerator / metric.scale, np.nan)
        sample = np.where(known, numerator, 0)
        return _platform(sums, name, Values(count, numerator, np.zeros_like(numerator), sample, origin, excluded), at)
    denominator = _windowed(columns[metric.denominator], window, at)
    if not measurable.all():
        denominator = np.where(measurable, denominator, 0)
    value = numerator / np.where(denominator > 0, denominator * metric.scale, np.nan)
    return _platform(sums, name, Values(value, numerator, denominator, denominator, origin, excluded), at)


def _windowed(daily: Integers, window: Window, at: Integers) -> Integers:
    days, lag = window
    known = daily.shape[1]
    first = int(at[0]) - lag + 1 if len(at) else 0
    stop = first + len(at)
    # Sums up to each day, carried on flat before and after the known days: both ends of all windows are then slices.
    before, after = max(0, days - first), max(0, stop - 1 - known)
    running = np.zeros((daily.shape[0], before + 1 + known + after), dtype=np.int64)
    np.cumsum(daily, axis=1, out=running[:, before + 1 : before + 1 + known])
    running[:, before + 1 + known :] = running[:, before + known : before + known + 1]
    return running[:, before + first : before + stop] - running[:, before + first - days : before + stop - days]


def _nothing(shape: tuple[int, int]) -> Values:
    zeros = np.zeros(shape, dtype=np.int64)
    return Values(np.full(shape, np.nan), zeros, zeros, zeros, np.full(shape, MEASURED, dtype=np.int8))


def _platform(sums: DailySums, name: str, measured: Values, at: Integers) -> Values:
    """The measured values, completed by the platform's own figures where the events give none."""
    if name not in sums.platform:
        return measured
    figures = sums.platform[name]
    inside = (at >= 0) & (at < sums.days)
    given = np.full(measured.value.shape, np.nan)
    sample = np.zeros(measured.value.shape, dtype=np.int64)
    given[:, inside] = figures.value[:, at[inside]]
    sample[:, inside] = figures.sample[:, at[inside]]
    taken = np.isnan(measured.value) & ~np.isnan(given)
    return Values(
        np.where(taken, given, measured.value),
        measured.numerator,
        measured.denominator,
        np.where(taken, sample, measured.sample),
        np.where(taken, np.int8(PLATFORM), measured.origin),
        np.where(taken, 0, measured.excluded_cases),
    )
