"""One assessment system over time, as its `scheme.yaml` describes it."""

from __future__ import annotations

from datetime import date

from scoring.rules.model import Grounds, Part, Words


class Superseded(Part):
    """From about which day the platform uses another system; the last rule set stays usable for a trial."""

    about: date
    note: Words
    evidence: Grounds


class Scheme(Part):
    """One assessment system over time."""

    scheme: str
    label: Words
    marketplace: Words
    currency: str
    time_zone: str
    before_first: Words
    superseded: Superseded | None = None
