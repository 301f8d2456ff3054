"""Every word on screen, in Chinese and English, from `locales/`."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from scoring.errors import VocBoardError
from scoring.intake.report import Rejection

LANGUAGES = ("zh", "en")

Words = Callable[..., str]
_CHOICE = re.compile(r"\{[a-z_]+:[^{}]*\|")


class _Counts(string.Formatter):
    """Formatting with a choice of words by number, as languages with a plural need it."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, mark, more = format_spec.partition("|")
        if not mark:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else more


_COUNTS = _Counts()


@cache
def _counting(language: str) -> frozenset[str]:
    """The keys whose texts choose a word by number; the others are spared the slower way."""
    return frozenset(key for key, text in locale(language).items() if _CHOICE.search(text))


@cache
def locale(language: str) -> dict[str, str]:
    """Key → text of one language; keys are joined by dots, as `board.title`."""
    texts: dict[str, str] = {}
    for file in sorted((files("dashboard") / "locales" / language).iterdir(), key=lambda item: item.name):
        texts |= dict(flat(tomllib.loads(file.read_text(encoding="utf-8"))))
    return texts


def words(language: str) -> Words:
    """A function that gives a text by its key, with its places filled in.

    Of `{days:day|days}` the first word stands where the place is one, else the second.

    >>> words("en")("board.days_left", days=9), words("en")("board.days_left", days=1)
    ('in 9 days', 'in 1 day')
    """
    texts, counting = locale(language), _counting(language)

    def text(key: str, **places: object) -> str:
        return _COUNTS.vformat(texts[key], (), places) if key in counting else texts[key].format(**places)

    return text


def flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested tables as pairs of dotted key and value."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def rejection_text(language: str, row: Rejection) -> str:
    """Why a row was not taken in, in the reader's language; row and column stand beside it."""
    t = words(language)
    expected = row.expected
    if row.reason == "bad_value":
        # The choices are the canonical words themselves, the same in both languages.
        choices = row.expected.removeprefix("one of ")
        expected = t(f"expected.{row.kind}", choices=choices)
    return t(f"rejection.{row.reason}", value=row.value, expected=expected)


def error_text(language: str, error: VocBoardError) -> str:
    """An error in the reader's language."""
    t = words(language)
    places = dict(error.data)
    if isinstance(first := places.get("first"), Rejection):
        where = t("data.place", row=first.row, column=first.column or "—", value=first.value)
        places["first"] = f"{where}{rejection_text(language, first)}"
    # The names of exports and the reasons an archive is refused for are words of the screen too.
    for place in ("export", "instead"):
        if place in places:
            name, known = places[place], locale(language)
            places[place] = known.get(f"export.{name}", known.get(f"data.tables.{name}", name))
    if error.code == "bad_archive":
        places["why"] = t(f"archive.{places['why']}")
    return t(f"errors.{error.code}", **places)
