"""A file for the scenario: in place of a table, on top of it, or as a plan of daily targets."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

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
from dashboard.views.file_card import mix_up_text
from scoring.errors import BadValue, UnknownFormat, VocBoardError
from scoring.improve.scenario.model import AddRows, Change, DailyPlan, ReplaceTable
from scoring.improve.scenario.stages import planned
from scoring.intake.read import CleanFile
from scoring.measure.altered import ALTERABLE
from scoring.store.scenarios import fingerprint, fingerprint_of_rows, keep_rows, rows_of_file

_TAKEN, _PLAN_TABLE = "scenario_files_taken", "platform_metrics"
_USED = {"replace": "what_if.upload_used", "add": "scenario.file_added", "plan": "scenario.file_planned"}
_OfFile = ReplaceTable | AddRows | DailyPlan
_WAYS = ("replace", "add", "plan")
_FEW = 10  # a file with less than one row in so many of the table's own on its days is no likely alternative


def upload(page: Page) -> None:
    """The field; a file goes into the scenario at once, and stays there under the link to it.

    A file that is in the scenario already is used another way only when that is asked for.
    """
    t = page.t
    st.caption(t("scenario.upload_help"))
    way = st.segmented_control(
        t("scenario.way"), _WAYS, key="scenario_way", default="replace", width="content", required=True,
        format_func=lambda name: t(f"scenario.way_{name}"),
    )  # fmt: skip
    file = upload_field(t, "alternative_file", several=False)
    if file is None:
        return
    mark = fingerprint(file.getvalue())
    if used := _used(mark, page):
        kind, rows = _way_of(used[0]), _read(file, mark, _way_of(used[0]), page)
        if rows is not None:
            _say_what_is_used(rows[0], rows[1], kind, page)
        if kind == way or not st.button(
            t("scenario.turn", file=fmt.escaped(file.name), way=t(f"scenario.way_{way}")), key="file_turned",
            icon=":material/swap_horiz:",
        ):  # fmt: skip
            return
    elif file.file_id in chosen.remembered(_TAKEN, ()):
        st.caption(t("scenario.file_gone", file=fmt.escaped(file.name)))
        if not st.button(t("scenario.put_in"), key="file_again", icon=":material/add:"):
            return
    found = _read(file, mark, way, page)
    if found is None or (way == "plan" and not _is_plan(found[1][_PLAN_TABLE], file.name, page)):
        return
    try:
        _take(found[0], found[1], mark, way, page)
    except VocBoardError as error:
        st.error(fmt.escaped(error_text(page.selection.language, error)), icon=":material/error:")
        return
    chosen.remember(_TAKEN, (*chosen.remembered(_TAKEN, ()), file.file_id))
    st.rerun()


def _used(mark: str, page: Page) -> list[_OfFile]:
    """The changes of the scenario whose rows are of the file with this fingerprint, its own table's first."""
    marks = {fingerprint_of_rows(mark, name, page.shop.shop) for name in ALTERABLE}
    return [item for item in now(page) if isinstance(item, _OfFile) and item.rows in marks]


def _way_of(item: _OfFile) -> str:
    return {ReplaceTable: "replace", AddRows: "add", DailyPlan: "plan"}[type(item)]


def _read(file: UploadedFile, mark: str, way: str, page: Page) -> tuple[CleanFile, dict[str, pa.Table]] | None:
    """The file as clean rows, and the shop's of them by table; says what is wrong with it where it is of no use."""
    t, language = page.t, page.selection.language
    try:
        # Asked for by name, a plan may have headers that would mean another table elsewhere.
        wanted = _PLAN_TABLE if way == "plan" else None
        clean = cached.clean_file(mark, file.name, page.shop.shop, wanted, file.getvalue())
    except UnknownFormat as error:
        tables = t("board.list").join(table_name(name, language) for name in sorted(ALTERABLE))
        said = t("scenario.unknown_file", file=file.name, columns=error.data["columns"], tables=tables)
        st.error(fmt.escaped(said), icon=":material/error:")
        st.page_link("app_pages/data.py", label=t("scenario.to_mapping"), icon=":material/table_rows:")
        return None
    except VocBoardError as error:
        if way == "plan":
            st.error(t("scenario.no_plan", file=fmt.escaped(file.name)), icon=":material/error:")
            st.caption(fmt.escaped(error_text(language, error)))
        else:
            st.error(fmt.escaped(error_text(language, error)), icon=":material/error:")
        return None
    table = clean.table.name
    if table not in ALTERABLE:
        st.error(t("what_if.upload_not_measured", table=table_name(table, language)), icon=":material/error:")
        return None
    rows = _rows_of_shop(clean, page)
    return None if rows is None else (clean, rows)


def _is_plan(rows: pa.Table, file: str, page: Page) -> bool:
    """Whether every row can be a daily target; says which cannot."""
    try:
        list(planned(DailyPlan(file=file, rows="rows"), {"rows": rows}))
    except BadValue as error:
        said = page.t("scenario.bad_plan", at=error.data["where"], value=error.data["value"])
        st.error(fmt.escaped(said), icon=":material/error:")
        return False
    return True


def _take(clean: CleanFile, rows: dict[str, pa.Table], mark: str, way: str, page: Page) -> None:
    """Keep the rows, and put the change into the scenario in place of those of the same file."""
    gone, name = _used(mark, page), clean.report.file
    made: list[Change] = []
    for table, mine in rows.items():
        own_table = table == clean.table.name
        if not own_table and way != "add":
            continue
        kept = fingerprint_of_rows(mark, table, page.shop.shop)
        keep_rows(cached.data_folder(), kept, table, mine)
        if way == "plan":
            made.append(DailyPlan(file=name, rows=kept))
        else:
            made.append((AddRows if way == "add" else ReplaceTable)(table=table, file=name, rows=kept))
    keep_changes(page, [*(item for item in now(page) if item not in gone), *made])


def _say_what_is_used(clean: CleanFile, tables_of_file: dict[str, pa.Table], way: str, page: Page) -> None:
    """What of the file is used, and what may surprise about it."""
    t, report, selection = page.t, clean.report, page.selection
    name, rows = table_name(report.table, selection.language), tables_of_file[report.table].num_rows
    for table, mine in tables_of_file.items() if way == "add" else [(report.table, tables_of_file[report.table])]:
        places = {"rows": fmt.whole(mine.num_rows), "table": table_name(table, selection.language)}
        st.success(t(_USED[way], file=fmt.escaped(report.file), **places), icon=":material/check:")
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
    for odd in report.mix_ups:
        st.caption(f":material/straighten: {fmt.escaped(mix_up_text(odd, selection.language))}")
    if report.rejected:
        st.warning(t("what_if.upload_rejected", rejected=fmt.whole(len(report.rejected))), icon=":material/warning:")
        st.dataframe(problem_rows(report, page.selection.language), hide_index=True)


def _rows_of_shop(clean: CleanFile, page: Page) -> dict[str, pa.Table] | None:
    """The rows of the shop looked at, by table; the rows of a file of one other shop are taken as this shop's."""
    shops, shop = clean.shops, page.shop.shop
    if shop in shops:
        return rows_of_file(clean, shop)
    if len(shops) == 1:
        return {
            name: rows.set_column(rows.schema.get_field_index("shop_id"), "shop_id", pa.repeat(shop, rows.num_rows))
            for name, rows in rows_of_file(clean, shops[0]).items()
        }
    shown = ", ".join(shops[:5]) + (" …" if len(shops) > 5 else "")
    st.error(
        fmt.escaped(page.t("what_if.upload_other_shop", file=clean.report.file, shops=shown, shop=shop)),
        icon=":material/error:",
    )
    return None
