"""The morning message of each shop."""

from __future__ import annotations

import argparse

from scoring.commands.shared import loaded


def digest(options: argparse.Namespace) -> int:
    """Print it; write the report files and send the message where that was asked for."""
    return int(loaded("voc_board.commands", "digest")(options))
