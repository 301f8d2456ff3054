"""The levers of a scenario: a slider and a number box per metric, and what a person does to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.page import Page
from dashboard.views import what_if as view
from dashboard.views.lever_moves import BOX, RESET, SLIDER, SWITCH, LeverEvent, moves
from dashboard.views.scenario import moved, switched, waiting
from scoring.improve.scenario.bounds import largest
from scoring.measure.catalogue import METRICS

SCENARIO_PART = "scenario_part"
AFTER_A_LEVER = ("scenario_result", "scenario_appeals", "scenario_why")
_EVENTS, _SHOWN, _HANDS, _REMEMBERED = "lever_events", "shown_by_levers", "lever_in_hand", 24
_SPANS, _SETTLED = "lever_spans", "lever_settled"
_LONG, _BEYOND = 10_000, "levers_typed_beyond"


def lever_list(levers: list[view.Lever], page: Page) -> None:
    """A slider and a number box per metric, both always showing the same figure."""
    st.markdown(f"**{page.t('what_if.levers')}**")
    with st.grid(2, min_column_width=330, gap="small"):
        for lever in levers:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"lever_{lever.metric}"):
                st.fragment(_lever, key=_part(lever.metric))(lever, page)


def _part(metric: str) -> str:
    return f"lever_part_{metric}"


def _lever(lever: view.Lever, page: Page) -> None:
    """The lever of one metric; drawn anew by itself when it is moved."""
    settle(page)
    t, unit, selection = page.t, METRICS[lever.metric].unit, chosen.live(page.selection)
    changes, held = dict(selection.changes), waiting(selection.stack)
    changed = lever.metric in changes
    value = round(fmt.shown(changes[lever.metric], unit), lever.decimals) if changed else lever.start
    now = t("what_if.now", value=lever.now_text) if lever.now is not None else t("what_if.missing")
    with st.container(horizontal=True, gap="small", vertical_alignment="top"):
        told = (f"**{lever.label}**", f":small[:gray[{lever.dimension} · {now}]]", f":small[:gray[{lever.steps}]]")
        with st.container():
            st.markdown("  \n".join(told))
        with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
            # Always there, so that nothing below moves when a metric is changed.
            chosen.preset(f"on_{lever.metric}", changed)
            st.toggle(
                t("what_if.switch", metric=lever.label), key=f"on_{lever.metric}", label_visibility="collapsed",
                on_change=_happened, args=(lever.metric, SWITCH), disabled=not changed and lever.metric not in held,
                width="content",
            )  # fmt: skip
            st.button(
                t("what_if.reset"), key=f"reset_{lever.metric}", icon=":material/undo:", type="tertiary",
                on_click=_happened, args=(lever.metric, RESET), disabled=not changed and lever.metric not in held,
            )  # fmt: skip
    slider, box = f"{SLIDER}_{lever.metric}", f"{BOX}_{lever.metric}"
    inside = min(max(value if value is not None else lever.low, lever.low), lever.high)
    _show(lever.metric, value, float(inside))
    spans, span = chosen.remembered(_SPANS, {}), (lever.low, lever.high, lever.step)
    if spans.get(lever.metric) != span:
        # With other ends, or another step, a field is a new one to the browser, which starts anew unless told.
        chosen.place(slider, float(inside))
        if spans.get(lever.metric, span)[-1] != lever.step:
            chosen.place(box, None if value is None else float(value))
        chosen.remember(_SPANS, {**spans, lever.metric: span})
    chosen.preset(slider, float(inside))
    chosen.preset(box, None if value is None else float(value))
    pattern = f"%.{lever.decimals}f"
    suffix = fmt.suffix(unit, selection.language).replace("%", "%%")
    # A sum of money needs more room than a share.
    left, right = st.columns([2, 3] if lever.high >= _LONG else [1, 1], vertical_alignment="center", gap="small")
    left.slider(
        t("what_if.slider", metric=lever.label), lever.low, lever.high, step=lever.step, format=pattern + suffix,
        key=slider,
        label_visibility="collapsed", on_change=_happened, args=(lever.metric, SLIDER),
    )  # fmt: skip
    right.number_input(
        t("what_if.box", metric=lever.label), value=None, step=lever.step, format=pattern,
        key=box, label_visibility="collapsed", on_change=_happened, args=(lever.metric, BOX),
        placeholder=fmt.MISSING,
    )  # fmt: skip
    if lever.metric in chosen.remembered(_BEYOND, ()):
        st.caption(view.range_text(lever, selection.language))


def settle(page: Page) -> None:
    """Put into the scenario what a person did to the levers since it was last drawn.

    Not in the callbacks: each sees one field, and only all that came in at once tell a late word of the browser
    from a figure of a person.
    """
    events = chosen.remembered(_EVENTS, ())
    if not events:
        return
    chosen.remember(_EVENTS, ())
    live, hands = chosen.live(page.selection), dict(chosen.remembered(_HANDS, {}))
    stack, sets = live.stack, live.changes
    beyond = set(chosen.remembered(_BEYOND, ()))
    settled = dict(chosen.remembered(_SETTLED, {}))
    for event in _moved_by(*events):
        hands[event.metric] = event.field
        settled[event.metric] = time.monotonic()
        if event.field == SWITCH:
            stack, sets = switched(stack, sets, event.metric, on=bool(event.value))
            continue
        beyond, stored = beyond - {event.metric}, None
        if event.value is not None:
            unit = METRICS[event.metric].unit
            typed = round(fmt.stored(float(event.value), unit), 8)
            stored = min(max(typed, 0.0), float(largest(event.metric)))
            beyond |= {event.metric} if stored != typed else set()
        stack, sets = moved(stack, sets, event.metric, stored)
    chosen.remember(_HANDS, hands)
    chosen.remember(_SETTLED, settled)
    chosen.remember(_BEYOND, tuple(beyond))
    chosen.change(page.selection, stack=stack, changes=sets)


def _happened(metric: str, field: str) -> None:
    value = None if field == RESET else chosen.widget(f"{field}_{metric}")
    event = LeverEvent(metric, field, value, time.monotonic())
    chosen.remember(_EVENTS, (*chosen.remembered(_EVENTS, ()), event))
    if _moved_by(event):
        # Only the lever itself and what follows from it are drawn anew; else whatever it came along with.
        st.rerun([_part(metric), *AFTER_A_LEVER])


def _moved_by(*events: LeverEvent) -> list[LeverEvent]:
    """Those of the events that are a person's."""
    kept = (chosen.remembered(name, {}) for name in (_SHOWN, _HANDS, _SETTLED))
    return moves(events, *kept)


def beside(callback: Callable[..., None]) -> Callable[..., None]:
    """The callback of a field beside the levers; all of the scenario is drawn anew after it.

    Without asking for that, a lever that came in with the same click would be drawn alone.
    """

    def run(*args: Any) -> None:
        callback(*args)
        st.rerun([SCENARIO_PART])

    return run


def _show(metric: str, *values: float | None) -> None:
    """Note the figures the two fields are about to show."""
    shown = chosen.remembered(_SHOWN, {})
    chosen.remember(_SHOWN, {**shown, metric: (*shown.get(metric, ()), *values)[-_REMEMBERED:]})
