"""What every rule file is made of: exact figures, words in both languages, evidence, sources, windows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scoring.figures import Evidence, Text


def _exact(value: object) -> object:
    return Decimal(value) if type(value) is int else value


Number = Annotated[Decimal, BeforeValidator(_exact)]
"""A figure, exactly as written; a whole number may be written without its decimals."""


class Part(BaseModel):
    """A frozen piece of a rule file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(Part):
    """A label or sentence; both languages always."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def text(self) -> Text:
        return Text(zh=self.zh, en=self.en)


class Published(Part):
    """A source prints the figures: which source, where in it, its own words."""

    provenance: Literal["published"]
    source: str
    at: Words
    quote: str = Field(min_length=1)

    @property
    def kind(self) -> Evidence:
        return Evidence.PUBLISHED


class Assumed(Part):
    """Nobody publishes the figures: why these were taken, and what changes if they are wrong."""

    provenance: Literal["assumed"]
    because: Words
    if_wrong: Words

    @property
    def kind(self) -> Evidence:
        return Evidence.ASSUMED


class Calibrated(Part):
    """Figures fitted to what the platform showed one shop; no rule file has them.

    `shop`, `first_day`, `last_day` and `days` are the official scores they rest on. `fitted` are the paths
    of the figures found out, `stand_ins` of those still assumed: while there are any, the table as a whole is.
    """

    provenance: Literal["calibrated"]
    shop: str
    first_day: date
    last_day: date
    days: int = Field(ge=1)
    fitted: tuple[tuple[str | int, ...], ...]
    stand_ins: tuple[tuple[str | int, ...], ...]
    because: Words
    if_wrong: Words

    @property
    def kind(self) -> Evidence:
        return Evidence.ASSUMED if self.stand_ins else Evidence.CALIBRATED

    @property
    def partly(self) -> bool:
        """Whether some figures were found out and others are still assumed."""
        return bool(self.fitted and self.stand_ins)


EVIDENCE = (Published, Assumed, Calibrated)
Grounds = Annotated[Published | Assumed | Calibrated, Field(discriminator="provenance")]


class Source(Part):
    """A page the figures come from."""

    title: Words
    publisher: str
    url: str
    published_on: date | None = None
    read_on: date


class Window(Part):
    """`days` days ending `lag` days before the assessment day, both ends included."""

    days: int = Field(ge=1, le=366)
    lag: int = Field(ge=0, le=366)
    evidence: Grounds


class CategoryList(Part):
    """Main categories treated apart, as one source lists them."""

    names: tuple[str, ...]
    evidence: Grounds


class Dated(Part):
    """What the versions of every kind of scheme have in common.

    In force from `effective_from` until the next version's day; its evidence is given where no source
    prints the day. `shown_from`: the platform shows it
    beside the version still in force from that day on.
    """

    scheme: str
    effective_from: date
    effective_from_evidence: Grounds | None = None
    shown_from: date | None = None
    shown_from_evidence: Grounds | None = None
    changes: tuple[Words, ...] = Field(min_length=1)
    sources: dict[str, Source]
