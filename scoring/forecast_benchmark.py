"""`voc-board bench forecast`: what the forecast said against what came, and how long one takes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean, median

from sample_data import REAL_ORDERS, SAMPLE_SHOP
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.back_test.known_then import known_then
from scoring.back_test.simulated_shops import DAYS, FIRST_DAY, KINDS, simulated_shop
from scoring.back_test.trials import Record, Trial, metrics_inside, record, trial
from scoring.certify.calendar import certification_days, reference_day
from scoring.improve.forecast import forecast, outlook
from scoring.improve.futures import futures
from scoring.measure.daily_sums import DailySums, daily_sums, main_category
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.store.events import from_folder

SHOPS = 120
_SCHEME = "tmall_experience_star"
# Its metrics need orders and reviews alone, more than those of the stars do.
_SCHEME_OF_METRICS = "shop_real_experience"
_AHEAD = (3, 7, 14)
_DRAWS = 1000
# Enough for shares of a tenth; a back-test makes thousands of forecasts.
_DRAWS_OF_TRIALS = 400
_LEARNT_DAYS = 45
_TIMES = 15


def bench_forecast(shops: int = SHOPS) -> Iterator[str]:
    """The lines of the report."""
    yield (
        f"forecast: {_SCHEME}, {_DRAWS_OF_TRIALS} futures each; made {', '.join(map(str, _AHEAD))} days before the "
        "reference day of every certification"
    )
    yield "                                  total and its 80 % interval    ranked probability score of the level"
    yield "                              trials   inside    below    above     forecast   same as today   flat 28 days"
    yield from _simulated(shops)
    yield from _sample_shop()
    yield from _real_shops()
    yield from _speed()


def _line(name: str, found: Record) -> str:
    shares = " ".join(f"{share:8.1%}" for share in (found.inside, found.below, found.above))
    scores = f"{found.score:12.4f} {found.score_of_today:15.4f} {found.score_of_flat:14.4f}"
    return f"  {name:26s} {found.trials:7,d} {shares} {scores}"


def _by_days_ahead(trials: Sequence[Trial]) -> Iterator[str]:
    for ahead in _AHEAD:
        yield _line(f"  {ahead} days ahead", record([one for one in trials if one.days_ahead == ahead]))


def simulated_trials(shops: int, draws: int = _DRAWS_OF_TRIALS) -> list[Trial]:
    """A trial for every made-up shop, certification day and days ahead."""
    rules = scheme(_SCHEME).rule_sets[-1]
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    found = []
    for number in range(shops):
        sums = simulated_shop(rules, number)
        for target in _reference_days(rules, FIRST_DAY + timedelta(days=120), last):
            for ahead in _AHEAD:
                day = target - timedelta(days=ahead)
                found.append(trial(sums, sums, sums.shops[0], rules, "", day, target, draws))
    return found


def _simulated(shops: int) -> Iterator[str]:
    trials = simulated_trials(shops)
    yield _line(f"{shops} simulated shops", record(trials))
    for kind in KINDS:
        yield _line(f"  {kind}", record([one for one in trials if one.kind == kind]))
    yield from _by_days_ahead(trials)


def _sample_shop() -> Iterator[str]:
    (trials,), _ = _on_events(SAMPLE_SHOP, _SCHEME)
    yield _line("the sample shop", record(trials))
    yield from _by_days_ahead(trials)


def _real_shops() -> Iterator[str]:
    of_schemes, inside = _on_events(REAL_ORDERS, _SCHEME, _SCHEME_OF_METRICS)
    yield _line("22 real shops", record(of_schemes[0]))
    yield _line(f"  by {_SCHEME_OF_METRICS}", record(of_schemes[1]))
    for name, found in sorted(inside.items()):
        yield f"    {name:36s} {len(found):6,d} values {fmean(found):8.1%} in the 80 % interval"


def _on_events(folder: Path, *names: str) -> tuple[list[list[Trial]], dict[str, list[float]]]:
    """For each scheme the trials of all shops, each as known on its day; how the metrics of the last came."""
    events = from_folder(folder)
    later = daily_sums(events)
    categories = {shop: main_category(events, shop) for shop in later.shops}
    first = later.first_day + timedelta(days=_LEARNT_DAYS)
    trials: list[list[Trial]] = [[] for _ in names]
    inside: dict[str, list[float]] = {}
    for target in _reference_days(scheme(_SCHEME).rule_sets[-1], first, max(later.last_day)):
        for day in (target - timedelta(days=ahead) for ahead in _AHEAD):
            known = daily_sums(known_then(events, day))
            for shop in known.shops:
                if not _begun(known, shop, day) or later.last_day[later.shops.index(shop)] < target:
                    continue
                for place, name in enumerate(names):
                    rules = scheme(name).in_force_or_first(target)
                    asked = (known, later, shop, rules, categories[shop], day, target, _DRAWS_OF_TRIALS)
                    trials[place].append(trial(*asked))
                for metric, value in metrics_inside(*asked).items():
                    inside.setdefault(metric, []).append(value)
    return trials, inside


def _begun(known: DailySums, shop: str, day: date) -> bool:
    """Whether the shop has sold for so long that a forecast can have learnt something."""
    paid = known.columns["paid_orders"][known.shops.index(shop)]
    return bool(paid.any()) and int((paid > 0).argmax()) + _LEARNT_DAYS <= (day - known.first_day).days


def _reference_days(rules: RuleSet, first: date, last: date) -> list[date]:
    certification = rules.certification
    if certification is None:
        return []
    days = (reference_day(certification, day) for day in certification_days(certification, first, last))
    return [day for day in days if first <= day <= last]


def _speed() -> Iterator[str]:
    events = from_folder(SAMPLE_SHOP)
    sums, dated = daily_sums(events), scheme(_SCHEME)
    category, day = main_category(events, sums.shops[0]), sums.last_day[0]
    rules = dated.in_force(day)
    target = outlook(sums, 0, dated, None, category, day).target_day
    drawn = futures(sums, 0, rules, category, day, target, _DRAWS, 0)
    floors, seconds = [], []
    for _ in range(_TIMES):
        start = time.perf_counter()
        assess(panel_for(drawn, rules, day + timedelta(days=1), target, category), rules, category)
        floors.append(time.perf_counter() - start)
        start = time.perf_counter()
        forecast(sums, 0, rules, category, day, target, draws=_DRAWS)
        seconds.append(time.perf_counter() - start)
    floor, whole = median(floors), median(seconds)
    yield f"  floor: measuring and assessing {_DRAWS:,} futures that are there   {floor * 1e3:6.1f} ms"
    ahead = f"{(target - day).days} days ahead"
    yield f"  one forecast of the sample shop, {ahead:33s} {whole * 1e3:6.1f} ms   {whole / floor:4.1f} x the floor"
