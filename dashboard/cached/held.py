"""One connection to a shop's events, held for a while: putting a million orders together takes longer than a query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Lock

import duckdb
import streamlit as st

from dashboard import cached
from scoring.measure.engine import attached

_HELD_SECONDS = 900
_SHOPS = 2  # each holds its rows in memory


class _Held:
    """The connection, for one reader at a time; closed when it falls out of the cache."""

    def __init__(self, data: str, version: str, shop: str) -> None:
        self.lock = Lock()
        self.closed = False
        self._stack = ExitStack()
        self.connection = self._stack.enter_context(attached(cached.events(data, version), [shop]))

    def close(self) -> None:
        with self.lock:
            self.closed = True
            self._stack.close()


@st.cache_resource(max_entries=_SHOPS, ttl=_HELD_SECONDS, show_spinner=False, on_release=_Held.close)
def _held(data: str, version: str, shop: str) -> _Held:
    return _Held(data, version, shop)


@contextmanager
def events_of(shop: cached.Shop) -> Iterator[duckdb.DuckDBPyConnection]:
    """The shop's events, every canonical table by its name, to query until the end of the block."""
    while True:
        held = _held(shop.data, shop.version, shop.shop)
        with held.lock:
            # Another reader may have pushed it out of the cache in between.
            if not held.closed:
                yield held.connection
                return
