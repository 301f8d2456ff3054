"""The top and the end of the diagnosis: the choice of the area, the answer, its metrics, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import best_hints
from dashboard.cached import diagnosis as cached
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page
from dashboard.views import diagnosis as view
from dashboard.views.diagnosed_metrics import MetricCard
from dashboard.views.diagnosed_metrics import next_step as step_of
from dashboard.views.diagnosis import Answer, Counted
from dashboard.views.segments import worst_sentence
from scoring.measure.catalogue import METRICS

_ICONS = {
    "bad": ":orange[:material/trending_down:]",
    "good": ":green[:material/check_circle:]",
    "none": ":gray[:material/info:]",
}
_FEWEST_COLUMNS = 3  # one metric alone is no wider than one of three


def area_choice(page: Page, area: str, lost: Mapping[str, float]) -> None:
    """One of the five areas, each with the points it costs."""
    t, selection = page.t, page.selection

    def moved() -> None:
        chosen.change(selection, dimension=chosen.widget("dimension") or area, metric="", part=None)

    chosen.preset("dimension", area)
    st.segmented_control(
        t("diagnosis.area"), view.AREAS, key="dimension", on_change=moved,
        format_func=lambda name: view.option_label(name, lost, page.result, selection.language),
    )  # fmt: skip


def answer_card(answer: Answer, page: Page) -> DeltaGenerator:
    """The score of the area and which metric is worst; gives the place for the sentence of `worst_segment`."""
    t = page.t
    with st.container(border=True, key="answer", gap="small"):
        left, right = st.columns([1, 3], vertical_alignment="center", gap="medium")
        with left, st.container(gap="xxsmall"):
            st.metric(answer.label, answer.score)
            if answer.caption:
                st.caption(answer.caption)
        with right:
            st.markdown(f"{_ICONS[answer.state]} **{fmt.escaped(answer.sentence)}**")
            place = st.container()
        with st.container(horizontal=True, gap="small"):
            st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
            evidence_badge(answer.evidence, t(f"evidence.{answer.evidence.value}_total"))
    return place


def worst_segment(cases: Counted, costs: bool, page: Page) -> None:
    """The segment the shortfall mainly comes from; where none stands out that is said of a metric that costs points."""
    t, language = page.t, page.selection.language
    with st.spinner(t("diagnosis.computing"), show_time=True):
        worst = cached.carried(page.shop, cases).worst
    if sentence := worst_sentence(worst, cases.metric, language):
        st.markdown(fmt.escaped(sentence))
    elif costs:
        st.markdown(t("diagnosis.none_stands_out", metric=METRICS[cases.metric].label[language]))


def metric_list(cards: Sequence[MetricCard], looked_at: str, page: Page) -> None:
    """A card per metric; the button of one makes it the one looked at."""
    t, selection = page.t, page.selection

    def look(metric: str) -> None:
        chosen.change(selection, metric=metric, part=None)

    with st.grid(max(len(cards), _FEWEST_COLUMNS), min_column_width=230, gap="small"):
        for card in cards:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"metric_{card.metric}"):
                st.metric(card.label, card.value)
                if card.score:
                    st.markdown(" · ".join(filter(None, (card.score, card.lost))))
                elif card.lost:
                    st.markdown(card.lost)
                st.caption(card.note)
                if len(cards) == 1:
                    continue
                if card.id == looked_at:
                    st.badge(t("diagnosis.looked_at"), icon=":material/visibility:", color="blue")
                else:
                    st.button(
                        t("diagnosis.look", metric=card.label), key=f"look_{card.metric}", icon=":material/search:",
                        type="tertiary", on_click=look, args=(card.metric,),
                    )  # fmt: skip


def what_is_needed(needs: str, page: Page) -> None:
    """What would have to be uploaded, and the way there."""
    t = page.t
    if needs:
        st.info(t("board.needs", columns=needs), icon=":material/inventory_2:")
    st.page_link(
        "app_pages/data.py", label=t("diagnosis.to_data"), icon=":material/upload_file:", query_params=chosen.address()
    )


def next_step(name: str, page: Page) -> None:
    """The rule set's advice for the metric, a way into the what-if with it filled in, and one to its trend."""
    t, selection = page.t, page.selection
    hints = best_hints(page.shop, selection.scheme, selection.rules, page.day)
    step = step_of(name, hints, page.result, page.rules, selection.language)
    metric = page.rules.indicators[name].metric
    st.subheader(t("diagnosis.next_step"), anchor=False)
    with st.container(border=True, key="next_step", gap="small"):
        st.markdown(fmt.escaped(step.advice))
        if step.gain:
            st.markdown(f"**{fmt.escaped(step.gain)}**  \n{fmt.escaped(step.effort)}")
        st.caption(fmt.escaped(step.source))
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            if step.target is not None:
                filled_in = replace(selection, changes=((metric, step.target),))
                st.page_link(
                    "app_pages/what_if.py", label=t("hint.try"), icon=":material/tune:",
                    query_params=chosen.parameters_of(filled_in),
                )  # fmt: skip
            st.page_link(
                "app_pages/trends.py", label=t("diagnosis.to_trend"), icon=":material/show_chart:",
                query_params=chosen.parameters_of(replace(selection, metric=metric)),
            )  # fmt: skip
            evidence_badge(step.evidence, t(f"evidence.{step.evidence.value}_total"))
