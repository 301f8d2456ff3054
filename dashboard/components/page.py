"""What every page starts with: the selection, the header, the choice of shop, scheme, day and language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import Shop
from dashboard.selection import Selection
from dashboard.text import Words, error_text, words
from dashboard.views.board import Header, header
from scoring.assess.results import Assessment
from scoring.assess.timeline import Timeline
from scoring.rules.catalogue import scheme_in_use
from scoring.rules.model import RuleSet
from scoring.rules.own_figures import typed_and_fitted

_HEADER_HEIGHT, _PAGE_HEIGHT = 80, 480  # pixels of the grey placeholders while something is computed


@dataclass(frozen=True)
class Page:
    """Everything a page about one shop on one day needs."""

    selection: Selection
    t: Words
    shop: Shop
    timeline: Timeline
    day: date
    rules: RuleSet
    result: Assessment


def file_name(page: Page, what: str, ending: str) -> str:
    """A name for a file of this page that says shop, scheme, day, and what is in it."""
    return plain_name("_".join((page.selection.shop, page.selection.scheme, page.day.isoformat(), what))) + f".{ending}"


def plain_name(text: str) -> str:
    """A person's text as a part of a file's name: without what a file system would act on."""
    return re.sub(r'[\\/:*?"<>|\s]', "-", text)


def start() -> tuple[Selection, Words]:
    """The selection of this run; a part of the address that made no sense is said once."""
    own_version = cached.version("own")
    selection, bad = chosen.current(
        own_data_is_empty=not cached.shops("own", own_version),
        own={name: dated.versions for name, dated in cached.schemes_to_choose().items()},
    )
    t = words(selection.language)
    _say_bad(bad, t)
    return selection, t


def _say_bad(parts: list[str], t: Words) -> None:
    if parts:
        names = t("board.list").join(t(f"address.{part}") for part in parts)
        st.warning(t("app.bad_address", parts=names), icon=":material/link_off:")


def board_page() -> Page:
    """The header of a page about a shop, drawn, and what the page needs."""
    selection, t = start()
    with st.skeleton(_HEADER_HEIGHT):
        shops = _all_shops()
    if (selection.data, selection.shop) not in shops:
        _say_bad(["shop"] if selection.shop else [], t)
        first = next(((data, name) for data, name in shops if data == selection.data), None)
        data, name = first or next(shop for shop in shops if shop[0] == "sample")
        selection = replace(selection, data=data, shop=name)
        chosen.keep(selection)
    shop = cached.shown_shop(selection.data, selection.shop)
    with st.skeleton(_PAGE_HEIGHT):
        nothing = not cached.sums(shop).days
    if nothing:
        _draw_empty(selection, shops, t)
        st.stop()
    selection = replace(selection, scheme=selection.scheme or scheme_in_use(cached.sums(shop).last_day[0]))
    with st.skeleton(_PAGE_HEIGHT):
        timeline = cached.whole_timeline(shop, selection.scheme, selection.rules)
    day = min(max(selection.day or timeline.last_day, timeline.first_day), timeline.last_day)
    if selection.day not in (None, day):
        _say_bad(["day"], t)
        selection = replace(selection, day=None if day == timeline.last_day else day)
        chosen.keep(selection)
    result = timeline.at(day, 0)
    rules = timeline.rules_at(day)
    pinned = selection.rules is not None and rules is not cached.scheme_of(shop, selection.scheme).in_force_or_first(
        day
    )
    dated = cached.scheme_of(shop, selection.scheme)
    view = header(selection.shop, cached.sums(shop), dated, result, rules, selection.language, pinned=pinned)
    _draw(view, selection, shops, timeline, day, t)
    own_notice(shop, selection, rules, t)
    return Page(selection, t, shop, timeline, day, rules, result)


def own_notice(shop: Shop, selection: Selection, rules: RuleSet, t: Words) -> None:
    """Says that figures of the operator's own are in use, or why they are not."""
    error = cached.own_rules(shop, selection.scheme)[1]
    with st.container():
        if error is not None:
            text = t("own.not_used", why=error_text(selection.language, error))
            st.warning(fmt.escaped(text), icon=":material/edit_off:")
        elif used := cached.own_figures_used(shop, selection.scheme, rules.effective_from):
            typed, fitted = typed_and_fitted(used)
            if typed:
                st.info(t("own.in_use", count=typed), icon=":material/edit_note:")
            if fitted:
                st.info(t("calibration.in_use", count=fitted), icon=":material/straighten:")


def _all_shops() -> list[tuple[str, str]]:
    return [(data, name) for data in chosen.DATASETS for name in cached.shops(data, cached.version(data))]


def _draw_empty(selection: Selection, shops: list[tuple[str, str]], t: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _shop_choice(selection, shops, t)
        st.space("stretch")
        language_choice(selection, t)
    st.info(t("header.nothing_counted", shop=fmt.escaped(selection.shop)), icon=":material/inbox:")


def _draw(
    view: Header, selection: Selection, shops: list[tuple[str, str]], timeline: Timeline, day: date, t: Words
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap="xxsmall", key="header", width="stretch"):
            st.header(fmt.escaped(view.title), anchor=False)
            st.caption(fmt.escaped(view.line))
        _shop_choice(selection, shops, t)
        _day_steps(selection, timeline, day, t)
        with st.popover(t("header.choose"), icon=":material/tune:", key="choose"):
            _scheme_choice(selection, timeline, day, t)
        language_choice(selection, t)
    for notice in view.notices:
        st.warning(notice, icon=":material/info:")
    if selection.data != "own":
        st.caption(f":material/info: {t(f'header.{selection.data}_notice')}")


def _shop_choice(selection: Selection, shops: list[tuple[str, str]], t: Words) -> None:
    options = [f"{data}/{name}" for data, name in shops]
    chosen.preset("shop", f"{selection.data}/{selection.shop}")

    def moved() -> None:
        data, _, name = chosen.widget("shop").partition("/")
        chosen.change(selection, data=data, shop=name, scheme="", rules=None, day=None, changes=(), stack="")

    def label(option: str) -> str:
        data, _, name = option.partition("/")
        return f"{t(f'header.data_{data}')} · {name}"

    st.selectbox(
        t("header.shop"), options, key="shop", format_func=label, on_change=moved, width=250,
        label_visibility="collapsed",
    )  # fmt: skip


def _day_steps(selection: Selection, timeline: Timeline, day: date, t: Words) -> None:
    """One day back, one day on."""

    def moved(days: int) -> None:
        picked = day + timedelta(days=days)
        chosen.change(selection, day=None if picked == timeline.last_day else picked, changes=())

    with st.container(horizontal=True, gap="xsmall", width="content"):
        st.button(
            t("header.day_before"), icon=":material/chevron_left:", key="day_before", type="tertiary",
            disabled=day <= timeline.first_day, on_click=moved, args=(-1,),
        )  # fmt: skip
        st.button(
            t("header.day_after"), icon=":material/chevron_right:", icon_position="right", key="day_after",
            type="tertiary",
            disabled=day >= timeline.last_day, on_click=moved, args=(1,),
        )  # fmt: skip


def _scheme_choice(selection: Selection, timeline: Timeline, day: date, t: Words) -> None:
    pinned = selection.rules.isoformat() if selection.rules else ""
    scheme_key = f"scheme_{selection.scheme}_{selection.language}"
    rules_key = f"rules_{selection.scheme}_{pinned}_{selection.language}"
    day_key = f"day_{day}"

    def moved_scheme() -> None:
        chosen.change(selection, scheme=chosen.widget(scheme_key), rules=None, changes=())

    def moved_rules() -> None:
        picked = chosen.widget(rules_key)
        chosen.change(selection, rules=date.fromisoformat(picked) if picked else None, changes=())

    def moved_day() -> None:
        picked = chosen.widget(day_key)
        chosen.change(selection, day=None if picked == timeline.last_day else picked, changes=())

    # These open late, in a popover: each is keyed by what it shows, so that it opens showing it.
    schemes = cached.schemes_to_choose()
    options = list(schemes)
    st.selectbox(
        t("header.scheme"), options, index=options.index(selection.scheme), key=scheme_key, on_change=moved_scheme,
        format_func=lambda name: schemes[name].scheme.label.text[selection.language],
    )  # fmt: skip
    versions = ["", *(version.isoformat() for version in schemes[selection.scheme].versions)]
    st.selectbox(
        t("header.rules"), versions, index=versions.index(pinned), key=rules_key, on_change=moved_rules,
        format_func=lambda version: t("header.rules_of", day=version) if version else t("header.rules_in_force"),
    )  # fmt: skip
    st.date_input(
        t("header.day"), value=day, key=day_key, min_value=timeline.first_day, max_value=timeline.last_day,
        format="YYYY-MM-DD", on_change=moved_day,
    )  # fmt: skip


def language_choice(selection: Selection, t: Words) -> None:
    """The switch between Chinese and English."""
    chosen.preset("language", selection.language)

    def moved() -> None:
        chosen.change(selection, language=chosen.widget("language") or selection.language)

    st.segmented_control(
        t("header.language"), ["zh", "en"], key="language", on_change=moved, label_visibility="collapsed",
        format_func={"zh": "中文", "en": "English"}.__getitem__, width="content",
    )  # fmt: skip
