"""One part of a change of the total in a few words."""

from __future__ import annotations

from dashboard import format as fmt
from dashboard.text import words
from scoring.improve.change_parts import Part, Why
from scoring.measure.catalogue import METRICS


def cause_of(part: Part, why: Why, language: str) -> str:
    """What happened, without the points it brought."""
    t = words(language)
    metric = METRICS[part.metric] if part.metric else None
    name = metric.label[language] if metric else ""
    told = t("why_changed.cause_rounding")
    if part.kind == "rules":
        old, new = fmt.day(why.before.rule_set), fmt.day(why.after.rule_set)
        told = t("why_changed.cause_rules", old=old, new=new)
    elif part.kind == "peers":
        told = t("why_changed.cause_peers")
    elif metric is not None:
        before, after = values_of(part, language)
        few, many = map(fmt.whole, part.cases or (0, 0))
        if part.kind in ("left", "came") and part.days is not None:
            told = t(
                f"why_changed.cause_{_how(part)}", metric=name, count=part.days.count, days=days_of(part),
                figure=fmt.measured(part.figure, metric.unit, language), before=before,
            )  # fmt: skip
        elif part.kind in ("left", "came", "mix"):
            told = t("why_changed.cause_mix", metric=name, few=few, many=many)
        elif part.kind == "exclusions":
            told = t("why_changed.cause_exclusions", metric=name, few=few, many=many, counts=metric.counts[language])
        elif part.kind == "spread":
            whole = why.after.dimensions[part.dimension or ""]
            state = t("why_changed.spread_in" if whole.score is not None else "why_changed.spread_out")
            told = t("why_changed.cause_spread", dimension=whole.label[language], state=state)
        elif part.kind == "appeared":
            told = t("why_changed.cause_appeared", metric=name, after=after)
        elif part.kind == "disappeared":
            told = t("why_changed.cause_disappeared", metric=name, before=before)
        else:
            told = t(f"why_changed.cause_{part.kind}", metric=name, before=before, after=after)
    if part.along_with:
        others = t("board.list").join(METRICS[one].label[language] for one in part.along_with)
        told += t("why_changed.along", metrics=others)
    return told


def values_of(part: Part, language: str) -> tuple[str, str]:
    """The metric before and after; values that differ never look the same."""
    if part.metric is None:
        return "", ""
    return told_apart(part.metric, part.before, part.after, language)


def told_apart(metric: str, before: float | None, after: float | None, language: str) -> tuple[str, str]:
    """Two values of a metric as text; values that differ never look the same."""
    unit = METRICS[metric].unit
    for finer in (0, 2):
        texts = [fmt.measured(value, unit, language, finer=finer) for value in (before, after)]
        if texts[0] != texts[1] or before == after:
            break
    return texts[0], texts[1]


def days_of(part: Part) -> str:
    """The days that left or came, from the first to the last."""
    if part.days is None:
        return ""
    first, last = fmt.day(part.days.first), fmt.day(part.days.last)
    return first if first == last else f"{first}…{last[5:]}"


def _how(part: Part) -> str:
    """Whether good or bad days left or came, beside the window; of days like it, what they did to the total counts."""
    metric = METRICS[part.metric or ""]
    if part.figure is None or part.before is None or part.figure == part.before:
        good = (part.points > 0) == (part.kind == "came")
    else:
        good = (part.figure > part.before) == (metric.better == "higher")
    return f"{part.kind}_{'good' if good else 'bad'}"
