"""What the children of the alerts' store tests do, all at the same moment."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

from warm import Tell

from scoring.store.alerts import add_address, mute, save_own_line
from scoring.store.firings import begin_sending, end_sending, log_states, sending, waiting


def settle(tell: Tell, folder: str, name: str) -> int:
    """Set a line, a mute and an address of that name, a few times over; gives how many things were set."""
    tell("ready")
    moment = tell.hear()
    while time.monotonic() < moment:
        pass
    for turn in range(5):
        save_own_line(Path(folder), "s", "x", f"{name}{turn}", Decimal("0.5"), None)
        mute(Path(folder), "s", "x", f"{name}{turn}", date(2026, 1, 1))
        add_address(Path(folder), f"json://{name}{turn}")
    return 15


def log_and_send(tell: Tell, folder: str, name: str) -> list[int]:
    """Log five changes of a shop of that name, and send what is waiting of the shop `s`; gives what was sent."""
    tell("ready")
    moment = tell.hear()
    while time.monotonic() < moment:
        pass
    with sending(Path(folder)):
        known = waiting(Path(folder), "json://a", "s", "x")
        if known.firings:
            begin_sending(Path(folder), "json://a", "s", "x", known)
            end_sending(Path(folder), "json://a", "s", "x", known, arrived=True)
    for turn in range(5):
        state = "warn" if turn % 2 else "breach"
        log_states(Path(folder), name, "x", date(2026, 1, 1 + turn), {"metric:a": (state, {})})
    return [item.number for item in known.firings]
