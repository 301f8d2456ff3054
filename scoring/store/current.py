"""The rows that count: of every key the newest import's, column by column.

An import speaks only of the columns its file has. So the newest import that has a column decides it,
an empty cell of its included; columns a later file lacks keep the value of an earlier one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from scoring.intake.columns import Column, Kind, Table
from scoring.store.digests import DIGEST

_SQL_TYPES = {
    pa.string(): "varchar",
    pa.int64(): "bigint",
    pa.date32(): "date",
    pa.float64(): "double",
    pa.bool_(): "boolean",
}


@dataclass(frozen=True)
class Version:
    """One import's rows of a table: how they are marked, their place in the order of imports, the columns they have.

    `columns` is None for all. `overlaps` says that some of their keys were there before. `digests` says
    which engine made the digests of the rows.
    """

    rows_id: str
    place: int
    overlaps: bool = True
    columns: frozenset[str] | None = None
    digests: str = ""


@dataclass(frozen=True)
class Files:
    """Parquet files that together hold the rows of the `versions` of a table, each row marked in `import_id`.

    `exact` says that they hold no other rows.
    """

    uris: tuple[str, ...]
    versions: tuple[Version, ...]
    exact: bool = False


def current_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Files, *, among: str = "", only: Collection[str] = ()
) -> str:
    """The query of a table's rows that count, with the table's columns and no others.

    `among` is a relation with key columns of the table: only rows that match it in all of these are
    looked for. `only` limits the columns beside the key; the digest of the rows may be among them.
    Relations the query needs are registered.
    """
    stored, versions = f"stored_{table.name}", f"versions_of_{table.name}"
    relation = connection.read_parquet(list(files.uris), union_by_name=True)
    relation.create_view(stored, replace=True)
    there = set(relation.columns)
    wanted = [column for column in table.columns if column.key or not only or column.name in only]
    if DIGEST in only:
        wanted.append(Column(DIGEST, Kind.COUNT))
    names = [column.name for column in wanted]
    chosen = ", ".join(
        f'r."{column.name}"' if column.name in there else f'cast(null as {_SQL_TYPES[column.arrow]}) as "{column.name}"'
        for column in wanted
    )
    filtered = f"semi join {among} using ({_shared(connection, table, among)})" if among else ""
    if files.exact and not any(version.overlaps for version in files.versions):
        return f'select {chosen} from "{stored}" r {filtered}'
    groups = _groups(files.versions, [column.name for column in wanted if not column.key])
    marks = "".join(f", g{at}" for at in range(len(groups)))
    connection.register(versions, _marked(files.versions, groups))
    base = (
        f'select {chosen}, v.place, v.overlapping{marks} from "{stored}" r {filtered} '
        f'join "{versions}" v on r.import_id = v.import_id'
    )
    keys = ", ".join(f'"{name}"' for name in table.key)
    columns = ", ".join(f'"{name}"' for name in names)
    if not any(version.overlaps for version in files.versions):
        return f"with base as ({base}) select {columns} from base"
    if all(len(having) == len(files.versions) for _, having in groups):
        # Of a key only imports that overlap can hold a second row: all others are let through unseen.
        return (
            f"with base as ({base}), "
            f"newest as (select {keys}, max(place) as newest from base where overlapping group by {keys}) "
            f"select {columns} from base left join newest using ({keys}) where newest is null or place = newest"
        )
    picked = ", ".join(
        f"arg_max({_packed(group)}, place) filter (where g{at}) as s{at}" for at, (group, _) in enumerate(groups)
    )
    origin = {name: f"s{at}" for at, (group, _) in enumerate(groups) for name in group}
    merged = ", ".join(f'{origin[name]}."{name}"' if name in origin else f'"{name}"' for name in names)
    return (
        f"with base as ({base}), touched as (select distinct {keys} from base where overlapping), "
        f"picked as (select {keys}, {picked} from base semi join touched using ({keys}) group by {keys}) "
        f"select {columns} from base anti join touched using ({keys}) union all select {merged} from picked"
    )


def _packed(columns: Sequence[str]) -> str:
    fields = ", ".join(f'"{name}" := "{name}"' for name in columns)
    return f"struct_pack({fields})"


def _shared(connection: duckdb.DuckDBPyConnection, table: Table, among: str) -> str:
    there = set(connection.table(among).columns if "." not in among else ())
    return ", ".join(f'"{name}"' for name in table.key if name in there)


def _groups(versions: Sequence[Version], columns: Sequence[str]) -> list[tuple[list[str], frozenset[str]]]:
    """Columns that the same imports have, with those imports."""
    found: dict[frozenset[str], list[str]] = {}
    for column in columns:
        having = frozenset(v.rows_id for v in versions if v.columns is None or column in {*v.columns, DIGEST})
        found.setdefault(having, []).append(column)
    # A column that no import has is empty in every row: it goes along with any other.
    nobody = found.pop(frozenset(), [])
    groups = [(group, having) for having, group in found.items()]
    return [(groups[0][0] + nobody, groups[0][1]), *groups[1:]] if groups else []


def _marked(versions: Sequence[Version], groups: Sequence[tuple[list[str], frozenset[str]]]) -> pa.Table:
    marks = {
        f"g{at}": pa.array([version.rows_id in having for version in versions], pa.bool_())
        for at, (_, having) in enumerate(groups)
    }
    return pa.table(
        {
            "import_id": pa.array([version.rows_id for version in versions], pa.string()),
            "place": pa.array([version.place for version in versions], pa.int64()),
            "overlapping": pa.array([version.overlaps for version in versions], pa.bool_()),
        }
        | marks
    )
