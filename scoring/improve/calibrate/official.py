"""The official scores of one shop laid beside the days of a panel, with how exactly each is shown."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.assess.curves import Floats
from scoring.errors import nearest
from scoring.measure.altered import Events
from scoring.measure.catalogue import METRICS
from scoring.measure.records import OfficialScore, official_scores_in, official_scores_of
from scoring.rules.catalogue import any_scheme, schemes
from scoring.rules.curve_kinds import Steps
from scoring.rules.model import RuleSet

Marks = npt.NDArray[np.bool_]
TOTAL, LEVEL = "total", "level"
OWN = "own:"
_FEW = 20  # fewer than one score in so many does not tell how scores are shown
_WHOLE = {"总分": TOTAL, TOTAL: TOTAL, "星级": LEVEL, LEVEL: LEVEL}


@dataclass(frozen=True)
class Official:
    """Item → score of each day of the panel (NaN = none), and where it was shown as not assessed.

    `half` is half a unit of the last decimal shown: the exact score lies that near. `left_out` counts
    rows by reason. `unknown_items`: an item the rule set does not have, as written → the most similar name it
    has ("" = none is similar). `told`: reason → the day, item and score of what is off the scale or differs.
    """

    scores: Mapping[str, Floats]
    absent: Mapping[str, Marks]
    half: Mapping[str, float]
    left_out: Counter[str]
    unknown_items: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, list[str]] = field(default_factory=dict)

    def days_with(self, items: Iterable[str]) -> Marks | None:
        """The days on which any of the items has a score; None when none of them is there."""
        found = [~np.isnan(self.scores[item]) for item in items if item in self.scores]
        return np.any(found, axis=0) if found else None


@dataclass(frozen=True)
class PlatformShown:
    """What the platform showed of a whole shop under one scheme: its totals and its levels, by day."""

    totals: Mapping[date, float] = field(default_factory=dict)
    levels: Mapping[date, float] = field(default_factory=dict)

    def level_between(self, first: date, last: date) -> float | None:
        """The first level shown on the days from `first` to `last`; None when there is none."""
        return next((self.levels[day] for day in sorted(self.levels) if first <= day <= last), None)


def platform_shown(rows: Iterable[OfficialScore], scheme: str) -> PlatformShown:
    """The totals and levels among the rows of a scheme, whichever of its rule sets was in force.

    A day of which rows say different figures has none.

    >>> from datetime import date
    >>> row = OfficialScore(date(2026, 9, 10), "taobao_lighthouse", "总分", 4.2)
    >>> platform_shown([row], "taobao_lighthouse").totals
    {datetime.date(2026, 9, 10): 4.2}
    """
    found: dict[str, dict[date, set[float]]] = {TOTAL: {}, LEVEL: {}}
    for row in rows:
        item = _WHOLE.get(_plain(row.item))
        if item and row.score is not None and row.scheme == scheme.removeprefix(OWN):
            found[item].setdefault(row.day, set()).add(row.score)
    one = {item: {day: min(said) for day, said in days.items() if len(said) == 1} for item, days in found.items()}
    return PlatformShown(one[TOTAL], one[LEVEL])


def scores_of(events: Events, shop: str) -> list[OfficialScore]:
    """The official scores among a shop's events, each with the id of its scheme."""
    return with_scheme_ids(official_scores_of(events, shop))


def scores_in(rows: pa.Table, shop: str) -> list[OfficialScore]:
    """The official scores of a shop among the rows of a file, each with the id of its scheme."""
    return with_scheme_ids(official_scores_in(rows, shop))


def with_scheme_ids(rows: Iterable[OfficialScore]) -> list[OfficialScore]:
    """The rows with the id of a shipped scheme where they name it by its label in either language.

    >>> from datetime import date
    >>> [row.scheme for row in with_scheme_ids([OfficialScore(date(2022, 7, 5), "天猫综合体验星级", "总分", 4.2)])]
    ['tmall_experience_star']
    """
    ids = _scheme_ids()
    return [replace(row, scheme=ids.get(_plain(row.scheme), row.scheme.strip())) for row in rows]


@cache
def _scheme_ids() -> dict[str, str]:
    labels = {name: any_scheme(name).scheme.label for name in schemes()}
    return {_plain(word): name for name, label in labels.items() for word in (label.zh, label.en, name)}


def official(
    rows: Iterable[OfficialScore], rules: RuleSet, first_day: date, days: int, without: Collection[date] = ()
) -> Official:
    """The rows that are for the rule set's scheme, on `days` days from `first_day`.

    An item is an id or a label of the rule set. The days in `without` are left out and counted. A row of another
    day is counted as that, whatever its item: items are those of the rule set of their day. Where rows say
    different scores of one item on one day (by two of its names), none of them is used.
    """
    names = _names(rules)
    scores: dict[str, Floats] = {}
    absent: dict[str, Marks] = {}
    left: Counter[str] = Counter()
    said: dict[tuple[str, int], set[float | None]] = {}
    unknown: dict[str, None] = {}
    told: dict[str, list[str]] = {}
    lowest, highest = float(rules.total.lowest), float(rules.total.highest)
    mine, first, from_day = rules.scheme.removeprefix(OWN), first_day.toordinal(), rules.effective_from.toordinal()
    for row in rows:
        if row.scheme != mine:
            continue
        on = row.day.toordinal()
        at, item = on - first, names.get(_plain(row.item))
        if not 0 <= at < days or on < from_day:
            left["other_days"] += 1
        elif item is None:
            left["unknown_item"] += 1
            unknown[row.item.strip()] = None
        elif row.day in without:
            left["asked"] += 1
        elif item != LEVEL and row.score is not None and not lowest <= row.score <= highest:
            left["off_scale"] += 1
            told.setdefault("off_scale", []).append(f"{row.day} {row.item.strip()} {row.score:g}")
        else:
            if item not in scores:
                scores[item], absent[item] = np.full(days, np.nan), np.zeros(days, dtype=bool)
            said.setdefault((item, at), set()).add(row.score)
            scores[item][at] = np.nan if row.score is None else row.score
            absent[item][at] = row.score is None
    for (item, at), found in said.items():
        if len(found) > 1:
            scores[item][at], absent[item][at] = np.nan, False
            left["differing"] += 1
            shown = " / ".join("–" if score is None else f"{score:g}" for score in sorted(found, key=str))
            told.setdefault("differing", []).append(f"{first_day + timedelta(days=at)} {item} {shown}")
    left["level"] = int(np.isfinite(scores.get(LEVEL, np.empty(0))).sum())
    similar = {item: _similar(item, rules) for item in unknown}
    return Official(scores, absent, _half(rules, scores), left, similar, told)


def _similar(item: str, rules: RuleSet) -> str:
    """The most similar name of the rule set's items, as it is written there; empty when none is."""
    written = {_plain(word): word for _, word in _words(rules)}
    return written.get(nearest(_plain(item), written), "")


def _names(rules: RuleSet) -> dict[str, str]:
    """Every plain name an item may have → its id; a dimension goes before an indicator of the same name."""
    return {_plain(word): name for name, word in _words(rules)} | _WHOLE


def _words(rules: RuleSet) -> list[tuple[str, str]]:
    """The id of every item with each of its names: an indicator also goes by its metric's, where no other has it."""
    of_metric = Counter(row.metric for row in rules.indicators.values())
    metrics = {name: METRICS[row.metric].label for name, row in rules.indicators.items() if of_metric[row.metric] == 1}
    words = [(name, label.zh, label.en, name) for name, label in metrics.items()]
    for rows in (rules.indicators, rules.dimensions.rows):
        words += [(name, row.label.zh, row.label.en, name) for name, row in rows.items()]
    return [(name, word) for name, *known in words for word in known]


def _plain(name: str) -> str:
    """A name without blanks, case and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", name).split()).lower()


def decimals(values: Iterable[float]) -> int:
    """The most decimals any of the values is written with.

    >>> decimals([4.5, 30.0, 4.25]), decimals([])
    (2, 0)
    """
    exponents = (Decimal(repr(float(value))).normalize().as_tuple().exponent for value in values)
    return max((-exponent for exponent in exponents if isinstance(exponent, int) and exponent < 0), default=0)


def _shown(values: Floats) -> int:
    """The decimals an item's scores are shown with.

    Trailing zeros are lost in reading, so it is the most that one score in twenty or more has: a stray one with
    more of them does not make the others look exact.
    """
    counts = sorted((decimals([value]) for value in values[~np.isnan(values)]), reverse=True)
    return counts[(len(counts) - 1) // _FEW] if counts else 0


def _half(rules: RuleSet, scores: Mapping[str, Floats]) -> dict[str, float]:
    """Half a unit of the last decimal shown; dimensions are shown with as many decimals as each other."""
    places = {name: _shown(values) for name, values in scores.items()}
    for kind in (rules.dimensions.rows, rules.indicators):
        together = max((count for name, count in places.items() if name in kind), default=0)
        places |= {name: together for name in places if name in kind}
    for name, item in rules.indicators.items():
        if name in places and isinstance(item.curve, Steps):
            # A staircase has the scores it has: these are shown as they are, and any other is none of its own.
            own = [float(item.curve.otherwise), *(float(step.score) for step in item.curve.points)]
            places[name] = max(places[name], decimals([*own, *scores[name][~np.isnan(scores[name])]]))
    return {name: 0.5 * 10.0**-count for name, count in places.items()}
