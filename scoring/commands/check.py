"""What is beyond a line in each shop: for a run every morning."""

from __future__ import annotations

import argparse

from scoring.commands.shared import loaded


def check(options: argparse.Namespace) -> int:
    """Say it, write down what is new, and send that where it was asked for; the exit status says how bad it is."""
    return int(loaded("voc_board.commands", "check")(options))
