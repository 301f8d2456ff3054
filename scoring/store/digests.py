"""One number per row that stands for all it says beside its key: rows are compared by it, not cell by cell."""

from __future__ import annotations

import duckdb

from scoring.intake.columns import Table

DIGEST = "row_digest"
# Digests are comparable only where the same engine made them.
MAKER = f"duckdb {duckdb.__version__}"


def digest_of(table: Table) -> str:
    """The expression of a row's digest, over every column that is no key."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns if not column.key)
    return f"cast(hash({columns}) >> 1 as bigint)"
