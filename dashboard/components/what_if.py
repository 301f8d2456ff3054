"""The two halves of a scenario: the difference it makes, and the levers that move its metrics."""

from __future__ import annotations

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.cards import badge, trial_badges
from dashboard.components.page import Page
from dashboard.views import what_if as view
from dashboard.views.board import unchecked_gates
from dashboard.views.scenario import moved, switched, waiting
from scoring.improve.what_if import Comparison
from scoring.measure.catalogue import METRICS
from scoring.rules.model import RuleSet

AFTER_A_LEVER = ("scenario_result", "scenario_appeals", "scenario_why")
_MOVED, _SHOWN, _ECHOES = "moved_in_this_run", "shown_by_levers", 12
_LONG = 10_000
_MARKS = {1: ":green[▲ {}]", -1: ":red[▼ {}]", 0: ":gray[{}]"}


def difference_card(comparison: Comparison, page: Page, rules: RuleSet, count: int) -> None:
    """Before and after, the difference first; the baseline never moves. `count` is the number of changes."""
    t, language = page.t, page.selection.language
    total = view.difference(t("what_if.total"), comparison.total)
    st.markdown(_in_sight(comparison, page, rules, total, count))
    level = view.level_change(comparison, language)
    with st.container(border=True, key="difference", gap="small"):
        if rules.has_total:
            with st.grid(3, min_column_width=170, gap="medium"):
                with st.container(gap="xxsmall"):
                    st.metric(t("what_if.difference"), total.change, help=view.sentence(comparison, language))
                    if level:
                        st.caption(level)
                st.metric(f"{t('what_if.baseline')} · {total.label}", total.before)
                moved = comparison.total.difference
                delta = None if moved is None else round(moved, 3)
                st.metric(f"{t('what_if.scenario')} · {total.label}", total.after, delta)
        else:
            st.caption(t("what_if.no_total"))
        rows = view.differences(comparison, language)
        with st.grid(len(rows), min_column_width=130, gap="small"):
            for row in rows:
                change = _MARKS[row.good].format(row.change)
                why = f"  \n:small[:gray[{fmt.escaped(row.why)}]]" if row.why else ""
                st.markdown(f"{row.label}  \n**{row.before} → {row.after}**  \n{change}{why}")
        if lacking := view.fewer_dimensions(comparison, language):
            st.warning(lacking, icon=":material/warning:")
        unchecked = unchecked_gates(comparison.scenario, rules, language)
        if unchecked:
            st.caption(t("what_if.provided", gates=t("board.list").join(unchecked)))
        if not count:
            st.caption(t("what_if.no_change"))


def _in_sight(comparison: Comparison, page: Page, rules: RuleSet, total: view.Difference, count: int) -> str:
    """The line that stays in sight while levers far down are moved: the total, that it is a trial, how sure it is."""
    t, evidence = page.t, comparison.evidence
    told = [] if not rules.has_total else [f"**{total.label} {total.before} → {total.after}**"]
    if count:
        told += [_MARKS[total.good].format(total.change)] if rules.has_total else []
        if comparison.scenario.level != comparison.baseline.level:
            told.append(fmt.escaped(view.level_change(comparison, page.selection.language)))
        told.append(badge(t("what_if.changed", count=count), "blue", ":material/edit:"))
    return " ".join((*told, trial_badges(evidence, t(f"evidence.{evidence.value}_total"), t)))


def lever_list(levers: list[view.Lever], page: Page) -> None:
    """A slider and a number box per metric, both always showing the same figure."""
    st.markdown(f"**{page.t('what_if.levers')}**")
    with st.grid(2, min_column_width=330, gap="small"):
        for lever in levers:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"lever_{lever.metric}"):
                st.fragment(_lever, key=_part(lever.metric))(lever, page)


def _part(metric: str) -> str:
    return f"lever_part_{metric}"


def _drawn_anew(metric: str) -> None:
    """At the end of a callback: only the lever itself and what follows from it are drawn."""
    st.rerun([_part(metric), *AFTER_A_LEVER])


def _lever(lever: view.Lever, page: Page) -> None:
    """The lever of one metric; drawn anew by itself when it is moved."""
    t, unit, selection = page.t, METRICS[lever.metric].unit, chosen.live(page.selection)
    chosen.remember(_MOVED, ())
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
                on_change=_switched, args=(page, lever.metric), disabled=not changed and lever.metric not in held,
                width="content",
            )  # fmt: skip
            st.button(
                t("what_if.reset"), key=f"reset_{lever.metric}", icon=":material/undo:", type="tertiary",
                on_click=_reset, args=(page, lever.metric), disabled=not changed and lever.metric not in held,
            )  # fmt: skip
    slider, box = f"slider_{lever.metric}", f"box_{lever.metric}"
    inside = min(max(value if value is not None else lever.low, lever.low), lever.high)
    _show(lever.metric, value)
    chosen.preset(slider, float(inside))
    chosen.preset(box, None if value is None else float(value))
    pattern = f"%.{lever.decimals}f"
    suffix = fmt.suffix(unit, selection.language).replace("%", "%%")
    # A sum of money needs more room than a share.
    left, right = st.columns([1, 1] if lever.high >= _LONG else [3, 2], vertical_alignment="center", gap="small")
    left.slider(
        t("what_if.slider", metric=lever.label), lever.low, lever.high, step=lever.step, format=pattern + suffix,
        key=slider,
        label_visibility="collapsed", on_change=_moved, args=(page, lever.metric, slider),
    )  # fmt: skip
    right.number_input(
        t("what_if.box", metric=lever.label), min_value=0.0, max_value=lever.limit, value=None, step=lever.step,
        format=pattern, key=box, label_visibility="collapsed", on_change=_moved, args=(page, lever.metric, box),
        placeholder=fmt.MISSING,
    )  # fmt: skip


def _moved(page: Page, metric: str, key: str) -> None:
    value = chosen.widget(key)
    if not _is_echo(metric, value):
        live = chosen.live(page.selection)
        stored = None if value is None else round(fmt.stored(float(value), METRICS[metric].unit), 8)
        stack, sets = moved(live.stack, live.changes, metric, stored)
        chosen.change(page.selection, stack=stack, changes=sets)
    _drawn_anew(metric)


def _switched(page: Page, metric: str) -> None:
    # Along with a figure it is the browser's late word on a switch that the figure before turned on.
    if metric not in chosen.remembered(_MOVED, ()):
        live = chosen.live(page.selection)
        stack, sets = switched(live.stack, live.changes, metric, on=bool(chosen.widget(f"on_{metric}")))
        chosen.change(page.selection, stack=stack, changes=sets)
    _drawn_anew(metric)


def _is_echo(metric: str, value: float | None) -> bool:
    """Whether a figure is a late one of the other field and no person's.

    Slider and box show one figure. While a key is held the browser may send, along with the slider's
    new figure, one that the box still showed; it is told by having been shown before.
    """
    moved = chosen.remembered(_MOVED, ())
    if metric in moved and value in chosen.remembered(_SHOWN, {}).get(metric, ()):
        return True
    chosen.remember(_MOVED, (*moved, metric))
    return False


def _show(metric: str, value: float | None) -> None:
    """Note the figure both fields are about to show."""
    shown = chosen.remembered(_SHOWN, {})
    chosen.remember(_SHOWN, {**shown, metric: (*shown.get(metric, ()), value)[-_ECHOES:]})


def _reset(page: Page, metric: str) -> None:
    live = chosen.live(page.selection)
    stack, sets = moved(live.stack, live.changes, metric, None)
    chosen.change(page.selection, stack=stack, changes=sets)
    _drawn_anew(metric)
