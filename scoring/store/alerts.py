"""What operators set for alerts: lines of their own, what they do not want to hear of for now, where to send it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from scoring.errors import StoreBroken
from scoring.store.own import records_of, write_records

_SETTINGS = "alerts.json"
_LOCK = ".alerts.lock"
_WAIT = 60  # seconds; whoever holds the lock reads and writes one small file

Record = dict[str, Any]
Lines = tuple[Decimal | None, Decimal | None]


def own_lines(folder: Path, shop: str, scheme: str) -> dict[str, Lines]:
    """Metric → warning and breach line (None = no such line) that were set for a shop under a scheme."""
    found: dict[str, Lines] = {}
    for record in _of(folder, "line", shop, scheme):
        found[str(record["metric"])] = (_number(record["warn"]), _number(record["breach"]))
    return found


def save_own_line(
    folder: Path, shop: str, scheme: str, metric: str, warn: Decimal | None, breach: Decimal | None
) -> None:
    """Keep the lines of a metric in place of those kept before; raises `StoreBroken` when that cannot be."""
    texts = {"warn": None if warn is None else str(warn), "breach": None if breach is None else str(breach)}
    _replace(folder, {"what": "line", "shop": shop, "scheme": scheme, "metric": metric}, texts)


def remove_own_line(folder: Path, shop: str, scheme: str, metric: str) -> None:
    """Forget the lines of a metric; the default ones count again."""
    _replace(folder, {"what": "line", "shop": shop, "scheme": scheme, "metric": metric}, None)


def mutes(folder: Path, shop: str, scheme: str) -> dict[str, date]:
    """Key of an alert → the last day a shop's operator does not want to hear of it."""
    return {str(item["key"]): date.fromisoformat(item["until"]) for item in _of(folder, "mute", shop, scheme)}


def mute(folder: Path, shop: str, scheme: str, key: str, until: date) -> None:
    """Mute an alert until the end of a day."""
    _replace(folder, {"what": "mute", "shop": shop, "scheme": scheme, "key": key}, {"until": until.isoformat()})


def unmute(folder: Path, shop: str, scheme: str, key: str) -> None:
    """Hear of an alert again."""
    _replace(folder, {"what": "mute", "shop": shop, "scheme": scheme, "key": key}, None)


def addresses(folder: Path) -> list[str]:
    """The addresses to send firings to, in the order they were added; they hold secrets, show them masked."""
    return [str(record["address"]) for record in _checked(folder) if record["what"] == "address"]


def add_address(folder: Path, address: str) -> None:
    """Keep an address; one that is kept already stays where it is."""
    with locked(folder):
        if address not in addresses(folder):
            write_records(folder, _SETTINGS, [*_checked(folder), {"what": "address", "address": address}])


def remove_address(folder: Path, address: str) -> None:
    """Forget an address."""
    _replace(folder, {"what": "address", "address": address}, None)


def settings_stamp(folder: Path) -> str:
    """A text that changes whenever something is set; empty while nothing ever was."""
    try:
        state = (folder / _SETTINGS).stat()
    except OSError:
        return ""
    return f"{state.st_mtime_ns}:{state.st_size}:{state.st_ino}"


@contextmanager
def locked(folder: Path, name: str = _LOCK, wait: float = _WAIT) -> Iterator[None]:
    """Nobody else, in this process or another, is in such a block; raises `StoreBroken` after waiting in vain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / name, timeout=wait)
        lock.acquire()
    except Timeout as error:
        raise StoreBroken(str(folder), "another check of alerts does not end") from error
    except OSError as error:
        raise StoreBroken(str(folder), error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()


def checked_records(folder: Path, name: str, kinds: Mapping[str, Callable[[Record], object]]) -> list[Record]:
    """The records of a file, each tried by the reader of its `what`; raises `StoreBroken` naming the one that fails."""
    records = records_of(folder, name)
    for place, record in enumerate(records, start=1):
        try:
            kinds[record["what"]](record)
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            why = f"record {place} of {name} is no {' or '.join(kinds)} with all its parts ({error!r})"
            raise StoreBroken(str(folder), f"{why}; correct that record or delete the file") from error
    return records


def _number(text: Any) -> Decimal | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise TypeError("a line is a number written as text")
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


def _texts(record: Record, *names: str) -> tuple[str, ...]:
    if not all(isinstance(record[name], str) for name in names):
        raise TypeError(f"{', '.join(names)} are texts")
    return tuple(record[name] for name in names)


_KINDS: dict[str, Callable[[Record], object]] = {
    "line": lambda record: (
        _texts(record, "shop", "scheme", "metric"),
        _number(record["warn"]),
        _number(record["breach"]),
    ),
    "mute": lambda record: (_texts(record, "shop", "scheme", "key"), date.fromisoformat(record["until"])),
    "address": lambda record: _texts(record, "address"),
}


def _checked(folder: Path) -> list[Record]:
    return checked_records(folder, _SETTINGS, _KINDS)


def _of(folder: Path, what: str, shop: str, scheme: str) -> list[Record]:
    wanted = (what, shop, scheme)
    return [item for item in _checked(folder) if (item["what"], item.get("shop"), item.get("scheme")) == wanted]


def _replace(folder: Path, names: Record, values: Record | None) -> None:
    """Keep one record of these names with the values; without values, none."""
    with locked(folder):
        records = _checked(folder)
        others = [item for item in records if any(item.get(name) != value for name, value in names.items())]
        write_records(folder, _SETTINGS, others if values is None else [*others, {**names, **values}])
