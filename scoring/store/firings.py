"""Which alerts fired: written down once per change of state, and to whom each was sent.

The order that loses nothing: a change is written down first, then sent, then marked as sent, for each
address apart. Who dies before the mark sends it again; that a sending was begun is written down before
it, so that the second one can say it may be a repetition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from scoring.store.alerts import Record, checked_records, locked
from scoring.store.own import write_records

_HISTORY = "alert_history.json"
_SENDING, _LONGEST_SENDING = ".alerts_sending.lock", 600  # seconds
OVER, MUTED = "over", "muted"


@dataclass(frozen=True)
class Firing:
    """One change of an alert's state, seen on a day: from `before` (empty = nothing) to `state`.

    `over`: it is beyond no line any more; `alert` is then what it was before. `sent_to` holds the ids of
    the addresses it was sent to.
    """

    number: int
    at: str
    shop: str
    scheme: str
    day: date
    key: str
    before: str
    state: str
    alert: Mapping[str, Any]
    sent_to: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """What an address has not been told yet; `repeated`: a sending was begun, how it ended is not known."""

    firings: tuple[Firing, ...]
    up_to: int
    repeated: bool


def address_id(address: str) -> str:
    """A short text that stands for an address and gives nothing of it away."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def firings(folder: Path, shop: str, scheme: str) -> list[Firing]:
    """Every firing of a shop under a scheme, the latest first; raises `StoreBroken` for a broken file."""
    return _firings(_read(folder), shop, scheme)[::-1]


def log_states(
    folder: Path, shop: str, scheme: str, day: date, active: Mapping[str, tuple[str, Mapping[str, Any]]]
) -> list[Firing]:
    """Write down what changed since the last time: alert key → state and the alert as plain values.

    What is not among the active ones any more is over. Gives the new firings; a day like the one before
    has none.
    """
    with locked(folder):
        records = _read(folder)
        latest = {item.key: item for item in _firings(records, shop, scheme)}
        changed = [
            (key, latest[key].state if key in latest else "", state, alert)
            for key, (state, alert) in active.items()
            if key not in latest or latest[key].state != state
        ]
        changed += [
            (key, item.state, OVER, item.alert)
            for key, item in latest.items()
            if key not in active and item.state != OVER
        ]
        first = max((record["number"] for record in records if record["what"] == "firing"), default=0) + 1
        at = datetime.now(UTC).isoformat(timespec="seconds")
        new = [
            {
                "what": "firing", "number": number, "at": at, "shop": shop, "scheme": scheme, "day": day.isoformat(),
                "key": key, "before": "" if before == OVER else before, "state": state, "alert": dict(alert),
                "sent_to": [],
            }
            for number, (key, before, state, alert) in enumerate(changed, start=first)
        ]  # fmt: skip
        names = {"what": "checked", "shop": shop, "scheme": scheme}
        checked = {**names, "day": day.isoformat()}
        if new or checked not in records:
            write_records(folder, _HISTORY, [*_without(records, names), *new, checked])
    return [_firing(record) for record in new]


def last_checked(folder: Path, shop: str, scheme: str) -> date | None:
    """The day that was checked last."""
    for record in _read(folder):
        if (record["what"], record["shop"], record["scheme"]) == ("checked", shop, scheme):
            return date.fromisoformat(record["day"])
    return None


def waiting(folder: Path, address: str, shop: str, scheme: str) -> Waiting:
    """What an address is to be told of a shop: of each alert its latest change, when that is news there.

    A new address is told what is beyond a line now. What came and went untold is told as over; what was
    muted is not told.
    """
    records = _read(folder)
    told = _told(records, address, shop, scheme)
    every = _firings(records, shop, scheme)
    untold: dict[str, list[Firing]] = {}
    for item in every:
        if told is None or item.number > told["up_to"] or item.number in told["owed"]:
            untold.setdefault(item.key, []).append(item)
    news = [items[-1] for items in untold.values() if _is_news(items, is_new_address=told is None)]
    last = max((item.number for item in every), default=0)
    return Waiting(tuple(sorted(news, key=lambda item: item.number)), last, bool(told and told["begun"]))


@contextmanager
def sending(folder: Path) -> Iterator[None]:
    """Only one process at a time looks what is waiting and sends it."""
    with locked(folder, _SENDING, _LONGEST_SENDING):
        yield


def begin_sending(folder: Path, address: str, shop: str, scheme: str, known: Waiting) -> None:
    """Write down that an address is owed what is waiting for it, and that sending it begins."""
    with locked(folder):
        owed = [item.number for item in known.firings]
        _tell(folder, _read(folder), address, shop, scheme, known.up_to, owed, begun=True)


def end_sending(folder: Path, address: str, shop: str, scheme: str, known: Waiting, *, arrived: bool) -> None:
    """Write down how it ended: what arrived is owed no more, what did not still is."""
    with locked(folder):
        records = _read(folder)
        numbers = {item.number for item in known.firings}
        if arrived:
            records = [_marked(record, numbers, address_id(address)) for record in records]
        owed = [] if arrived else sorted(numbers)
        _tell(folder, records, address, shop, scheme, known.up_to, owed, begun=False)


def _is_news(items: Collection[Firing], *, is_new_address: bool) -> bool:
    *_, latest = items
    if latest.state != OVER:
        return latest.state != MUTED
    # Over is news to who knew of it, or would have been told of it had the sending not failed.
    return not is_new_address and (latest.before != MUTED or any(item.state not in (OVER, MUTED) for item in items))


def _tell(
    folder: Path,
    records: list[Record],
    address: str,
    shop: str,
    scheme: str,
    up_to: int,
    owed: list[int],
    *,
    begun: bool,
) -> None:
    names = {"what": "told", "address_id": address_id(address), "shop": shop, "scheme": scheme}
    now = {**names, "up_to": up_to, "owed": owed, "begun": begun}
    write_records(folder, _HISTORY, [*_without(records, names), now])


def _told(records: list[Record], address: str, shop: str, scheme: str) -> Record | None:
    wanted = ("told", address_id(address), shop, scheme)
    return next(
        (item for item in records if (item["what"], item.get("address_id"), item["shop"], item["scheme"]) == wanted),
        None,
    )


def _without(records: list[Record], names: Record) -> list[Record]:
    return [item for item in records if any(item.get(name) != value for name, value in names.items())]


def _marked(record: Record, numbers: Collection[int], to: str) -> Record:
    if record["what"] != "firing" or record["number"] not in numbers or to in record["sent_to"]:
        return record
    return {**record, "sent_to": [*record["sent_to"], to]}


def _firings(records: list[Record], shop: str, scheme: str) -> list[Firing]:
    wanted = ("firing", shop, scheme)
    found = [_firing(item) for item in records if (item["what"], item["shop"], item["scheme"]) == wanted]
    return sorted(found, key=lambda item: item.number)


def _firing(record: Record) -> Firing:
    return Firing(
        int(record["number"]), str(record["at"]), str(record["shop"]), str(record["scheme"]),
        date.fromisoformat(record["day"]), str(record["key"]), str(record["before"]), str(record["state"]),
        dict(record["alert"]), tuple(map(str, record["sent_to"])),
    )  # fmt: skip


_KINDS: dict[str, Callable[[Record], object]] = {
    "firing": lambda record: (_firing(record), datetime.fromisoformat(record["at"])),
    "told": lambda record: (record["address_id"], record["shop"], record["scheme"], record["begun"],
                            int(record["up_to"]), list(map(int, record["owed"]))),
    "checked": lambda record: (record["shop"], record["scheme"], date.fromisoformat(record["day"])),
}  # fmt: skip


def _read(folder: Path) -> list[Record]:
    return checked_records(folder, _HISTORY, _KINDS)
