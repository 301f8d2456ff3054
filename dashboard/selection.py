"""What is being looked at: one frozen `Selection`, kept in the address bar, parsed and validated.

The only module that touches `st.session_state` and `st.query_params`. The address is the truth: a
reload, a shared link and the back button restore the same view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.text import LANGUAGES
from scoring.errors import BadValue
from scoring.improve.scenario.address import unpacked
from scoring.improve.scenario.bounds import largest
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import scheme, schemes_of

DATASETS = ("own", "sample", "real")
SPANS = ("7", "15", "30", "90", "180", "cycle", "last_cycle", "all")
VIEWS = ("", "target", "outlook", "saved", "why")
DIMENSIONS = ("product", "logistics", "after_sales", "dispute", "consultation")
_KEPT = "kept_parameters"


@dataclass(frozen=True)
class Selection:
    """`day` and `rules` are None for "the newest" and "in force"; `changes` are the what-if's metrics.

    `scheme` is empty for the one in use on the shop's newest day.
    `opened` and `left` are the shop's own days on the marketplace, `assessment` the one over months.
    `span` is one of `SPANS` (days up to `day`, a certification cycle, or all), or two days as
    `2022-05-01..2022-06-30`. `against` is the metric drawn beside `metric`; `dimension` is the one
    diagnosed, `part` one segment of its cases as (attribute, value).
    `view` is the part of the what-if page shown (empty: the scenario), `stack` the scenario's other changes as
    `packed` makes them of them, `ahead` whether it is looked at on the day the next certification looks at;
    `since` is the earlier one of two days compared.
    """

    language: str
    data: str
    shop: str
    scheme: str
    day: date | None = None
    rules: date | None = None
    span: str = "90"
    metric: str = ""
    against: str = ""
    dimension: str = ""
    part: tuple[str, str] | None = None
    changes: tuple[tuple[str, float], ...] = ()
    stack: str = ""
    ahead: bool = False
    view: str = ""
    since: date | None = None
    opened: date | None = None
    left: date | None = None
    assessment: str = ""


def parse(
    parameters: Mapping[str, str], language: str, data: str, own: Mapping[str, Sequence[date]] | None = None
) -> tuple[Selection, list[str]]:
    """The selection an address describes, and the names of the parts that made no sense.

    `language` and `data` are taken where the address does not say; `own` are the versions of the operator's own
    schemes by id.
    """
    bad: list[str] = []

    def one_of(name: str, known: Sequence[str], default: str) -> str:
        value = parameters.get(name, default)
        if value in known:
            return value
        bad.append(name)
        return default

    def a_day(name: str) -> date | None:
        try:
            return date.fromisoformat(parameters[name]) if name in parameters else None
        except ValueError:
            bad.append(name)
            return None

    scheme_id = one_of("scheme", ("", *schemes_of("score"), *(own or {})), "")
    rules = a_day("rules")
    if rules is not None and (not scheme_id or rules not in _versions(scheme_id, own or {})):
        bad.append("rules")
        rules = None
    selection = Selection(
        language=one_of("lang", LANGUAGES, language),
        data=one_of("data", DATASETS, data),
        shop=parameters.get("shop", ""),
        scheme=scheme_id,
        day=a_day("day"),
        rules=rules,
        span=_span(parameters.get("span", "90"), bad),
        metric=one_of("metric", ["", *METRICS], ""),
        against=one_of("against", ["", *METRICS], ""),
        dimension=one_of("dimension", ["", *DIMENSIONS], ""),
        part=_part(parameters.get("part", ""), bad),
        changes=_changes(parameters.get("set", ""), bad),
        stack=_stack(parameters.get("stack", ""), bad),
        ahead=one_of("ahead", ("", "1"), "") == "1",
        view=one_of("view", VIEWS, ""),
        since=a_day("since"),
        opened=a_day("opened"),
        left=a_day("left"),
        assessment=one_of("assessment", ("", *schemes_of("period")), ""),
    )
    return selection, bad


def _versions(scheme_id: str, own: Mapping[str, Sequence[date]]) -> Sequence[date]:
    return own[scheme_id] if scheme_id in own else scheme(scheme_id).versions


def _span(text: str, bad: list[str]) -> str:
    if text in SPANS:
        return text
    first, _, last = text.partition("..")
    try:
        if date.fromisoformat(first) <= date.fromisoformat(last):
            return text
    except ValueError:
        pass
    bad.append("span")
    return "90"


def _part(text: str, bad: list[str]) -> tuple[str, str] | None:
    attribute, colon, value = text.partition(":")
    if colon and attribute.isidentifier():
        return attribute, value
    if text:
        bad.append("part")
    return None


def _stack(text: str, bad: list[str]) -> str:
    try:
        unpacked(text)
    except BadValue:
        bad.append("stack")
        return ""
    return text


def _changes(text: str, bad: list[str]) -> tuple[tuple[str, float], ...]:
    changes = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition(":")
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if name in METRICS and 0 <= number <= largest(name):
            changes[name] = number
        elif "set" not in bad:
            bad.append("set")
    return tuple(sorted(changes.items()))


def parameters_of(selection: Selection) -> dict[str, str]:
    """The address of a selection; what is at its default is left out, the language never."""
    parts = {
        "lang": selection.language,
        "data": selection.data,
        "shop": selection.shop,
        "scheme": selection.scheme,
        "day": selection.day.isoformat() if selection.day else "",
        "rules": selection.rules.isoformat() if selection.rules else "",
        "span": selection.span if selection.span != "90" else "",
        "metric": selection.metric,
        "against": selection.against,
        "dimension": selection.dimension,
        "part": ":".join(selection.part) if selection.part else "",
        "opened": selection.opened.isoformat() if selection.opened else "",
        "left": selection.left.isoformat() if selection.left else "",
        "assessment": selection.assessment,
        "set": ",".join(f"{name}:{value!r}" for name, value in selection.changes),
        "stack": selection.stack,
        "ahead": "1" if selection.ahead else "",
        "view": selection.view,
        "since": selection.since.isoformat() if selection.since else "",
    }
    return {name: value for name, value in parts.items() if value}


def current(own_data_is_empty: bool, own: Mapping[str, Sequence[date]]) -> tuple[Selection, list[str]]:
    """The selection of this run, and the parts of its address that made no sense."""
    selection, bad = parse(st.query_params.to_dict(), language(), "sample" if own_data_is_empty else "own", own)
    keep(selection)
    return selection, bad


def restore() -> None:
    """Give the address back what moving to another page dropped.

    Before the page is announced, or the browser may note the page without it as a visit of its own,
    and the back button leads there.
    """
    if not st.query_params and (kept := st.session_state.get(_KEPT)):
        st.query_params.from_dict(kept)


def language() -> str:
    """The reader's language: as the address says, else as the browser does, else Chinese."""
    known = {**st.session_state.get(_KEPT, {}), **st.query_params.to_dict()}.get("lang")
    if known in LANGUAGES:
        return str(known)
    return "en" if (st.context.locale or "zh").lower().startswith("en") else "zh"


def keep(selection: Selection) -> None:
    """Write a selection to the address bar."""
    parameters = parameters_of(selection)
    st.session_state[_KEPT] = parameters
    if dict(st.query_params.items()) != parameters:
        st.query_params.from_dict(parameters)


def change(selection: Selection, **parts: Any) -> None:
    """Move on to a changed selection: for callbacks of widgets."""
    keep(replace(live(selection), **parts))


def live(selection: Selection) -> Selection:
    """The selection with the scenario as it is by now: a part of the page that runs by itself changes it alone.

    As it was kept, not as the run's address says: with keys pressed fast the browser sends along the one it
    showed before the last change reached it. An address that a person opens goes through `current` first.
    """
    now, _ = parse(st.session_state.get(_KEPT) or st.query_params.to_dict(), selection.language, selection.data)
    return replace(selection, changes=now.changes, stack=now.stack, ahead=now.ahead)


def widget(key: str) -> Any:
    """The value of a widget, inside its callback."""
    return st.session_state[key]


def preset(key: str, value: object) -> None:
    """Give a widget its value before it is drawn, so that it shows what the address says."""
    if st.session_state.get(key) != value:
        place(key, value)


def place(key: str, value: object) -> None:
    """Give a widget a value, whatever it holds."""
    st.session_state[key] = value


def remember(key: str, value: object) -> None:
    """Keep something for the session that is no part of the address (an uploaded file's rows)."""
    st.session_state[key] = value


def remembered(key: str, default: Any = None) -> Any:
    """What `remember` kept, or the default."""
    return st.session_state.get(key, default)


def address() -> dict[str, str]:
    """The present address, to take along to another page."""
    return dict(st.session_state.get(_KEPT, {}))
