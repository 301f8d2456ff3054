"""The step in which a person says which column is which; and the matchings that are remembered."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components import at_hand
from dashboard.desk import Outcome
from dashboard.sources import first_rows
from dashboard.text import Words, error_text
from dashboard.views import mapping as view
from dashboard.views.data import table_name
from scoring.errors import VocBoardError
from scoring.intake.mapping import shape
from scoring.intake.request import Request
from scoring.intake.tables import TABLES
from scoring.store import own
from scoring.store.delta import Staged


def mapping_step(outcome: Outcome, header: tuple[str, ...], text: str, language: str, t: Words) -> Request | None:
    """Choose the table, then what each column is, beside the first rows of the file; the confirmed reading."""
    key = outcome.key
    try:
        rows = _first_rows(outcome, header)
    except (VocBoardError, OSError) as error:
        said = error_text(language, error) if isinstance(error, VocBoardError) else str(error)
        st.error(fmt.escaped(said), icon=":material/error:")
        return None
    st.caption(text)
    tables = list(TABLES)
    found = outcome.value.report.table if isinstance(outcome.value, Staged) else view.first_table(header)
    table = st.selectbox(
        t("mapping.table"), tables, index=tables.index(outcome.item.request.table or found),
        key=f"table_{key}", format_func=lambda name: table_name(name, language), width=320,
    )  # fmt: skip
    left, right = st.columns([2, 3])
    words_of = view.choices(table, language)
    picked: dict[str, str] = {}
    with left, st.container(height=430, border=False, gap="small"):
        for place, match in enumerate(view.matches(header, rows, table, language)):
            label = fmt.escaped(match.name) + (f" · {match.why}" if match.why and match.column else "")
            options = list(words_of)
            picked[match.name] = st.selectbox(
                label, options, index=options.index(match.column) if match.column in options else 0,
                key=f"column_{key}_{table}_{place}", format_func=words_of.__getitem__,
                help=fmt.escaped(match.cells) if match.cells else None,
            )  # fmt: skip
    with right:
        st.caption(t("mapping.raw", count=len(rows)))
        names = [name.strip() or f"({place})" for place, name in enumerate(header, start=1)]
        st.dataframe(
            [dict(zip(_unlike(names), row, strict=True)) for row in rows], hide_index=True, key=f"raw_{key}", height=390
        )
    faults = view.faults(picked, table, language)
    for fault in faults:
        st.markdown(f":orange[:material/warning:] {fmt.escaped(fault)}")
    if st.button(
        t("mapping.confirm"), key=f"confirm_{key}", type="primary", icon=":material/done_all:", disabled=bool(faults)
    ):
        return replace(outcome.item.request, table=table, columns=picked)
    return None


def by_hand(outcome: Outcome) -> bool:
    """Whether a person has said which column of this file is which, now or before."""
    if outcome.item.request.columns is not None:
        return True
    try:
        header = getattr(outcome.value, "header", ())
        return bool(header) and own.mapping(cached.data_folder(), shape(header)) is not None
    except VocBoardError:
        return False


def _first_rows(outcome: Outcome, header: tuple[str, ...]) -> list[list[str]]:
    """The first rows of the part, read once."""
    place = f"raw_rows_{outcome.key}"
    rows: list[list[str]] | None = chosen.remembered(place)
    if rows is None:
        rows = first_rows(outcome.item.source, outcome.part, header, view.MOST_ROWS)
        chosen.remember(place, rows)
    return rows


def _unlike(names: list[str]) -> list[str]:
    """The same names, those that come again with a number."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def remembered_mappings(language: str, t: Words) -> None:
    """The matchings that are applied by themselves, each of which can be forgotten."""
    st.markdown(f"**{t('mapping.remembered')}**")
    try:
        kept = own.mappings(cached.data_folder())
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return
    if not kept:
        st.caption(t("mapping.remembered_none"))
        return
    st.caption(t("mapping.remembered_text"))
    for mapping in kept:
        mark = str(mapping.get("shape"))
        label = view.remembered_label(mapping, language)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(fmt.escaped(label), width="content")
            if st.button(t("mapping.forget"), key=f"forget_{mark}", icon=":material/delete:", type="tertiary"):
                try:
                    own.remove_mapping(cached.data_folder(), mark)
                    at_hand.say(("info", t("mapping.forgotten")))
                except VocBoardError as error:
                    at_hand.say(("error", error_text(language, error)))
                st.rerun()
