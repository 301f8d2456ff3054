"""The closed list of curve kinds a rule file may use; `assess/curves.py` has a function for each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from scoring.figures import Evidence
from scoring.rules.parts import Calibrated, Grounds, Number, Part


class Step(Part):
    """One point of a curve: `reach` names the metric value that earns the score, that value included."""

    reach: Number
    score: Number


class Steps(Part):
    """A staircase from best to worst; which side is better is the metric's own property."""

    kind: Literal["steps"]
    points: tuple[Step, ...] = Field(min_length=1)
    otherwise: Number
    evidence: Grounds


class LinearBetween(Part):
    """Straight lines between points, from best to worst; beyond the first and last their scores hold."""

    kind: Literal["linear_between"]
    points: tuple[Step, ...] = Field(min_length=2)
    evidence: Grounds


Curve = Annotated[Steps | LinearBetween, Field(discriminator="kind")]


def limit_evidence(curve: Curve, place: int) -> Evidence:
    """Why the limit of one point of a curve is believed: calibrated limits may stand beside assumed ones."""
    grounds = curve.evidence
    if not isinstance(grounds, Calibrated):
        return grounds.kind
    found_out = any(at[-3:] == ("points", place, "reach") for at in grounds.fitted)
    return Evidence.CALIBRATED if found_out else Evidence.ASSUMED


class Display(Part):
    """The score shown to buyers for a total: the first point reached, `otherwise` below all of them."""

    points: tuple[Step, ...] = Field(min_length=1)
    otherwise: Number
    evidence: Grounds
