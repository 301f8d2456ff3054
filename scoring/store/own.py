"""What operators keep beside their data: own figures, own rule files, and which columns unknown files have."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scoring.errors import StoreBroken

_FIGURES = "own_figures.json"
_MAPPINGS = "mappings.json"
_RULES = "rules"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def own_figures(folder: Path) -> list[dict[str, Any]]:
    """The records of the figures kept in a data folder, oldest first; raises `StoreBroken` for a broken file."""
    return records_of(folder, _FIGURES)


def save_own_figures(folder: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Keep these records in place of all that were kept; a reader sees the old ones or the new ones.

    Raises `StoreBroken` when the folder cannot be written.
    """
    write_records(folder, _FIGURES, records)


def rule_files(folder: Path) -> list[Path]:
    """The own rule files, by scheme and day."""
    return sorted(folder.glob(f"{_RULES}/*/*.yaml"))


def save_rule_file(folder: Path, scheme: str, effective_from: date, text: str) -> Path:
    """Keep a rule file under its scheme and day, in place of one kept there before.

    Raises `StoreBroken` when the folder cannot be written or the scheme's name is no plain word.
    """
    path = _place(folder, scheme, effective_from)
    _write(path, text)
    return path


def remove_rule_file(folder: Path, path: Path) -> None:
    """Take one of the `rule_files` away; one that is not among them is left alone."""
    try:
        if path in rule_files(folder):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreBroken(str(folder), str(error)) from error


def own_stamp(folder: Path) -> str:
    """A text that changes whenever own figures or rule files do; empty while there are none."""
    found = []
    for path in [folder / _FIGURES, *rule_files(folder)]:
        try:
            state = path.stat()
        except OSError:
            continue
        found.append(f"{path.parent.name}/{path.name}:{state.st_mtime_ns}:{state.st_size}:{state.st_ino}")
    return ",".join(found)


def records_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """The records a file of a data folder keeps, none without the file; raises `StoreBroken` for a broken one."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise StoreBroken(str(folder), f"{name} cannot be read ({error})") from error
    try:
        records = json.loads(text)
    except json.JSONDecodeError as error:
        why = f"{name} is broken in line {error.lineno} ({error.msg}); correct that line or delete the file"
        raise StoreBroken(str(folder), why) from error
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise StoreBroken(str(folder), f"{name} is no list of records; correct or delete the file")
    return records


def write_records(folder: Path, name: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Keep these records in place of all the file kept; a reader sees the old ones or the new ones."""
    _write(folder / name, json.dumps(list(records), ensure_ascii=False, indent=1) + "\n")


def _place(folder: Path, scheme: str, effective_from: date) -> Path:
    if not _NAME.fullmatch(scheme):
        raise StoreBroken(str(folder), f"the scheme's name {scheme!r} is no plain word of a-z, 0-9 and _")
    return folder / _RULES / scheme / f"{effective_from.isoformat()}.yaml"


def _write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreBroken(str(path.parent), str(error)) from error


def mappings(folder: Path) -> list[dict[str, Any]]:
    """What operators said of files nobody knew: each `shape`, `table` and `columns` (name in the file → column)."""
    records = records_of(folder, _MAPPINGS)
    for record in records:
        texts = isinstance(record.get("shape"), str) and isinstance(record.get("table"), str)
        if not texts or not isinstance(record.get("columns"), dict):
            why = f"{_MAPPINGS} holds a mapping without shape, table or columns; correct or delete the file"
            raise StoreBroken(str(folder), why)
    return records


def mapping(folder: Path, shape: str) -> dict[str, Any] | None:
    """What was said of files of that shape, if anything."""
    return next((record for record in mappings(folder) if record.get("shape") == shape), None)


def save_mapping(folder: Path, shape: str, table: str, columns: Mapping[str, str]) -> None:
    """Remember it for the next file of that shape, in place of what was said of it before."""
    others = [record for record in mappings(folder) if record.get("shape") != shape]
    write_records(folder, _MAPPINGS, [*others, {"shape": shape, "table": table, "columns": dict(columns)}])


def remove_mapping(folder: Path, shape: str) -> None:
    """Forget what was said of files of that shape."""
    write_records(folder, _MAPPINGS, [record for record in mappings(folder) if record.get("shape") != shape])
