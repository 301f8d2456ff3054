"""The command `check`: what is beyond a line in each shop, written down once per change, and sent. No Streamlit.

Of each shop the changes are written down first, then sent, then marked as sent for each address; whoever
dies in between sends again what was not marked, and says so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.digest import facts_of_shop
from dashboard.report.facts import Facts
from dashboard.text import words
from dashboard.views import alerts as view
from scoring.commands.shared import (
    events_of,
    output,
    shop_of,
    today,
)
from scoring.errors import BadValue, NoData, VocBoardError
from scoring.improve.alerts import BREACH, MUTED, WARN, Alert, record_of, worst
from scoring.improve.lines import Line
from scoring.measure.daily_sums import shops_in
from scoring.measure.records import violations_of
from scoring.show.figures import number
from scoring.store import alerts as settings
from scoring.store import firings as history
from scoring.store.events import Events

REFUSED, BREACHED, WARNED = 1, 3, 4


@dataclass(frozen=True)
class _Checked:
    """One shop's alerts; `new` are the keys that changed, `looked_back` a day before the one checked last."""

    scheme: str
    facts: Facts
    lines: Sequence[Line]
    alerts: Sequence[Alert]
    new: frozenset[str]
    looked_back: bool


@dataclass(frozen=True)
class _Sent:
    """What came of telling one address of a shop; `why` is empty when it arrived."""

    shop: str
    address_masked: str
    count: int
    why: str


def check(options: argparse.Namespace) -> int:
    """Check every shop, or one; the exit status.

    1: a shop was refused or something was not sent, 3: a breach, 4: a warning, where that was asked for, else 0.
    """
    addresses = _addresses(options)
    events = events_of(options)
    shops = [shop_of(events, options.shop)] if options.shop else list(shops_in(events))
    if not shops:
        raise NoData(str(options.data))
    checked: list[_Checked] = []
    sent: list[_Sent] = []
    faults: list[str] = []
    notes: list[str] = []
    for shop in shops:
        try:
            item = _checked(events, shop, options)
            checked.append(item)
            sent += _send(item, addresses, options)
        except VocBoardError as error:
            # Of several shops one may have no case to count yet (parcels without orders): that is no fault of the run.
            told = notes if isinstance(error, NoData) and len(shops) > 1 else faults
            told.append(f"{shop}: {error}" if len(shops) > 1 else str(error))
    faults += [f"{item.shop}: {item.why}" for item in sent if item.why]
    status = REFUSED if faults else _status(checked, options)
    values = {"shops": [_values(item, options.lang) for item in checked], "sent": [vars(item) for item in sent],
              "status": status}  # fmt: skip
    output(options, values, [*(line for item in checked for line in _text(item, options.lang)), *_told(sent, options)])
    for fault in (*notes, *faults):
        print(fault, file=sys.stderr)
    return status


def _addresses(options: argparse.Namespace) -> list[str]:
    """The addresses to send to: those named, else those kept; none where nothing is to be sent."""
    if options.notify is None:
        return []
    if not options.data:
        raise BadValue("--notify", "no data folder", "--data DIR beside it: there is kept what was sent to whom")
    from dashboard.notify import checked_address

    found = [checked_address(address) for address in options.notify or settings.addresses(options.data)]
    if not found:
        raise BadValue("--notify", "no address", "an address here, or one kept on the page of alerts")
    return list(dict.fromkeys(found))


def _checked(events: Events, shop: str, options: argparse.Namespace) -> _Checked:
    scheme, facts = facts_of_shop(events, shop, options)
    day = facts.day
    # The sample shop's days are long past, and a day that was asked for is meant.
    now = options.today or (today() if options.data and not options.day else None)
    own = settings.own_lines(options.data, shop, scheme) if options.data else {}
    mutes = settings.mutes(options.data, shop, scheme) if options.data else {}
    lines, alerts = view.found(facts, violations_of(events, shop), now, own, mutes)
    new, looked_back = frozenset[str](), False
    if options.data:
        last = history.last_checked(options.data, shop, scheme)
        looked_back = options.day is not None and last is not None and day < last
        if not looked_back:
            active = {item.key: (item.state, record_of(item)) for item in alerts}
            logged = history.log_states(options.data, shop, scheme, day, active)
            new = frozenset(item.key for item in logged)
    return _Checked(scheme, facts, lines, alerts, new, looked_back)


def _send(item: _Checked, addresses: Sequence[str], options: argparse.Namespace) -> list[_Sent]:
    """Tell every address what is new to it, or with --all everything that is beyond a line."""
    if not addresses or item.looked_back:
        return []
    from dashboard.notify import masked, notify

    sent, at = [], (item.facts.shop, item.scheme)
    for address in addresses:
        with history.sending(options.data):
            known = history.waiting(options.data, address, *at)
            entries, states = _entries(item, known, options)
            if not entries:
                continue
            history.begin_sending(options.data, address, *at, known)
            title = view.title(item.facts.shop, item.facts.day, states, options.lang)
            body = view.message(item.facts, entries, options.lang, repeated=known.repeated)
            failures = notify([address], title, body)
            history.end_sending(options.data, address, *at, known, arrived=not failures)
        sent.append(_Sent(item.facts.shop, masked(address), len(entries), str(failures[0]) if failures else ""))
    return sent


def _entries(item: _Checked, known: history.Waiting, options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The lines of a message and the states they tell of."""
    told = list(known.firings)
    if options.all:
        active = [alert for alert in item.alerts if alert.state != MUTED]
        over = [firing for firing in told if firing.state == history.OVER]
        lines = [view.state_line(alert, options.lang) for alert in active]
        return [*lines, *(view.firing_line(firing, options.lang) for firing in over)], [a.state for a in active]
    return [view.firing_line(firing, options.lang) for firing in told], [firing.state for firing in told]


def _status(checked: Sequence[_Checked], options: argparse.Namespace) -> int:
    states = {worst(item.alerts) for item in checked}
    if BREACH in states:
        return BREACHED
    return WARNED if WARN in states and options.warn_before_breach else 0


def _text(item: _Checked, language: str) -> list[str]:
    """One shop in lines: what is beyond a line, the worst first."""
    t = words(language)
    counts = t("board.list").join(text for _, text in view.summary(item.alerts, language)) or t("alerts.checked_fine")
    fresh = t("alerts.new_count", count=len(item.new)) if item.new else ""
    head = t("alerts.checked", shop=item.facts.shop, day=item.facts.day, summary=counts + fresh)
    back = [t("alerts.looked_back", shop=item.facts.shop, day=item.facts.day)] if item.looked_back else []
    return [head, *(f"  {view.state_line(alert, language)}" for alert in item.alerts), *back]


def _told(sent: Sequence[_Sent], options: argparse.Namespace) -> list[str]:
    t = words(options.lang)
    return [
        t("alerts.sent_done", shop=item.shop, address=item.address_masked, count=item.count)
        for item in sent
        if not item.why
    ]


def _values(item: _Checked, language: str) -> dict[str, Any]:
    """One shop under stable keys."""
    return {
        "shop": item.facts.shop,
        "scheme": item.scheme,
        "rule_set": item.facts.result.rule_set.isoformat(),
        "day": item.facts.day.isoformat(),
        "state": worst(item.alerts),
        "looked_back": item.looked_back,
        "alerts": [
            {
                **record_of(alert),
                "now": number(alert.now),
                "line": number(alert.line),
                "state": alert.state,
                "muted_until": alert.muted_until.isoformat() if alert.muted_until else None,
                "new": alert.key in item.new,
                "text": view.sentence(alert, language),
            }
            for alert in item.alerts
        ],
        "lines": [
            {
                "metric": line.metric,
                "now": number(line.now),
                "warn": number(line.warn),
                "breach": number(line.breach),
                "source": line.source,
                "why_none": line.why_none,
                "state": line.state,
                "since": line.since.isoformat() if line.since else None,
                "days_left": line.days_left,
                "evidence": line.evidence.value,
            }
            for line in item.lines
        ],
        "trial": True,
    }
