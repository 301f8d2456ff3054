"""What a scenario consists of: the baseline it starts from and its changes, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from scoring.errors import nearest
from scoring.improve.scenario.bounds import checked_shift, checked_value
from scoring.measure.altered import ALTERABLE
from scoring.measure.catalogue import METRICS
from scoring.rules.parts import Number, Part
from scoring.rules.yaml_reader import HALF_CHARACTER

_Self = TypeVar("_Self", bound="Whole")


def _one_of(known: Callable[[], Iterable[str]], what: str) -> AfterValidator:
    def check(name: str) -> str:
        names = list(known())
        if name in names:
            return name
        hint = nearest(name, names)
        raise ValueError(f"expected {what}, " + (f"perhaps {hint}" if hint else f"one of {', '.join(names)}"))

    return AfterValidator(check)


def _word(value: object) -> object:
    """What stands without quotes in a file: an order's number is a text all the same."""
    if isinstance(value, str) and HALF_CHARACTER.search(value):
        raise ValueError("expected a text of whole characters")
    if type(value) is int or isinstance(value, Decimal | date):
        return str(value)
    return value


Metric = Annotated[str, _one_of(lambda: METRICS, "a metric")]
AnyMetric = Annotated[str, _one_of(lambda: ("", *METRICS), "a metric, or nothing for all of them")]
TableName = Annotated[str, _one_of(lambda: ALTERABLE, "a table that is measured")]
Chance = Annotated[Number, Field(ge=0, le=1)]
Text = Annotated[str, BeforeValidator(_word), Field(max_length=500)]
RecordId = Annotated[str, BeforeValidator(_word), Field(min_length=1, max_length=100)]
Outcome = Literal["upheld", "rejected", "pending"]


class Whole(Part):
    """What every change has: whether it is switched on, and a note of the person who made it."""

    on: bool = True
    note: Text = ""

    def switched(self: _Self, on: bool) -> _Self:
        """The same change, on or off."""
        return self.model_copy(update={"on": on})


class _OfDays(Whole):
    """A change that may be limited to days; an end left open runs to the end of the data, or of the scenario."""

    first: date | None = None
    last: date | None = None

    @field_validator("last")
    @classmethod
    def _in_order(cls, last: date | None, info: ValidationInfo) -> date | None:
        return _not_before(last, info.data.get("first"))


class SetMetric(_OfDays):
    """A metric has this value on the day; with days its daily sums have it on these, and the window follows.

    Values are in the metric's own unit, shares from 0 to 1.
    """

    kind: Literal["set_metric"] = "set_metric"
    metric: Metric
    value: Number

    @field_validator("value")
    @classmethod
    def _possible(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        return checked_value(value, info.data.get("metric"))


class ShiftMetric(_OfDays):
    """A metric is `by` higher or lower, but never outside what its unit allows; with days as in `SetMetric`."""

    kind: Literal["shift_metric"] = "shift_metric"
    metric: Metric
    by: Number

    @field_validator("by")
    @classmethod
    def _possible(cls, by: Decimal, info: ValidationInfo) -> Decimal:
        return checked_shift(by, info.data.get("metric"))


class _Appeal(Whole):
    """`outcome`: only what is upheld is taken out. `chance` that a pending one is upheld, 0 to 1."""

    outcome: Outcome = "upheld"
    chance: Chance | None = None
    metric: AnyMetric = ""


class ExcludeRows(_Appeal):
    """Records of a table taken out, of one metric or of every one they concern; an order goes by its order id."""

    kind: Literal["exclude_rows"] = "exclude_rows"
    table: Literal["orders", "reviews", "refunds", "disputes", "chats", "service_tasks"]
    record_ids: tuple[RecordId, ...] = Field(min_length=1, max_length=5_000)


class ExcludeDays(_Appeal):
    """The orders paid on these days taken out, everywhere or in one province: a disaster notice."""

    kind: Literal["exclude_days"] = "exclude_days"
    first: date
    last: date
    province: Text = ""

    @field_validator("last")
    @classmethod
    def _in_order(cls, last: date, info: ValidationInfo) -> date:
        return _not_before(last, info.data.get("first"))


class ShipEarlier(_OfDays):
    """Orders shipped so many hours earlier, by carrier, warehouse and pay day where these are given."""

    kind: Literal["ship_earlier"] = "ship_earlier"
    hours: Number = Field(gt=0, le=720)
    carrier: Text = ""
    warehouse: Text = ""


class AnswerUnanswered(Whole):
    """Chats of these hours and weekdays (Monday = 1) get a human reply in time; hours may run over midnight."""

    kind: Literal["answer_unanswered"] = "answer_unanswered"
    from_hour: int = Field(ge=0, le=23)
    to_hour: int = Field(ge=0, le=24)
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field((1, 2, 3, 4, 5, 6, 7), min_length=1, max_length=7)
    within_seconds: int = Field(ge=0, le=86_400)

    @field_validator("to_hour")
    @classmethod
    def _has_hours(cls, to_hour: int, info: ValidationInfo) -> int:
        if to_hour == info.data.get("from_hour"):
            raise ValueError("expected another hour than from_hour; 0 to 24 is the whole day")
        return to_hour


class _Rows(Whole):
    """Rows of a file: its name for people, and the fingerprint by which the rows are kept."""

    table: TableName
    file: Text = ""
    rows: Text = ""


class ReplaceTable(_Rows):
    """A table exchanged for the rows of a file."""

    kind: Literal["replace_table"] = "replace_table"


class AddRows(_Rows):
    """The rows of a file on top of a table's own, as if they had been imported: the newest value of a key counts."""

    kind: Literal["add_rows"] = "add_rows"


class PlannedDay(Part):
    """What a plan wants a metric to be on a day."""

    day: date
    metric: Metric
    value: Number

    @field_validator("value")
    @classmethod
    def _possible(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        return checked_value(value, info.data.get("metric"))


class DailyPlan(Whole):
    """Daily values of metrics, written out or as kept rows of a file; days after the data are coming days."""

    kind: Literal["daily_plan"] = "daily_plan"
    plan: tuple[PlannedDay, ...] = Field((), max_length=20_000)
    file: Text = ""
    rows: Text = ""

    @model_validator(mode="after")
    def _from_one_place(self) -> DailyPlan:
        if bool(self.plan) == bool(self.rows or self.file):
            raise ValueError("expected the days under plan, or a file, and not both")
        return self


class PeersImprove(Whole):
    """The shop's peers get better by this share of what they lack: every limit that stands for them is stricter."""

    kind: Literal["peers_improve"] = "peers_improve"
    by: Number = Field(ge=0, lt=1)


class UseRuleSet(Whole):
    """Another rule set: that of a day, of another scheme, or both."""

    kind: Literal["rule_set"] = "rule_set"
    effective: date | None = None
    scheme: Text = ""

    @model_validator(mode="after")
    def _names_one(self) -> UseRuleSet:
        if self.effective is None and not self.scheme:
            raise ValueError("expected effective (a day), scheme, or both")
        return self


Change = Annotated[
    SetMetric
    | ShiftMetric
    | ExcludeRows
    | ExcludeDays
    | ShipEarlier
    | AnswerUnanswered
    | ReplaceTable
    | AddRows
    | DailyPlan
    | PeersImprove
    | UseRuleSet,
    Field(discriminator="kind"),
]
KINDS: dict[str, type[Whole]] = {
    "set_metric": SetMetric, "shift_metric": ShiftMetric, "exclude_rows": ExcludeRows, "exclude_days": ExcludeDays,
    "ship_earlier": ShipEarlier, "answer_unanswered": AnswerUnanswered, "replace_table": ReplaceTable,
    "add_rows": AddRows, "daily_plan": DailyPlan, "peers_improve": PeersImprove, "rule_set": UseRuleSet,
}  # fmt: skip


class Scenario(Part):
    """A named stack of changes to a baseline: a shop on a day under a scheme.

    Without `day` it is the newest day with data, without `rule_set` the one in force on the day.
    """

    name: Annotated[str, BeforeValidator(_word), Field(min_length=1, max_length=80)]
    scheme: str = Field(min_length=1, max_length=200)
    rule_set: date | None = None
    day: date | None = None
    shop: Text = ""
    changes: tuple[Change, ...] = Field((), max_length=200)


def rows_named(changes: Iterable[Change]) -> tuple[str, ...]:
    """The fingerprints of all rows the changes refer to, those of changes switched off as well."""
    named = [item.rows for item in changes if isinstance(item, ReplaceTable | AddRows | DailyPlan)]
    return tuple(dict.fromkeys(filter(None, named)))


_Day = TypeVar("_Day", date, date | None)


def _not_before(last: _Day, first: date | None) -> _Day:
    if first is not None and last is not None and last < first:
        raise ValueError(f"expected a day not before first ({first})")
    return last
