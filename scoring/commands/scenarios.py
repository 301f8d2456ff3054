"""A scenario from its file: what it makes of a shop."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from scoring.assess.metric_names import metric_names
from scoring.assess.own_rules import scheme_for
from scoring.commands.shared import output, own_in_use, scheme_of, shop_at_hand
from scoring.errors import (
    BadScenario,
    DayOutsideData,
    NoRulesInForce,
    NotThatKind,
    UnknownName,
    UnknownScheme,
    UnknownShop,
    VocBoardError,
)
from scoring.improve.hints import hints
from scoring.improve.scenario.appeals import appeals
from scoring.improve.scenario.apply import apply
from scoring.improve.scenario.idle import idle_changes
from scoring.improve.scenario.model import AddRows, Change, DailyPlan, ReplaceTable, Scenario, UseRuleSet, rows_named
from scoring.improve.scenario.stages import has_pending, on_the_day
from scoring.improve.scenario.text import place_in, read_scenario
from scoring.intake.read import CleanFile, read
from scoring.intake.report import Report
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet
from scoring.show.hints import hint, hint_text
from scoring.show.imports import file_used, file_used_text
from scoring.show.scenarios import idle_text, scenario_shown, scenario_text
from scoring.store.scenarios import fingerprint, fingerprint_of_rows, kept_rows, rows_of_file

# An error → its value, the field of a change and the fields of a scenario in which that value can stand.
_FIELDS: dict[type[VocBoardError], tuple[str, str, tuple[str, ...]]] = {
    UnknownScheme: ("scheme", "scheme", ("scheme",)),
    NotThatKind: ("scheme", "scheme", ("scheme",)),
    UnknownShop: ("shop", "", ("shop",)),
    UnknownName: ("name", "metric", ()),
    NoRulesInForce: ("day", "effective", ("rule_set", "day")),
    DayOutsideData: ("day", "", ("day",)),
}


def show_scenario(options: argparse.Namespace) -> int:
    """The difference first, then what is left to fix in the scenario; options go before what the file says."""
    scenario = _own_rules_beside(read_scenario(options.scenario), options.scenario.parent)
    # What an option says is no fault of the file.
    of_file = scenario.model_copy(
        update={
            "scheme": "" if options.scheme else scenario.scheme,
            "shop": "" if options.shop else scenario.shop,
            "day": None if options.day else scenario.day,
            "rule_set": None if options.rules else scenario.rule_set,
        }
    )
    options.scheme = options.scheme or scenario.scheme
    options.shop = options.shop or scenario.shop or None
    with _faults_of_file(options.scenario, of_file):
        return _show(options, scenario)


def _own_rules_beside(scenario: Scenario, folder: Path) -> Scenario:
    """The scenario with the rule files it names by their paths from its own folder, where they are."""

    def found(name: str) -> str:
        beside = folder / name
        return str(beside) if name.endswith((".yaml", ".yml")) and beside.is_file() else name

    changes = (item.model_copy(update={"scheme": found(item.scheme)}) if isinstance(item, UseRuleSet) else item
               for item in scenario.changes)  # fmt: skip
    return scenario.model_copy(update={"scheme": found(scenario.scheme), "changes": tuple(changes)})


def _show(options: argparse.Namespace, scenario: Scenario) -> int:
    at_hand = shop_at_hand(options)
    said = {"scheme": options.scheme, "shop": at_hand.shop, "day": options.day or scenario.day,
            "rule_set": options.rules or scenario.rule_set}  # fmt: skip
    scenario = scenario.model_copy(update=said)
    rows = kept_rows(options.data, rows_named(scenario.changes)) if options.data else {}
    _check_rows(options.scenario, scenario, rows)
    as_written = scenario
    scenario, given, reports = with_files(scenario, options.scenario, rows)
    rows |= given
    dated, category = scheme_of(options, at_hand.category), at_hand.category

    def schemes(name: str) -> DatedScheme[RuleSet]:
        return scheme_of(argparse.Namespace(**{**vars(options), "scheme": name}), category)

    parts = (at_hand.events, at_hand.sums, scenario, dated, rows, category)
    applied = apply(*parts, schemes=schemes)
    outcome = appeals(*parts, schemes=schemes) if has_pending(scenario.changes) else None
    nothing = [*idle_changes(as_written, at_hand.events, applied.looked_at, applied.rules, applied.day, at_hand.sums)]
    used = own_in_use(options, category, scheme_for(options.scheme, options.data).in_force(
        applied.baseline_rules.effective_from))  # fmt: skip
    left = hints(applied.panel, applied.rules, category, applied.sums, 0)
    output(
        options,
        {
            "scenario": scenario_shown(scenario, applied, outcome),
            "idle_changes": [{"change": item.place, "why": item.why, "names": item.names} for item in nothing],
            "files": [file_used(report) for report in reports],
            "hints": [hint(item) for item in left],
            **used.values,
        },
        [
            *(line for report in reports for line in file_used_text(report)),
            *scenario_text(scenario, applied, outcome),
            *(idle_text(item, applied) for item in nothing),
            "Left to improve in the scenario:",
            *([hint_text(item) for item in left] or ["Nothing to improve."]),
            *used.lines,
        ],
    )
    return 0


@contextmanager
def _faults_of_file(path: Path, scenario: Scenario) -> Iterator[None]:
    """Names of the file that nothing has are refused with the file, the line and the field they stand in."""
    try:
        yield
    except tuple(_FIELDS) as error:
        at = _field_of(error, scenario)
        if at is None:
            raise
        raise BadScenario([f"{place_in(path, *at)}: {error}"]) from error


def _field_of(error: VocBoardError, scenario: Scenario) -> tuple[str | int, ...] | None:
    """The field of a scenario whose value an error refuses; None where it is none of its values."""
    key, in_change, own = _FIELDS[type(error)]
    refused = str(error.data[key])
    for at, item in enumerate(scenario.changes):
        # Of days a metric that nothing looks at counts for nothing; as a whole it is refused.
        if isinstance(error, UnknownName) and item not in on_the_day(scenario.changes):
            continue
        if item.on and in_change and str(getattr(item, in_change, None)) == refused:
            return "changes", at, in_change
    return next(((name,) for name in own if str(getattr(scenario, name)) == refused != ""), None)


def _check_rows(path: Path, scenario: Scenario, rows: Mapping[str, pa.Table]) -> None:
    """Raises `BadScenario` for a change whose rows are neither kept nor in a file it names."""
    for at, item in enumerate(scenario.changes):
        if not isinstance(item, ReplaceTable | AddRows | DailyPlan) or not item.on or item.file or item.rows in rows:
            continue
        if isinstance(item, DailyPlan) and item.plan:
            continue
        wanted = f"expected file: the path of the file from the scenario's folder, in changes.{at}.file"
        if item.rows:
            said = f"{place_in(path, 'changes', at, 'rows')}: the rows of {item.rows} are not kept any more, {wanted}."
        else:
            said = f"{place_in(path, 'changes', at, 'file')} is empty, {wanted}."
        raise BadScenario([said])


def with_files(
    scenario: Scenario, path: Path, rows: dict[str, pa.Table]
) -> tuple[Scenario, dict[str, pa.Table], list[Report]]:
    """The scenario with the fingerprints of the files it names, their rows by fingerprint, what is said of each.

    `path` is the scenario's own file, from whose folder the files' paths start. A change whose rows are among
    `rows` already, or that is switched off, needs no file. What a file gives for a further table (disputes in an
    export of refunds) is added as a change of its own. Raises a `VocBoardError` for a file that cannot be used or
    holds nothing of the shop.
    """
    changes: list[Change] = []
    found: dict[str, pa.Table] = {}
    reports: list[Report] = []
    for at, item in enumerate(scenario.changes):
        if not isinstance(item, ReplaceTable | AddRows | DailyPlan) or item.rows in rows or not (item.on and item.file):
            changes.append(item)
            continue
        table = "platform_metrics" if isinstance(item, DailyPlan) else item.table
        clean, file = _read(path, item.file, scenario.shop, table, at)
        reports.append(clean.report)
        for name, mine in rows_of_file(clean, scenario.shop).items():
            mark = fingerprint_of_rows(file, name, scenario.shop)
            if name == table:
                found[mark] = mine
                changes.append(item.model_copy(update={"rows": mark}))
            elif isinstance(item, AddRows):
                found[mark] = mine
                changes.append(AddRows(table=name, file=item.file, rows=mark, note=item.note))
    return scenario.model_copy(update={"changes": tuple(changes)}), found, reports


def _read(scenario: Path, file: str, shop: str, table: str, at: int) -> tuple[CleanFile, str]:
    """A change's file as clean rows, and the fingerprint of its bytes."""
    path = scenario.parent / file
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        said = f"{place_in(scenario, 'changes', at, 'file')} is {file!r}, expected a file that can be read, by its path"
        raise BadScenario([f"{said} from the scenario's folder."]) from error
    clean = read(io.BytesIO(content), path.name, shop=shop, table=table, metric_names=metric_names())
    if shop not in clean.shops:
        said = f"{place_in(scenario, 'changes', at, 'file')} is {file!r}, expected rows of the shop {shop}"
        raise BadScenario([f"{said}, found {', '.join(clean.shops[:5])}."])
    return clean, fingerprint(content)
