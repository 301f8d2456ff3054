"""Which table a header belongs to, where it stands, and which of its columns is which canonical column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.errors import BadValue, DuplicateColumn, EmptyFile, MissingColumn, NoSignal, UnknownFormat, WideHeader
from scoring.intake.aliases import aliases, tables_in_common_words
from scoring.intake.exports import EXPORTS, Export
from scoring.intake.tables import TABLES, Table, table

Head = Sequence[tuple[int, list[str]]]
MOST_COLUMNS = 2_000  # the widest real export has 402
_ROWS_TO_SEARCH = 10
_FEW = 40


@dataclass(frozen=True)
class Format:
    """A header: the table it fills, the row it stands in, and column → position in the file.

    Columns that begin with an underscore are helpers of the export's `derive`. `width` counts the
    columns of the header without empty ones at its end.
    """

    table: Table
    positions: dict[str, int]
    not_used: tuple[str, ...]
    names: tuple[str, ...]
    row: int
    export: Export | None = None

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.names)


def normalised(name: str) -> str:
    """A header name without byte-order mark, blanks, case and full-width forms; `/` is `_`.

    >>> normalised("订单付款时间 "), normalised("Order_ID"), normalised("首次响应时长（秒)")
    ('订单付款时间', 'order_id', '首次响应时长(秒)')
    """
    return re.sub(r"[\s\ufeff]+", "", unicodedata.normalize("NFKC", name)).lower().replace("/", "_")


def by_plain_name(ids: Mapping[str, str]) -> dict[str, str]:
    """The ids by their `normalised` names."""
    return {normalised(name): id_ for name, id_ in ids.items()}


def recognise(
    head: Head,
    file: str,
    wanted: str | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    day_given: bool = False,
) -> Format:
    """The format of a file by its first rows, among which the header is looked for.

    With `wanted` the table is given and only its columns are looked for; `columns` says for each name of
    the header which column it is. A `day` that identifies rows may be absent where it is given beside the file
    (`day_given`), or where every name of the header is known, so that none can be the day. Raises `UnknownFormat`,
    `MissingColumn`, `DuplicateColumn`, `NoSignal`, `WideHeader` or `EmptyFile`.
    """
    if not head:
        raise EmptyFile(file)
    if len(head[0][1]) > MOST_COLUMNS:
        raise WideHeader(file, len(_stripped(head[0][1])), MOST_COLUMNS)
    candidates = list(_candidates(head))
    if columns is not None and wanted is not None:
        return _mapped(candidates, file, table(wanted), columns, day_given)
    target = table(wanted) if wanted else None
    found = max(
        ((export, row, names) for row, names in candidates for export in _exports_of(names, wanted)),
        key=lambda item: (len(item[0].signature), -item[1]), default=None,
    )  # fmt: skip
    if found is not None:
        export, row, names = found
        if not export.table:
            raise NoSignal(file, export.id, export.instead)
        return _format(table(export.table), names, row, file, export)
    best = max(candidates, key=lambda item: _fit(item[1], target), default=candidates[0])
    canonical = target or _best(best[1])
    if target is None and (canonical is None or not _has_key(canonical, best[1])):
        for row, names in candidates:
            for name in tables_in_common_words({normalised(word) for word in names}, day_given=day_given):
                return _format(table(name), names, row, file, None, asked=True, day_given=day_given)
    if canonical is None:
        raise UnknownFormat(file, header_of(head)[1], TABLES)
    row, names = best if _fit(best[1], target) else candidates[0]
    return _format(canonical, names, row, file, None, asked=target is not None, day_given=day_given)


def is_known(head: Head) -> bool:
    """Whether one of the first rows is a header that fills a table."""
    try:
        recognise(head, "")
    except (UnknownFormat, MissingColumn, DuplicateColumn, NoSignal, WideHeader, EmptyFile):
        return False
    return True


def header_of(head: Head) -> tuple[int, tuple[str, ...]]:
    """The row that is most likely the header of a file nobody knows: the first with the most filled cells."""
    row, cells = max(head[:_ROWS_TO_SEARCH], key=lambda item: sum(bool(cell.strip()) for cell in item[1]))
    return row, tuple(name.strip() for name in _stripped(cells))


def _candidates(head: Head) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Every row that may be the header, and every two rows of which the upper names groups of columns."""
    rows = head[:_ROWS_TO_SEARCH]
    for at, (row, cells) in enumerate(rows):
        yield row, tuple(_stripped(cells))
        if at + 1 < len(rows) and rows[at + 1][0] == row + 1:
            yield row + 1, _flattened(cells, rows[at + 1][1])


def _flattened(groups: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """`总, , 邀请` above `发出, 收到, 发出` is `总-发出, 总-收到, 邀请-发出`; a name alone stays alone."""
    group, flat = "", []
    for at in range(max(len(groups), len(names))):
        above = groups[at].strip() if at < len(groups) else ""
        name = names[at].strip() if at < len(names) else ""
        group = above or group
        flat.append(f"{group}-{name}" if group and name and group != name else name or above)
    return tuple(_stripped(flat))


def _stripped(cells: Sequence[str]) -> list[str]:
    cells = list(cells)
    while len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return cells


def _exports_of(names: Sequence[str], wanted: str | None) -> Iterable[Export]:
    found = {normalised(name) for name in names}
    for export in EXPORTS.values():
        if (
            wanted in (None, export.table)
            and found.issuperset(export.signature)
            and all(found.intersection(group) for group in export.any_of)
            and found.isdisjoint(export.none_of)
        ):
            yield export


def _fit(names: Sequence[str], target: Table | None) -> int:
    """How many of the names are columns of the table, or of the table they fit best."""
    found = {normalised(name) for name in names}
    if target is not None:
        return len(found & aliases(target.name, asked=True).keys())
    return max(len(found & aliases(item.name).keys()) for item in TABLES.values())


def _best(names: Sequence[str]) -> Table | None:
    """The table that the names belong to: at least half of them, or its key and two more of another language.

    Of equals the one whose key is there, then the one the names are more of. A table that fits best and
    lacks its key is still the one meant: what is missing is said then.
    """
    found = {normalised(name) for name in names} - {""}
    known = {item.name: found & aliases(item.name).keys() for item in TABLES.values()}

    def fit(item: Table) -> tuple[int, bool, float]:
        return len(known[item.name]), _has_key(item, names), len(known[item.name]) / len(item.columns)

    best = max(TABLES.values(), key=fit)
    matches = len(known[best.name])
    return best if matches >= 2 and (matches * 2 >= len(found) or (matches >= 3 and _has_key(best, names))) else None


def _has_key(item: Table, names: Sequence[str]) -> bool:
    known = aliases(item.name)
    filled = {known[name][0] for name in map(normalised, names) if name in known}
    return set(item.required) <= filled


def _format(
    target: Table,
    names: tuple[str, ...],
    row: int,
    file: str,
    export: Export | None,
    *,
    asked: bool = False,
    day_given: bool = False,
) -> Format:
    known = aliases(target.name, asked=asked)
    positions: dict[str, int] = {}
    places: dict[str, int] = {}
    for index, name in enumerate(map(normalised, names)):
        if name not in known:
            continue
        column, place = known[name]
        if column in positions and places[column] == place:
            raise DuplicateColumn(file, column, positions[column] + 1, index + 1)
        if column not in positions or place < places[column]:
            positions[column], places[column] = index, place
    not_used = _not_used(names, positions)
    if export is None:
        _check_key(target, positions, names, file, undated=day_given or not not_used)
    return Format(target, positions, not_used, names, row, export)


def _mapped(
    candidates: Sequence[tuple[int, tuple[str, ...]]],
    file: str,
    target: Table,
    columns: Mapping[str, str],
    day_given: bool,
) -> Format:
    """The format a person has confirmed, name by name."""
    wanted = {normalised(name): column for name, column in columns.items() if column}
    for name, column in columns.items():
        if column and column not in target.schema.names:
            raise BadValue(f"{file}: {name}", column, f"a column of {target.name}: {', '.join(target.schema.names)}")
    row, names = max(candidates, key=lambda item: len(wanted.keys() & {normalised(name) for name in item[1]}))
    if absent := [name for name in columns if columns[name] and normalised(name) not in map(normalised, names)]:
        raise BadValue(
            file,
            f"{absent[0]}={columns[absent[0]]}",
            f"a name of the header: {', '.join(name.strip() for name in names[:_FEW])}",
        )
    positions: dict[str, int] = {}
    for index, name in enumerate(map(normalised, names)):
        named = wanted.get(name, "")
        if named and named not in positions:
            positions[named] = index
    _check_key(target, positions, names, file, undated=day_given)
    return Format(target, positions, _not_used(names, positions), names, row)


def _check_key(target: Table, positions: Mapping[str, int], names: Sequence[str], file: str, *, undated: bool) -> None:
    """Raises `MissingColumn` for a column that identifies rows; `undated` rows need no day of their own."""
    for column in target.required:
        if column not in positions and not (undated and column == "day"):
            raise MissingColumn(file, target.name, column, [name.strip() for name in names])


def _not_used(names: Sequence[str], positions: Mapping[str, int]) -> tuple[str, ...]:
    used = set(positions.values())
    return tuple(name.strip() for at, name in enumerate(names) if at not in used and name.strip())
