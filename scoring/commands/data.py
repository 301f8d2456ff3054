"""The board, the imports, the benchmarks."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from importlib.metadata import entry_points
from pathlib import Path

from scoring.assess.metric_names import metric_names
from scoring.commands.progress import ProgressLine
from scoring.commands.shared import cannot_read, loaded, output, own_data
from scoring.errors import BadValue, VocBoardError
from scoring.intake.request import Request
from scoring.show.imports import import_text, imported, imported_text, staged_text
from scoring.store import backup as backups
from scoring.store.delta import Store
from scoring.store.places import who


def serve(options: argparse.Namespace) -> int:
    """Open the board."""
    return int(loaded("voc_board.commands", "serve")(options.data or own_data(), options.port, options.browser))


def import_files(options: argparse.Namespace) -> int:
    """Take files in, or with --preview only say what is in them; a refused file stops none of the others."""
    store = Store(options.data or own_data())
    columns = dict(options.map) if options.map else None
    if columns and not options.table:
        raise BadValue("--map", ", ".join(columns), "a table to map to beside it (--table NAME)")
    request = Request(options.shop or "", options.table, options.day, columns, metric_names())
    outcomes, lines, refused = [], [], []
    for path in options.files:
        try:
            with path.open("rb") as file, ProgressLine(path.name, quiet=options.json) as line:
                found = store.stage(file, path.name, request, tell=line.tell)
        except OSError as error:
            refused.append(str(cannot_read(path, error)))
            continue
        except VocBoardError as error:
            refused.append(str(error))
            continue
        for staged in found:
            if isinstance(staged, VocBoardError):
                refused.append(str(staged))
            elif options.preview:
                lines.append(staged_text(staged))
                outcomes.append(imported(staged, None))
                store.discard(staged)
            else:
                done = store.commit(staged, who=who())
                outcomes.append(imported(staged, done))
                lines.append(imported_text(staged, done))
                if "shop_given" in staged.report.notes:
                    other = "" if options.shop else " (name another with --shop)"
                    lines.append(f"  All rows went to shop {', '.join(done.shops)}{other}.")
    output(options, outcomes, lines)
    for message in refused:
        print(message, file=sys.stderr)
    return 1 if refused else 0


def undo(options: argparse.Namespace) -> int:
    """Take an import back."""
    entry = Store(options.data or own_data()).undo(options.import_id, who=who())
    output(
        options,
        _plain(entry),
        [f"Undone: {entry.import_id} {entry.file} ({entry.rows_kept} rows of {entry.table})"],
    )
    return 0


def list_imports(options: argparse.Namespace) -> int:
    """List the imports."""
    entries = Store(options.data or own_data()).imports()
    output(
        options,
        [_plain(entry) for entry in entries],
        [import_text(entry) for entry in entries] or ["No imports yet."],
    )
    return 0


def backup(options: argparse.Namespace) -> int:
    """Write everything of a data folder into one file."""
    target = backups.backup(options.data or own_data(), Path(options.file))
    output(options, {"file": str(target), "bytes": target.stat().st_size}, [f"Everything is in {target}."])
    return 0


def restore(options: argparse.Namespace) -> int:
    """Lay a backup out in an empty data folder."""
    folder = options.data or own_data()
    backups.restore(folder, Path(options.file))
    count = len(Store(folder).imports())
    output(options, {"data": str(folder), "imports": count}, [f"{count} imports are in {folder} again."])
    return 0


def bench(options: argparse.Namespace) -> int:
    """Run benchmarks."""
    known = {item.name: item for item in entry_points(group="voc_board.benchmarks")}
    for name in options.names or sorted(known):
        if name not in known:
            raise BadValue("bench", name, f"one of {', '.join(sorted(known))}")
        for line in known[name].load()():
            print(line, flush=True)
    return 0


def _plain(entry: object) -> dict[str, object]:
    values = asdict(entry)  # type: ignore[call-overload]
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
