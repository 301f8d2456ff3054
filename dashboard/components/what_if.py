"""The parts of the what-if page: the difference, the upload, the levers."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.cards import evidence_badge
from dashboard.components.page import Page
from dashboard.components.uploader import upload_field
from dashboard.text import error_text
from dashboard.views import what_if as view
from dashboard.views.board import unchecked_gates
from dashboard.views.data import problem_rows, table_name
from scoring.errors import VocBoardError
from scoring.improve.what_if import Comparison
from scoring.intake.read import CleanFile
from scoring.measure.catalogue import METRICS
from scoring.measure.engine import MEASURED_TABLES
from scoring.measure.panel import Panel

_MOVED, _SHOWN, _ECHOES = "moved_in_this_run", "shown_by_levers", 12
_MARKS = {1: ":green[▲ {}]", -1: ":red[▼ {}]", 0: ":gray[{}]"}


def difference_card(comparison: Comparison, changes: Mapping[str, float], page: Page) -> None:
    """Before and after, the difference first; the baseline never moves."""
    t, language = page.t, page.selection.language
    total = view.difference(t("what_if.total"), comparison.total)
    level = view.level_change(comparison, language)
    with st.container(border=True, key="difference", gap="small"):
        with st.grid(3, min_column_width=170, gap="medium"):
            with st.container(gap="xxsmall"):
                st.metric(t("what_if.difference"), total.change, help=view.sentence(comparison, language))
                if level:
                    st.caption(level)
            st.metric(f"{t('what_if.baseline')} · {total.label}", total.before)
            moved = comparison.total.difference
            delta = None if moved is None else round(moved, 3)
            st.metric(f"{t('what_if.scenario')} · {total.label}", total.after, delta)
        rows = view.differences(comparison, language)
        with st.grid(len(rows), min_column_width=130, gap="small"):
            for row in rows:
                change = _MARKS[row.good].format(row.change)
                st.markdown(f"{row.label}  \n**{row.before} → {row.after}**  \n{change}")
                if row.why:
                    st.caption(row.why)
        unchecked = unchecked_gates(comparison.scenario, page.rules, language)
        if unchecked:
            st.caption(t("what_if.provided", gates=t("board.list").join(unchecked)))
        if not changes and comparison.baseline == comparison.scenario:
            st.caption(t("what_if.no_change"))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.badge(t("app.trial"), icon=":material/calculate:", color="gray")
            evidence_badge(comparison.scenario.evidence, t(f"evidence.{comparison.scenario.evidence.value}_total"))
            if changes:
                st.badge(t("what_if.changed", count=len(changes)), icon=":material/edit:", color="blue")
                st.button(
                    t("what_if.reset_all"), key="reset_all", icon=":material/undo:", on_click=_reset_all, args=(page,)
                )


def _reset_all(page: Page) -> None:
    chosen.change(page.selection, changes=())


def alternative(page: Page) -> Panel | None:
    """The panel of the day measured with one table exchanged for an uploaded one; None without an upload."""
    t, language = page.t, page.selection.language
    with st.expander(t("what_if.upload"), icon=":material/upload_file:", key="alternative"):
        st.caption(t("what_if.upload_help"))
        file = upload_field(t, "alternative_file", several=False)
        if file is None:
            return None
        content = file.getvalue()
        mark = cached.fingerprint(content)
        try:
            clean = cached.clean_file(mark, file.name, page.shop.shop, None, content)
        except VocBoardError as error:
            st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
            return None
        if clean.table.name not in MEASURED_TABLES:
            st.error(
                t("what_if.upload_not_measured", table=table_name(clean.table.name, language)), icon=":material/error:"
            )
            return None
        rows = _rows_of_shop(clean, page)
        if rows is None:
            return None
        report = clean.report
        _say_what_is_used(clean, rows.num_rows, page)
    return cached.alternative_panel(
        page.shop, page.selection.scheme, page.selection.rules, page.day, report.table, mark, rows
    )


def _say_what_is_used(clean: CleanFile, rows: int, page: Page) -> None:
    """What of the file stands in for what, and what may surprise about it."""
    t, report = page.t, clean.report
    name = table_name(report.table, page.selection.language)
    used = t("what_if.upload_used", file=fmt.escaped(report.file), rows=fmt.whole(rows), table=name)
    st.success(used, icon=":material/check:")
    if page.shop.shop not in clean.shops:
        st.warning(
            fmt.escaped(t("what_if.upload_foreign", other=clean.shops[0], shop=page.shop.shop)), icon=":material/store:"
        )
    if not view.covers_windows(report, page.rules, page.day):
        days = {"first": fmt.day(report.first_day), "last": fmt.day(report.last_day), "day": fmt.day(page.day)}
        st.warning(t("what_if.upload_days", **days), icon=":material/event_busy:")
    if report.rejected:
        st.warning(t("what_if.upload_rejected", rejected=fmt.whole(len(report.rejected))), icon=":material/warning:")
        st.dataframe(problem_rows(report, page.selection.language), hide_index=True)


def _rows_of_shop(clean: CleanFile, page: Page) -> pa.Table | None:
    """The rows of the shop looked at; the rows of a file of one other shop are taken as this shop's."""
    shops = clean.shops
    if page.shop.shop in shops:
        return clean.rows.filter(pc.equal(clean.rows["shop_id"], page.shop.shop))
    if len(shops) == 1:
        at = clean.rows.schema.get_field_index("shop_id")
        return clean.rows.set_column(at, "shop_id", pa.repeat(page.shop.shop, clean.rows.num_rows))
    shown = ", ".join(shops[:5]) + (" …" if len(shops) > 5 else "")
    st.error(
        fmt.escaped(page.t("what_if.upload_other_shop", file=clean.report.file, shops=shown, shop=page.shop.shop)),
        icon=":material/error:",
    )
    return None


def lever_list(levers: list[view.Lever], changes: Mapping[str, float], page: Page) -> None:
    """A slider and a number box per metric, both always showing the same figure."""
    st.markdown(f"**{page.t('what_if.levers')}**")
    chosen.remember(_MOVED, ())
    with st.grid(2, min_column_width=330, gap="small"):
        for lever in levers:
            with st.container(border=True, gap="xsmall", height="stretch", key=f"lever_{lever.metric}"):
                _lever(lever, changes, page)


def _lever(lever: view.Lever, changes: Mapping[str, float], page: Page) -> None:
    t, unit = page.t, METRICS[lever.metric].unit
    changed = lever.metric in changes
    value = round(fmt.shown(changes[lever.metric], unit), lever.decimals) if changed else lever.start
    now = t("what_if.now", value=lever.now_text) if lever.now is not None else t("what_if.missing")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{lever.label}**")
        st.caption(f"{lever.dimension} · {now}")
        st.space("stretch")
        # Always there, so that nothing below moves when a metric is changed.
        st.button(
            t("what_if.reset"), key=f"reset_{lever.metric}", icon=":material/undo:", type="tertiary",
            on_click=_reset, args=(page, lever.metric), disabled=not changed,
        )  # fmt: skip
    slider, box = f"slider_{lever.metric}", f"box_{lever.metric}"
    inside = min(max(value if value is not None else lever.low, lever.low), lever.high)
    _show(lever.metric, value)
    chosen.preset(slider, float(inside))
    chosen.preset(box, None if value is None else float(value))
    pattern = f"%.{lever.decimals}f"
    suffix = fmt.suffix(unit, page.selection.language).replace("%", "%%")
    left, right = st.columns([3, 2], vertical_alignment="center", gap="small")
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
    st.caption(lever.steps)


def _moved(page: Page, metric: str, key: str) -> None:
    value = chosen.widget(key)
    if _is_echo(metric, value):
        return
    changes = dict(page.selection.changes)
    if value is None:
        changes.pop(metric, None)
    else:
        changes[metric] = round(fmt.stored(float(value), METRICS[metric].unit), 8)
    chosen.change(page.selection, changes=tuple(sorted(changes.items())))


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
    chosen.change(page.selection, changes=tuple(item for item in page.selection.changes if item[0] != metric))
