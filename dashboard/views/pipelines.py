"""How long each stage of an order or a refund takes, and what is still under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.segments import code_label, value_label
from scoring.figures import Unit
from scoring.measure.open_cases import Waiting
from scoring.measure.stages import OVER_SEVERAL, Stage

Grouped = Sequence[tuple[str, Sequence[Stage]]]
_MOST_BARS = 10
# Where an open refund stands → the stages it is in.
_WAITING_IN = {
    "requested_to_answered": "answer",
    "agreed_to_return_signed": "return",
    "return_signed_to_completed": "completion",
    "agreed_to_completed": "completion",
}


@dataclass(frozen=True)
class StageBar:
    """One group: the median hours of each stage (None = not known), and what is said on hover."""

    label: str
    hours: tuple[float | None, ...]
    hover: tuple[str, ...]


@dataclass(frozen=True)
class StageBars:
    """Groups × stages, to be stacked; `summary` says it in words."""

    stages: tuple[str, ...]
    bars: tuple[StageBar, ...]
    suffix: str
    summary: str


@dataclass(frozen=True)
class Step:
    """One stage of a pipeline: how long it takes, and how many stand in it now."""

    label: str
    median: str
    caption: str
    waiting: str


@dataclass(frozen=True)
class Pipeline:
    """The stages of one kind of refund in their order, and the refunds the shop refused that are still open."""

    label: str
    steps: tuple[Step, ...]
    whole: str
    refused: str


def stage_bars(groups: Grouped, attribute: str, language: str) -> StageBars | None:
    """The median hours of each stage, a bar per group, the one with most orders first; None without any."""
    t = words(language)
    shown = _stacked(groups)
    if not shown:
        return None
    bars = []
    for value, stages in groups[:_MOST_BARS]:
        if not any(stage.count for stage in stages):
            continue
        label = value_label(attribute, value, language)
        by_id = {stage.id: stage for stage in stages}
        row = [by_id[name] for name in shown]
        hover = tuple(t("diagnosis.stage_hover", group=label, **_figures(stage, language)) for stage in row)
        bars.append(StageBar(label, tuple(_rounded(stage.median) for stage in row), hover))
    names = tuple(_stage(name, language) for name in shown)
    summary = t("diagnosis.stage_summary", stages=t("board.list").join(names), count=len(bars))
    return StageBars(names, tuple(bars), fmt.suffix(Unit.HOUR, language), summary)


def stage_rows(groups: Grouped, attribute: str, language: str) -> list[dict[str, str]]:
    """The same as a table: the median of each stage, nine tenths in brackets, and how many orders it knows."""
    t = words(language)
    return [
        {t("diagnosis.group"): value_label(attribute, value, language)}
        | {
            _stage(stage.id, language): t("diagnosis.stage_cell", **_figures(stage, language))
            if stage.count
            else fmt.MISSING
            for stage in stages
        }
        for value, stages in groups
    ]


def stage_sentence(stages: Sequence[Stage], language: str) -> str:
    """Which stage takes longest in the whole shop; empty where none is known."""
    known = [stage for stage in stages if stage.median is not None and stage.id not in OVER_SEVERAL]
    if not known:
        return ""
    slowest = max(known, key=lambda stage: stage.median or 0.0)
    return words(language)("diagnosis.slowest_stage", **_figures(slowest, language))


def contradicting(stages: Sequence[Stage]) -> int:
    """How many cases have two times in the wrong order, in the stage that has most of them."""
    return max((stage.contradicting for stage in stages), default=0)


def pipelines(groups: Grouped, waiting: Sequence[Waiting], language: str) -> list[Pipeline]:
    """A pipeline per kind of refund that ended in the window or is open now, the most frequent first."""
    t = words(language)
    open_now = {(item.kind, item.stage): item for item in waiting}
    ended = dict(groups)
    kinds = dict.fromkeys([*ended, *(item.kind for item in waiting)])
    found = []
    for kind in kinds:
        stages = ended.get(kind, ())
        steps = [stage for stage in stages if stage.id not in OVER_SEVERAL]
        whole = next((stage for stage in stages if stage.id in OVER_SEVERAL and stage.median is not None), None)
        said = t("diagnosis.whole_refund", **_figures(whole, language)) if whole else t("diagnosis.none_ended")
        refused = open_now.get((kind, "refused"))
        found.append(
            Pipeline(
                code_label(kind, language) if kind else t("diagnosis.not_stated"),
                tuple(_step(stage, open_now.get((kind, _WAITING_IN[stage.id])), language) for stage in steps),
                said,
                t("diagnosis.refused_open", **_standing(refused, language)) if refused else "",
            )
        )
    return found


def _step(stage: Stage, waiting: Waiting | None, language: str) -> Step:
    t = words(language)
    figures = _figures(stage, language)
    caption = t("diagnosis.step_caption", ninetieth=figures["ninetieth"], count=figures["count"])
    standing = t("diagnosis.standing", **_standing(waiting, language)) if waiting else ""
    return Step(figures["stage"], figures["median"], caption if stage.count else t("board.no_case"), standing)


def _standing(waiting: Waiting, language: str) -> dict[str, str]:
    return {
        "count": fmt.whole(waiting.count),
        "hours": fmt.measured(waiting.oldest_hours, Unit.HOUR, language),
    }


def _stacked(groups: Grouped) -> list[str]:
    """The stages that follow one another, as fine as the orders tell them."""
    known = {stage.id for _, stages in groups for stage in stages if stage.count}
    if {"paid_to_shipped", "shipped_to_collected"} <= known:
        chain = ["paid_to_shipped", "shipped_to_collected", "collected_to_delivered"]
    elif "paid_to_collected" in known:
        chain = ["paid_to_collected", "collected_to_delivered"]
    else:
        chain = ["paid_to_delivered"]
    return [name for name in chain if name in known]


def _figures(stage: Stage, language: str) -> dict[str, str]:
    return {
        "stage": _stage(stage.id, language),
        "median": fmt.measured(stage.median, Unit.HOUR, language),
        "ninetieth": fmt.measured(stage.ninetieth, Unit.HOUR, language),
        "count": fmt.whole(stage.count),
    }


def _stage(name: str, language: str) -> str:
    return words(language)(f"diagnosis.stage_{name}")


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 1)
