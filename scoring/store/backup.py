"""Everything of a data folder in one file, and back: rows, their history, and all that operators keep beside."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from scoring.errors import BadArchive, CannotWrite, NoData, StoreBroken
from scoring.store.ledger import read_ledger

_MARK = "voc-board.txt"
_KEPT = (
    "tables", "rules", "own_figures.json", "mappings.json", "alerts.json", "alert_history.json", "scenario_rows",
    "scenarios.json", "ledger",
)  # fmt: skip
_WAIT = 600


def backup(data: Path, target: Path) -> Path:
    """Write the whole data folder, as it stands at one moment, to a zip file; the path of that file.

    Raises `NoData`, `CannotWrite` or `StoreBroken`.
    """
    if not _files(data):
        raise NoData(str(data))
    half = target.with_name(f".{target.name}.part")
    try:
        with (
            FileLock(data / ".lock", timeout=_WAIT),
            zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, True, 1) as archive,
        ):
            archive.writestr(_MARK, "A backup of a voc-board data folder. Restore it with: voc-board restore FILE\n")
            for path in _files(data):
                # Rows are packed already.
                packed = zipfile.ZIP_STORED if path.suffix == ".parquet" else zipfile.ZIP_DEFLATED
                archive.write(path, path.relative_to(data).as_posix(), packed)
        half.replace(target)
    except Timeout as error:
        raise StoreBroken(str(data), "another import does not end") from error
    except OSError as error:
        half.unlink(missing_ok=True)
        raise CannotWrite(str(target), error.strerror or str(error)) from error
    return target


def restore(data: Path, source: Path) -> None:
    """Lay a backup out in a data folder that holds nothing yet.

    Raises `BadArchive` for a file that is no backup, `StoreBroken` when the folder is in use.
    """
    try:
        if not source.is_file():
            raise BadArchive(source.name, "broken")
        data.mkdir(parents=True, exist_ok=True)
        with FileLock(data / ".lock", timeout=_WAIT), zipfile.ZipFile(source) as archive:
            # Rows that no ledger speaks of are what a restore left that was broken off.
            if any((data / name).exists() for name in _KEPT[1:]) or read_ledger(data).entries:
                raise StoreBroken(str(data), "it holds data already; restore into a new folder")
            names = archive.namelist()
            if _MARK not in names or not all(_is_ours(name) for name in names) or archive.testzip() is not None:
                raise BadArchive(source.name, "broken")
            for name in sorted(set(names) - {_MARK}, key=lambda item: _KEPT.index(PurePosixPath(item).parts[0])):
                archive.extract(name, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadArchive(source.name, "broken") from error
    except Timeout as error:
        raise StoreBroken(str(data), "another import does not end") from error
    except OSError as error:
        raise StoreBroken(str(data), error.strerror or str(error)) from error


def _files(data: Path) -> list[Path]:
    """What a backup holds, in the order it is laid out again: until the ledger is there nothing counts."""
    found = [data / name for name in _KEPT]
    inside = (path for place in found for path in ([place] if place.is_file() else sorted(place.rglob("*"))))
    return [path for path in inside if path.is_file()]


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name
    return inside and path.parts[0] in (*_KEPT, _MARK)
