"""One assessment system over time, as its `scheme.yaml` describes it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from scoring.rules.parts import Grounds, Part, Words


class Superseded(Part):
    """From about which day the platform uses another system; the last rule set stays usable for a trial."""

    about: date
    note: Words
    evidence: Grounds


class Ended(Part):
    """From that day on there is no such assessment any more, and so no rule set."""

    on: date
    note: Words
    evidence: Grounds


class Scheme(Part):
    """One assessment system over time.

    `kind`: a daily `score`, the `annual_fee` or an assessment over months (`period`).
    """

    scheme: str
    kind: Literal["score", "annual_fee", "period"] = "score"
    label: Words
    marketplace: Words
    currency: str
    time_zone: str
    before_first: Words
    superseded: Superseded | None = None
    ended: Ended | None = None
