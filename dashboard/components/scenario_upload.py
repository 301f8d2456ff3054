"""A file for the scenario: in place of a table, on top of it, or as a plan of daily targets."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard import cached
from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.components.at_hand import days_of_tables
from dashboard.components.page import Page
from dashboard.components.scenario_stack import day_looked_at, keep_changes, now
from dashboard.components.uploader import upload_field
from dashboard.text import error_text
from dashboard.views import what_if as view
from dashboard.views.data import problem_rows, table_name
from scoring.errors import BadValue, UnknownFormat, VocBoardError
from scoring.improve.scenario.model import AddRows, Change, DailyPlan, ReplaceTable
from scoring.improve.scenario.stages import planned
from scoring.intake.read import CleanFile
from scoring.measure.altered import ALTERABLE
from scoring.store.scenarios import keep_rows, rows_of_file

_TAKEN, _PLAN_TABLE = "scenario_files_taken", "platform_metrics"
_USED = {"replace": "what_if.upload_used", "add": "scenario.file_added", "plan": "scenario.file_planned"}
_WAYS = ("replace", "add", "plan")
_FEW = 10  # a file with less than one row in so many of the table's own on its days is no likely alternative


def upload(page: Page) -> None:
    """The field; a file goes into the scenario at once, and stays there under the link to it."""
    t, language = page.t, page.selection.language
    st.caption(t("scenario.upload_help"))
    way = st.segmented_control(
        t("scenario.way"), _WAYS, key="scenario_way", default="replace", width="content", required=True,
        format_func=lambda name: t(f"scenario.way_{name}"),
    )  # fmt: skip
    file = upload_field(t, "alternative_file", several=False)
    if file is None:
        return
    content = file.getvalue()
    mark = cached.fingerprint(content)
    try:
        # Asked for by name, a plan may have headers that would mean another table elsewhere.
        wanted = _PLAN_TABLE if way == "plan" else None
        clean = cached.clean_file(mark, file.name, page.shop.shop, wanted, content)
    except UnknownFormat as error:
        tables = t("board.list").join(table_name(name, language) for name in sorted(ALTERABLE))
        said = t("scenario.unknown_file", file=file.name, columns=error.data["columns"], tables=tables)
        st.error(fmt.escaped(said), icon=":material/error:")
        st.page_link("app_pages/data.py", label=t("scenario.to_mapping"), icon=":material/table_rows:")
        return
    except VocBoardError as error:
        if way == "plan":
            st.error(t("scenario.no_plan", file=fmt.escaped(file.name)), icon=":material/error:")
            st.caption(fmt.escaped(error_text(language, error)))
        else:
            st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return
    table = clean.table.name
    if table not in ALTERABLE:
        st.error(t("what_if.upload_not_measured", table=table_name(table, language)), icon=":material/error:")
        return
    rows = _rows_of_shop(clean, page)
    if rows is None or (way == "plan" and not _is_plan(rows, file.name, page)):
        return
    kept, taken = f"{mark}-{cached.fingerprint(page.shop.shop.encode())[:6]}", chosen.remembered(_TAKEN, ())
    if (file.file_id, way) in taken:
        if any(getattr(item, "rows", None) == kept for item in now(page)):
            _say_what_is_used(clean, rows.num_rows, way, page)
            return
        st.caption(t("scenario.file_gone", file=fmt.escaped(file.name)))
        if not st.button(t("scenario.put_in"), key="file_again", icon=":material/add:"):
            return
    chosen.remember(_TAKEN, (*taken, (file.file_id, way)))
    try:
        _take(clean, rows, kept, way, page)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return
    st.rerun()


def _is_plan(rows: pa.Table, file: str, page: Page) -> bool:
    """Whether every row can be a daily target; says which cannot."""
    try:
        list(planned(DailyPlan(file=file, rows="rows"), {"rows": rows}))
    except BadValue as error:
        said = page.t("scenario.bad_plan", at=error.data["where"], value=error.data["value"])
        st.error(fmt.escaped(said), icon=":material/error:")
        return False
    return True


def _take(clean: CleanFile, rows: pa.Table, kept: str, way: str, page: Page) -> None:
    """Keep the rows, and put the change into the scenario in place of one of the same file."""
    table, name = clean.table.name, clean.report.file
    keep_rows(cached.data_folder(), kept, table, rows)
    made: Change
    if way == "plan":
        made = DailyPlan(file=name, rows=kept)
    elif way == "add":
        made = AddRows(table=table, file=name, rows=kept)
    else:
        made = ReplaceTable(table=table, file=name, rows=kept)
    others = [item for item in now(page) if getattr(item, "rows", None) != kept]
    keep_changes(page, [*others, made])


def _say_what_is_used(clean: CleanFile, rows: int, way: str, page: Page) -> None:
    """What of the file is used, and what may surprise about it."""
    t, report, selection = page.t, clean.report, page.selection
    name = table_name(report.table, selection.language)
    used = t(_USED[way], file=fmt.escaped(report.file), rows=fmt.whole(rows), table=name)
    st.success(used, icon=":material/check:")
    if way == "replace":
        tables = days_of_tables(page.shop.data, page.shop.version, page.shop.shop)
        first, last = report.first_day or date.min, report.last_day or date.max
        own = sum(count for day, count in tables.get(report.table, {}).items() if first <= day <= last)
        lacking = view.lacking_columns(
            report, page.rules, [name for name, days in tables.items() if days], selection.language
        )
        if lacking is not None:
            st.warning(t("what_if.upload_lacks", columns=lacking[0], metrics=lacking[1]), icon=":material/view_column:")
        if rows < own / _FEW:
            st.warning(
                t("what_if.upload_few", rows=fmt.whole(rows), own=fmt.whole(own), table=name), icon=":material/warning:"
            )
    if page.shop.shop not in clean.shops:
        st.warning(
            fmt.escaped(t("what_if.upload_foreign", other=clean.shops[0], shop=page.shop.shop)), icon=":material/store:"
        )
    day = day_looked_at(page)
    if not view.covers_windows(report, page.rules, day):
        days = {"first": fmt.day(report.first_day), "last": fmt.day(report.last_day), "day": fmt.day(day)}
        said = "what_if.upload_days" if way == "replace" else "scenario.file_idle"
        st.warning(t(said, **days), icon=":material/event_busy:")
    if report.rejected:
        st.warning(t("what_if.upload_rejected", rejected=fmt.whole(len(report.rejected))), icon=":material/warning:")
        st.dataframe(problem_rows(report, page.selection.language), hide_index=True)


def _rows_of_shop(clean: CleanFile, page: Page) -> pa.Table | None:
    """The rows of the shop looked at; the rows of a file of one other shop are taken as this shop's."""
    shops, rows = clean.shops, rows_of_file(clean)
    if page.shop.shop in shops:
        return rows.filter(pc.equal(rows["shop_id"], page.shop.shop))
    if len(shops) == 1:
        at = rows.schema.get_field_index("shop_id")
        return rows.set_column(at, "shop_id", pa.repeat(page.shop.shop, rows.num_rows))
    shown = ", ".join(shops[:5]) + (" …" if len(shops) > 5 else "")
    st.error(
        fmt.escaped(page.t("what_if.upload_other_shop", file=clean.report.file, shops=shown, shop=page.shop.shop)),
        icon=":material/error:",
    )
    return None
