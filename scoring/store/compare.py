"""How the rows of a staged file stand to those that count: new, changed, unchanged, by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scoring.intake.tables import TABLES
from scoring.store.current import Files, Version, current_rows
from scoring.store.digests import DIGEST, MAKER
from scoring.store.ledger import Ledger
from scoring.store.staging import Counts, Staged, engine


def compared(ledger: Ledger, staged: Staged, files: Callable[[Ledger, str], Files | None]) -> Staged:
    """The staged file with its counts as the ledger stands."""
    counts: dict[str, Counts] = {}
    for name in staged.tables:
        there = files(ledger, name)
        counts[name] = Counts(staged.tables[name][1], 0, 0) if there is None else _counted(staged, name, there)
    overlaps = {name: item.new < staged.tables[name][1] for name, item in counts.items()}
    main = counts.get(staged.report.table, Counts(0, 0, 0))
    return staged.compared(main, overlaps, ledger.next_place, None)


def _alike(version: Version, columns: Sequence[str]) -> bool:
    """Whether an import speaks of the same columns, so that digests compare what cells would."""
    return version.digests == MAKER and version.columns == frozenset(columns)


def _counted(staged: Staged, name: str, there: Files) -> Counts:
    table, rows = TABLES[name], staged.tables[name][1]
    keys = ", ".join(f'"{key}"' for key in table.key)
    others = [column for column in staged.columns[name] if column not in table.key]
    if others and all(_alike(version, staged.columns[name]) for version in there.versions):
        others = [DIGEST]
    with engine(staged.folder) as connection:
        path = str(staged.tables[name][0]).replace("*", "[*]")
        connection.read_parquet(path).create_view("incoming")
        current = current_rows(connection, table, there, among="incoming", only=others)
        differs = " or ".join(f'i."{column}" is distinct from c."{column}"' for column in others) or "false"
        found = connection.execute(
            f"select count(*), count(*) filter ({differs}) from incoming i join ({current}) c using ({keys})"
        ).fetchall()
    old, changed = found[0]
    return Counts(rows - old, changed, old - changed)
