"""What the commands share: the data they work on, the shop and day meant, and printing."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from sample_data import SAMPLE_SHOP
from scoring.assess.own_rules import scheme_for
from scoring.errors import DayOutsideData, NoData, UnknownShop, VocBoardError
from scoring.improve.calibrate.figures import moved
from scoring.measure.daily_sums import DailySums, daily_sums, main_category, shops_in
from scoring.rules.catalogue import DatedScheme, scheme
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import (
    OwnFigure,
    figures_used,
    own_figure,
    scheme_with_own_figures,
    typed_and_fitted,
)
from scoring.rules.parts import Dated
from scoring.show.calibrations import moved_text
from scoring.store import own
from scoring.store.delta import Store
from scoring.store.events import Events, from_folder


def cannot_read(path: Path, error: OSError) -> VocBoardError:
    """What a file that was named and cannot be read is refused with."""
    return VocBoardError(f"{path}: cannot be read ({error.strerror}). Check the name and try again.", file=str(path))


def own_data() -> Path:
    """Where an operator's data is kept when no folder is named."""
    return Path(os.environ.get("VOC_BOARD_DATA") or Path.home() / ".voc-board")


def loaded(group: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = next(iter(entry_points(group=group, name=name))).load()
    return found


def events_of(options: argparse.Namespace) -> Events:
    return Store(options.data).events() if options.data else from_folder(SAMPLE_SHOP)


def shop_of(events: Events, wanted: str | None) -> str:
    shops = shops_in(events)
    if wanted in shops:
        return str(wanted)
    if wanted is None and len(shops) == 1:
        return shops[0]
    raise UnknownShop(wanted or "", shops)


def sums_of(events: Events, shop: str | None) -> DailySums:
    sums = daily_sums(events, None if shop is None else [shop])
    if not sums.days:
        raise NoData(f"The shop {shop}" if shop else "The data folder")
    return sums


@dataclass(frozen=True)
class ShopAtHand:
    """The one shop a command means: the events, its name, daily sums and main category."""

    events: Events
    shop: str
    sums: DailySums
    category: str


def shop_at_hand(options: argparse.Namespace) -> ShopAtHand:
    """The shop of the options with what every command on one shop needs; its category may be stated."""
    events = events_of(options)
    shop = shop_of(events, options.shop)
    sums, stated = sums_of(events, shop), getattr(options, "category", None)
    return ShopAtHand(events, shop, sums, main_category(events, shop) if stated is None else str(stated))


def day_of(sums: DailySums, wanted: date | None) -> date:
    """The day asked for, which must lie in the one shop's data; without one its newest."""
    newest = sums.last_day[0]
    if wanted is not None and not sums.first_day <= wanted <= newest:
        raise DayOutsideData(sums.shops[0], str(wanted), str(sums.first_day), str(newest))
    return wanted or newest


def scheme_of(options: argparse.Namespace, category: str) -> DatedScheme[RuleSet]:
    """The scheme meant, with the figures of one's own that the data folder keeps for the category."""
    return scheme_with_own_figures(scheme_for(options.scheme, options.data), own_figures_of(options), category)


def scored_by(options: argparse.Namespace, category: str) -> Callable[[str], DatedScheme[RuleSet]]:
    """Any shipped scheme by its id, with the figures of one's own that the data folder keeps for the category."""
    return lambda name: scheme_with_own_figures(scheme(name), own_figures_of(options), category)


def own_figures_of(options: argparse.Namespace) -> list[OwnFigure]:
    return [own_figure(record) for record in own.own_figures(options.data)] if options.data else []


def count_own_figures(options: argparse.Namespace, category: str, day: date) -> tuple[int, int]:
    """How many figures of one's own the rule set of the day is used with: typed ones, and calibrated ones."""
    return typed_and_fitted(own_in_use(options, category, shipped_rules(options, day)).figures)


def shipped_rules(options: argparse.Namespace, day: date) -> RuleSet:
    """The rule set meant as it ships, without figures of one's own."""
    return rules_of(scheme_for(options.scheme, options.data), options, day)


@dataclass(frozen=True)
class OwnInUse:
    """The figures of one's own that rule sets are used with, for a main category."""

    figures: tuple[OwnFigure, ...]
    category: str

    @property
    def values(self) -> dict[str, int]:
        """How many are typed and how many calibrated, under the stable keys."""
        own_count, fitted = typed_and_fitted(self.figures)
        return {"own_figures": own_count, "calibrated_figures": fitted}

    @property
    def lines(self) -> list[str]:
        """The same in words, with the stand-ins that a calibration moved; nothing where there are none."""
        own_count, fitted = typed_and_fitted(self.figures)
        shops = f"(category {self.category or 'any'})"
        said = [f"Own figures in use in place of assumed ones: {own_count} {shops}."] if own_count else []
        if fitted or moved(self.figures):
            said.append(f"Calibrated figures in use: {fitted} {shops}{moved_text(self.figures)}.")
        return said


def own_in_use(options: argparse.Namespace, category: str, *rule_sets: Dated) -> OwnInUse:
    """The figures of one's own in use in any of these rule sets; the same path in two of them is two figures."""
    given, dated = own_figures_of(options), {(item.scheme, item.effective_from): item for item in rule_sets}
    used = [figure for rules in dated.values() for figure in figures_used(rules, given, category)]
    return OwnInUse(tuple(used), category)


def rules_of(dated: DatedScheme[RuleSet], options: argparse.Namespace, day: date) -> RuleSet:
    return dated.in_force(getattr(options, "rules", None) or day)


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def output(options: argparse.Namespace, values: object, lines: Sequence[str]) -> None:
    if options.json:
        print(json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        for line in lines:
            print(line)
