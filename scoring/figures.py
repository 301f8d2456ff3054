"""The small words every stage shares: text in two languages, units, and why a figure is believed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Text:
    """One sentence or label in both languages.

    >>> Text(zh="总分", en="Total")["en"]
    'Total'
    """

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Unit(StrEnum):
    """What a figure counts. Shares are stored as ratios (0 to 1) and shown as percentages; money is in CNY."""

    RATIO = "ratio"
    HOUR = "hour"
    SECOND = "second"
    SCORE = "score"
    INDEX = "index"
    COUNT = "count"
    MONEY = "money"

    @property
    def is_time(self) -> bool:
        """Whether it measures how long something takes."""
        return self in (Unit.HOUR, Unit.SECOND)

    @property
    def highest(self) -> float:
        """The highest value there is; infinite where the unit has none.

        >>> Unit.SCORE.highest, Unit.HOUR.highest
        (5.0, inf)
        """
        return {"ratio": 1.0, "score": 5.0, "index": 100.0}.get(self.value, math.inf)


class Evidence(StrEnum):
    """Why a figure is believed, from strongest to weakest."""

    PUBLISHED = "published"
    CALIBRATED = "calibrated"
    ASSUMED = "assumed"


_STRENGTH = (Evidence.PUBLISHED, Evidence.CALIBRATED, Evidence.ASSUMED)


def weakest(*evidence: Evidence) -> Evidence:
    """The weakest of several kinds of evidence: what a result made of them may claim.

    >>> weakest(Evidence.PUBLISHED, Evidence.ASSUMED)
    <Evidence.ASSUMED: 'assumed'>
    """
    return max(evidence, key=_STRENGTH.index, default=Evidence.PUBLISHED)
