"""The command `digest`: the morning message of each shop, printed, sent, or written as report files. No Streamlit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.report.facts import Facts, facts_of
from dashboard.report.text import morning_text
from dashboard.views.digest import digest as digest_of
from dashboard.views.digest import parts
from dashboard.views.report import Report, file_name, safe
from dashboard.views.report import report as report_of
from dashboard.views.trend import span_of
from scoring.commands.shared import (
    count_own_figures,
    day_of,
    events_of,
    output,
    scheme_of,
    shop_of,
    sums_of,
    today,
)
from scoring.errors import BadValue, CannotWrite, NoData, VocBoardError
from scoring.measure.daily_sums import main_category, shops_in
from scoring.rules.catalogue import scheme_in_use
from scoring.store import alerts as settings
from scoring.store.events import Events

_SPAN = "90"


@dataclass(frozen=True)
class _Said:
    """What was said of one shop: its message, and its figures for a program."""

    text: str
    values: dict[str, Any]


def digest(options: argparse.Namespace) -> int:
    """Say how each shop stands; the exit status, 1 when a shop was refused or a message not sent.

    What is refused of one shop stops none of the others.
    """
    addresses = _addresses(options)
    events = events_of(options)
    shops = [shop_of(events, options.shop)] if options.shop else list(shops_in(events))
    if not shops:
        raise NoData(str(options.data))
    said, taken = [], set[Path]()
    faults: list[str] = []
    notes: list[str] = []
    for shop in shops:
        try:
            _, facts = facts_of_shop(events, shop, options)
            found = _said(facts, options)
            found.values["files"] = _write(facts, options, len(shops) > 1, taken)
        except VocBoardError as error:
            # Of several shops one may have no case to count yet (parcels without orders): that is no fault of the run.
            told = notes if isinstance(error, NoData) and len(shops) > 1 else faults
            told.append(f"{shop}: {error}" if len(shops) > 1 else str(error))
            continue
        said.append(found)
        faults += [f"{shop}: {fault}" for fault in _send(addresses, found.text)]
    texts = "\n\n".join(item.text for item in said)
    output(options, [item.values for item in said], [texts] if texts else [])
    for fault in (*notes, *faults):
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def facts_of_shop(events: Events, shop: str, options: argparse.Namespace) -> tuple[str, Facts]:
    """The scheme that options mean for a shop, the one in use where they name none, and the facts under it."""
    sums, category = sums_of(events, shop), main_category(events, shop)
    day = day_of(sums, options.day)
    named = argparse.Namespace(**{**vars(options), "scheme": options.scheme or scheme_in_use(day)})
    dated = scheme_of(named, category)
    own = count_own_figures(named, category, max(day, dated.versions[0]))
    return named.scheme, facts_of(events, "own" if options.data else "sample", sums, category, dated, day, *own)


def _said(facts: Facts, options: argparse.Namespace) -> _Said:
    # The sample shop's days are long past, and a day that was asked for is meant.
    now = today() if options.data and not options.day else None
    found = digest_of(facts, options.lang, now)
    text = morning_text(found)
    return _Said(text, {**parts(facts, found), "text": text})


def _write(facts: Facts, options: argparse.Namespace, several: bool, taken: set[Path]) -> list[str]:
    """The report files that were asked for, written; their names."""
    if not options.html and not options.xlsx:
        return []
    first, last = span_of(_SPAN, facts.timeline, facts.day)
    report, written = report_of(facts, first, last, options.lang), []
    for path, ending in ((options.html, "html"), (options.xlsx, "xlsx")):
        if path is not None:
            target = _target(path, facts, ending, several, taken)
            try:
                target.write_bytes(_built(report, ending))
            except OSError as error:
                raise CannotWrite(str(target), error.strerror or str(error)) from error
            written.append(str(target))
    return written


def _built(report: Report, ending: str) -> bytes:
    # The chart library alone takes as long to load as the message takes to make.
    if ending == "html":
        from dashboard.report.page import page

        return page(report)
    from dashboard.report.workbook import workbook

    return workbook(report)


def _target(path: Path, facts: Facts, ending: str, several: bool, taken: set[Path]) -> Path:
    """The file itself; in a folder, made where a name without an ending is none yet, the report's own name.

    Of several shops each file has the shop's name in it.
    """
    target = path
    if path.is_dir() or not path.suffix:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(str(path), error.strerror or str(error)) from error
        target = path / file_name(facts.shop, facts.dated.scheme.scheme, facts.day, ending)
    elif several:
        target = path.with_stem(f"{path.stem}_{safe(facts.shop)}")
    whole, count = target, 1
    while target in taken:
        count += 1
        target = whole.with_stem(f"{whole.stem}_{count}")
    taken.add(target)
    return target


def _addresses(options: argparse.Namespace) -> list[str]:
    """The addresses to send to: those named, else those kept on the page of alerts; none where nothing is sent."""
    if options.notify is None:
        return []
    from dashboard.notify import checked_address

    kept = settings.addresses(options.data) if options.data else []
    found = [checked_address(address) for address in options.notify or kept]
    if not found:
        raise BadValue("--notify", "no address", "an address here, or one kept on the page of alerts of --data DIR")
    return list(dict.fromkeys(found))


def _send(addresses: Sequence[str], text: str) -> list[str]:
    """Send the message to every address; what went wrong with which."""
    if not addresses:
        return []
    from dashboard.notify import notify

    title, _, body = text.partition("\n")
    return [str(failure) for failure in notify(addresses, title, body)]
