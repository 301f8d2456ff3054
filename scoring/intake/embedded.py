"""The embedded engine, opened: with bounded memory where that matters, and never talking to the terminal."""

from __future__ import annotations

from pathlib import Path

import duckdb


def connect(memory_limit: str = "", spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to a database in memory; what goes beyond `memory_limit` goes to files in `spill`."""
    config: dict[str, str | bool | int | float | list[str]] = {}
    if memory_limit:
        config["memory_limit"] = memory_limit
    if spill is not None:
        config["temp_directory"] = str(spill)
    connection = duckdb.connect(config=config)
    # A query of more than two seconds would draw a bar into whatever reads our output.
    connection.execute("set enable_progress_bar = false")
    return connection
