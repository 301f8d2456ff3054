"""The base of every error, and the search for the nearest name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of `known` that looks most like `word`, or an empty text when none does.

    >>> nearest("weigth", ["weight", "window"])
    'weight'
    """
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class VocBoardError(Exception):
    """Something the user gave cannot be used; says what, where, what was expected and what to do."""

    code = "error"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        self.data = data
