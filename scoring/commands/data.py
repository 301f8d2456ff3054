"""The board, the imports, the benchmarks."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from importlib.metadata import entry_points

from scoring.commands.shared import loaded, output, own_data
from scoring.errors import BadValue, VocBoardError
from scoring.intake.decode import text_rows
from scoring.intake.formats import recognise
from scoring.show.imports import import_text, imported, imported_text
from scoring.store.delta import Store


def serve(options: argparse.Namespace) -> int:
    """Open the board."""
    return int(loaded("voc_board.commands", "serve")(options.data or own_data(), options.port, options.browser))


def import_files(options: argparse.Namespace) -> int:
    """Take files in; a refused file stops none of the others."""
    store = Store(options.data or own_data())
    outcomes, lines, refused = [], [], []
    for path in options.files:
        try:
            with path.open("rb") as file:
                outcome = store.import_file(file, path.name, shop=options.shop, table=options.table)
                outcomes.append(outcome)
                file.seek(0)
                header = () if options.json else text_rows(file, path.name).header
            named = options.json or "shop_id" in recognise(header, path.name, options.table).positions
            lines.append(imported_text(outcome))
            if not named:
                other = "" if options.shop else " (name another with --shop)"
                lines.append(f"  All rows went to shop {', '.join(outcome.shops)}{other}.")
        except OSError as error:
            refused.append(f"{path}: cannot be read ({error.strerror}). Check the name and try again.")
        except VocBoardError as error:
            refused.append(str(error))
    output(options, [imported(item) for item in outcomes], lines)
    for message in refused:
        print(message, file=sys.stderr)
    return 1 if refused else 0


def undo(options: argparse.Namespace) -> int:
    """Take an import back."""
    entry = Store(options.data or own_data()).undo(options.import_id)
    output(
        options,
        asdict(entry),
        [f"Undone: {entry.import_id} {entry.file} ({entry.rows_kept} rows of {entry.table})"],
    )
    return 0


def list_imports(options: argparse.Namespace) -> int:
    """List the imports."""
    entries = Store(options.data or own_data()).imports()
    output(
        options,
        [asdict(entry) for entry in entries],
        [import_text(entry) for entry in entries] or ["No imports yet."],
    )
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
