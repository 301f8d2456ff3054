"""What each command does: calls the stages and prints. The arguments are `cli.py`'s."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from sample_data import SAMPLE_SHOP
from scoring import show
from scoring.assess.given import assess_given
from scoring.assess.panel_assessment import windows_of
from scoring.assess.timeline import timeline
from scoring.certify.levels import certify
from scoring.errors import BadRules, BadValue, DayOutsideData, NoData, UnknownShop, VocBoardError
from scoring.improve.hints import hints
from scoring.intake.decode import text_rows
from scoring.intake.formats import recognise
from scoring.intake.metrics_file import read_metrics
from scoring.measure.catalogue import metric
from scoring.measure.daily_sums import DailySums, daily_sums, main_category, shops_in
from scoring.measure.panel import panel, windows_of_catalogue
from scoring.rules.catalogue import DatedScheme, scheme, schemes
from scoring.rules.compare import compare
from scoring.rules.loader import load_rule_set
from scoring.rules.model import RuleSet
from scoring.store.delta import Store
from scoring.store.events import Events, from_folder


def own_data() -> Path:
    """Where an operator's data is kept when no folder is named."""
    return Path(os.environ.get("VOC_BOARD_DATA") or Path.home() / ".voc-board")


def serve(options: argparse.Namespace) -> int:
    """Open the board."""
    return int(_command("voc_board.commands", "serve")(options.data or own_data(), options.port, options.browser))


def import_files(options: argparse.Namespace) -> int:
    """Take files in; a refused file stops none of the others."""
    store = Store(options.data or own_data())
    outcomes, lines, refused = [], [], []
    for path in options.files:
        try:
            with path.open("rb") as file:
                outcome = store.import_file(file, path.name, shop=options.shop, table=options.table)
                outcomes.append(outcome)
                file.seek(0)
                header = () if options.json else text_rows(file, path.name).header
            named = options.json or "shop_id" in recognise(header, path.name, options.table).positions
            lines.append(show.imported_text(outcome))
            if not named:
                other = "" if options.shop else " (name another with --shop)"
                lines.append(f"  All rows went to shop {', '.join(outcome.shops)}{other}.")
        except OSError as error:
            refused.append(f"{path}: cannot be read ({error.strerror}). Check the name and try again.")
        except VocBoardError as error:
            refused.append(str(error))
    _print(options, [show.imported(item) for item in outcomes], lines)
    for message in refused:
        print(message, file=sys.stderr)
    return 1 if refused else 0


def undo(options: argparse.Namespace) -> int:
    """Take an import back."""
    entry = Store(options.data or own_data()).undo(options.import_id)
    _print(
        options,
        asdict(entry),
        [f"Undone: {entry.import_id} {entry.file} ({entry.rows_kept} rows of {entry.table})"],
    )
    return 0


def list_imports(options: argparse.Namespace) -> int:
    """List the imports."""
    entries = Store(options.data or own_data()).imports()
    _print(
        options,
        [asdict(entry) for entry in entries],
        [show.import_text(entry) for entry in entries] or ["No imports yet."],
    )
    return 0


def measure(options: argparse.Namespace) -> int:
    """Windowed metrics."""
    events = _events(options)
    sums = _sums(events, _shop(events, options.shop) if options.shop else None)
    windows = windows_of_catalogue(options.window, options.lag)
    if options.scheme:
        windows = windows_of(_rules(scheme(options.scheme), options, options.to or max(sums.last_day)))
    rows = []
    for shop, newest in enumerate(sums.last_day):
        last = options.to or newest
        first = options.from_ or last
        if first > last:
            raise BadValue("--from", first.isoformat(), f"a day not after {last}")
        rows += show.measured(panel(sums, windows, first, last), shop)
    if options.out:
        show.write_csv(options.out, rows)
    _print(options, rows, [] if options.out else [show.measured_text(row) for row in rows])
    return 0


def assess(options: argparse.Namespace) -> int:
    """One assessment, of a shop or of stated values."""
    dated = scheme(options.scheme)
    if options.given or options.metrics:
        samples: dict[str, int] = {}
        if options.metrics:
            stated = read_metrics(options.metrics, options.shop, options.day)
            given, samples, day = stated.values, stated.samples, options.day or stated.day or _today()
            rules = _rules(dated, options, day)
            used = windows_of(rules)
            given = {metric(name).id: value for name, value in given.items() if metric(name).id in used}
        else:
            given, day = dict(options.given), options.day or _today()
            rules = _rules(dated, options, day)
        result = assess_given(rules, given, day, options.category or "", samples)
    else:
        events = _events(options)
        shop = _shop(events, options.shop)
        sums = _sums(events, shop)
        day = _day_of(sums, options.day)
        category = main_category(events, shop) if options.category is None else options.category
        result = timeline(sums, dated, day, day, category, _rules(dated, options, day)).at(day, 0)
    _print(options, show.assessment(result), show.assessment_text(result))
    return 0


def certify_days(options: argparse.Namespace) -> int:
    """Certified levels."""
    dated, events = scheme(options.scheme), _events(options)
    shop = _shop(events, options.shop)
    sums = _sums(events, shop)
    first = options.from_ or max(sums.first_day, dated.versions[0])
    rules = _rules(dated, options, first)
    lag = timedelta(days=rules.certification.reference_lag if rules.certification else 0)
    start, stop = max(first - lag, sums.first_day), sums.last_day[0]
    found = []
    if start <= stop:
        category = main_category(events, shop)
        found = certify(timeline(sums, dated, start, stop, category, rules if options.rules else None), dated, 0)
    found = [item for item in found if first <= item.day <= (options.to or item.day)]
    _print(
        options,
        [show.certified(item) for item in found],
        [show.certified_text(item) for item in found] or ["No certification day."],
    )
    return 0


def improve(options: argparse.Namespace) -> int:
    """Hints."""
    dated, events = scheme(options.scheme), _events(options)
    shop = _shop(events, options.shop)
    sums = _sums(events, shop)
    day = _day_of(sums, options.day)
    rules = _rules(dated, options, day)
    found = hints(panel(sums, windows_of(rules), day, day), rules, main_category(events, shop), sums, 0)
    _print(
        options,
        {"hints": [show.hint(item) for item in found]},
        [show.hint_text(item) for item in found] or ["Nothing to improve."],
    )
    return 0


def rules_list(options: argparse.Namespace) -> int:
    """Schemes and versions."""
    rows = [
        {
            "scheme": name,
            "label": {"zh": item.scheme.label.zh, "en": item.scheme.label.en},
            "rule_sets": [str(day) for day in item.versions],
        }
        for name in schemes()
        for item in [scheme(name)]
    ]
    _print(options, rows, [f"{row['scheme']}: {', '.join(row['rule_sets'])}" for row in rows])
    return 0


def rules_show(options: argparse.Namespace) -> int:
    """One rule set."""
    dated = scheme(options.scheme)
    rules = dated.in_force(options.on) if options.on else dated.rule_sets[-1]
    _print(options, rules.model_dump(mode="json"), show.rules_text(rules))
    return 0


def rules_compare(options: argparse.Namespace) -> int:
    """What differs between two rule sets."""
    dated = scheme(options.scheme)
    old, new = dated.in_force(options.old), dated.in_force(options.new)
    found = compare(old, new)
    values = {
        "scheme": options.scheme,
        "old": old.effective_from.isoformat(),
        "new": new.effective_from.isoformat(),
        "differences": [asdict(item) for item in found],
    }
    _print(options, values, [show.difference_text(item) for item in found] or ["No figure differs."])
    return 0


def rules_check(options: argparse.Namespace) -> int:
    """Faults of rule files."""
    if not options.paths:
        names = [name for name in schemes() if scheme(name).rule_sets]
        _print(options, {"checked": names, "faults": []}, [f"{name}: no faults" for name in names])
        return 0
    faults: list[str] = []
    for path in options.paths:
        try:
            load_rule_set(path)
        except BadRules as error:
            faults += error.faults
    checked = [str(path) for path in options.paths]
    _print(
        options,
        {"checked": checked, "faults": faults},
        [] if faults else [f"{path}: no faults" for path in checked],
    )
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def bench(options: argparse.Namespace) -> int:
    """Run benchmarks."""
    known = {item.name: item for item in entry_points(group="voc_board.benchmarks")}
    for name in options.names or sorted(known):
        if name not in known:
            raise BadValue("bench", name, f"one of {', '.join(sorted(known))}")
        for line in known[name].load()():
            print(line, flush=True)
    return 0


def _command(group: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = next(iter(entry_points(group=group, name=name))).load()
    return found


def _events(options: argparse.Namespace) -> Events:
    return Store(options.data).events() if options.data else from_folder(SAMPLE_SHOP)


def _shop(events: Events, wanted: str | None) -> str:
    shops = shops_in(events)
    if wanted in shops:
        return str(wanted)
    if wanted is None and len(shops) == 1:
        return shops[0]
    raise UnknownShop(wanted or "", shops)


def _sums(events: Events, shop: str | None) -> DailySums:
    sums = daily_sums(events, None if shop is None else [shop])
    if not sums.days:
        raise NoData(f"The shop {shop}" if shop else "The data folder")
    return sums


def _day_of(sums: DailySums, wanted: date | None) -> date:
    """The day asked for, which must lie in the one shop's data; without one its newest."""
    newest = sums.last_day[0]
    if wanted is not None and not sums.first_day <= wanted <= newest:
        raise DayOutsideData(sums.shops[0], str(wanted), str(sums.first_day), str(newest))
    return wanted or newest


def _rules(dated: DatedScheme, options: argparse.Namespace, day: date) -> RuleSet:
    return dated.in_force(getattr(options, "rules", None) or day)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _print(options: argparse.Namespace, values: object, lines: Sequence[str]) -> None:
    if options.json:
        print(json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        for line in lines:
            print(line)
