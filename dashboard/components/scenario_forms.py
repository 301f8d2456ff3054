"""A form for each kind of change: what it asks for, and the change it makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached.scenario import coming_day, stated, unknown_records
from dashboard.components.levers import beside
from dashboard.components.page import Page
from dashboard.components.scenario_stack import OUTCOMES, keep_changes, now
from dashboard.components.scenario_upload import upload
from dashboard.views.scenario import value_label, value_of
from scoring.improve.scenario.bounds import largest
from scoring.improve.scenario.idle import days_looked_at
from scoring.improve.scenario.model import (
    AnswerUnanswered,
    Change,
    ExcludeDays,
    ExcludeRows,
    PeersImprove,
    SetMetric,
    ShiftMetric,
    ShipEarlier,
    UseRuleSet,
)
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet

KINDS = ("upload", "ship", "answer", "days", "exclude_days", "exclude_rows", "peers", "rules")
_SAID, _KIND = "scenario_form_said", "scenario_kind"
# They stand in the address, which servers take only so long; more of them are an upload of exclusions.
_MOST_IDS, _LONGEST_ID = 500, 100
_MOST_CHANGES, _FEW = 200, 5
_TABLES = ("orders", "reviews", "refunds", "disputes", "chats", "service_tasks")
_Made = Callable[[], Change | str]
"""What a form makes of what was typed: a change, or the sentence that says what is lacking."""


def add_a_change(page: Page, dated: DatedScheme[RuleSet]) -> None:
    """The kinds of changes to choose from, and the form of the one chosen."""
    t = page.t
    kinds = [name for name in KINDS if name != "rules" or len(dated.rule_sets) > 1]
    # Closed once a change was put in; open at first, and when the page is opened again.
    chosen.preset(_KIND, chosen.remembered(_KIND, kinds[0]))
    kind = st.pills(
        t("scenario.add"), kinds, key=_KIND, wrap=True, on_change=beside(_picked),
        format_func=lambda name: t(f"scenario.kind_{name}"),
    )  # fmt: skip
    if kind is None:
        return
    with st.container(border=True, key=f"form_{kind}"):
        if kind == "upload":
            upload(page)
            return
        st.caption(t(f"scenario.help_{kind}"))
        if kind == "days":
            # Outside the form, where a choice is known at once: the value is asked for in the metric's unit.
            _metric(page, "days_metric", every=False)
            st.segmented_control(
                t("scenario.how"), ["set", "up", "down"], default="set", key="days_how", required=True,
                format_func=lambda name: t(f"scenario.how_{name}"),
            )  # fmt: skip
        with st.form(f"new_{kind}", border=False):
            made = _FORMS[kind](page, dated)
            st.form_submit_button(
                t("scenario.put_in"), icon=":material/add:", type="primary", on_click=beside(_add), args=(page, made)
            )
        if said := chosen.remembered(_SAID):
            st.error(fmt.escaped(said), icon=":material/error:")
            chosen.remember(_SAID, None)


def _picked() -> None:
    """Nothing of its own: the form of the kind is drawn with the rest."""


def _add(page: Page, made: _Made) -> None:
    change = made()
    if isinstance(change, str):
        chosen.remember(_SAID, change)
        return
    if len(before := now(page)) >= _MOST_CHANGES:
        chosen.remember(_SAID, page.t("scenario.too_many", most=_MOST_CHANGES))
        return
    keep_changes(page, [*before, change])
    chosen.remember(_KIND, None)


def _range(
    page: Page, key: str, coming: date | None = None, until: date | None = None
) -> Callable[[], tuple[date, date] | None]:
    """Two days, at first the week up to `until` (the page's day), or all still to come up to `coming`.

    None while only one is chosen.
    """
    first, last = page.timeline.first_day, page.timeline.last_day
    end = max(first, until or page.day)
    days = (max(first, end - timedelta(days=6)), end)
    if coming is not None:
        key, days = f"{key}_coming", (last + timedelta(days=1), coming)
    st.date_input(
        page.t("scenario.two_days"), days, min_value=first, max_value=coming or last, key=key, format="YYYY-MM-DD"
    )

    def picked() -> tuple[date, date] | None:
        days = chosen.widget(key)
        return (days[0], days[1]) if len(days) == 2 else None

    return picked


def _one_of(page: Page, label: str, key: str, options: list[str]) -> None:
    """A list whose first choice is all of them; nothing where there is nothing to choose."""
    if options:
        st.selectbox(label, ["", *options], key=key, format_func=lambda name: name or page.t("scenario.all"))


def _chosen_one(key: str) -> str:
    return str(chosen.remembered(key) or "")


def _metric(page: Page, key: str, *, every: bool) -> None:
    names = [item.metric for item in page.rules.indicators_for(page.result.category).values()]
    st.selectbox(
        page.t("board.metric"), [*([""] if every else []), *dict.fromkeys(names)], key=key,
        format_func=lambda name: METRICS[name].label[page.selection.language] if name else page.t("scenario.all"),
    )  # fmt: skip


def _ship(page: Page, _: DatedScheme[RuleSet]) -> _Made:
    t, lists = page.t, stated(page.shop)
    st.number_input(t("scenario.hours"), 0.5, 720.0, 6.0, step=0.5, format="%.1f", key="ship_hours")
    left, right = st.columns(2)
    with left:
        _one_of(page, t("scenario.carrier"), "ship_carrier", lists["carrier"])
    with right:
        _one_of(page, t("scenario.warehouse"), "ship_warehouse", lists["warehouse"])

    def made() -> Change:
        return ShipEarlier(
            hours=Decimal(repr(chosen.widget("ship_hours"))), carrier=_chosen_one("ship_carrier"),
            warehouse=_chosen_one("ship_warehouse"),
        )  # fmt: skip

    return made


def _answer(page: Page, _: DatedScheme[RuleSet]) -> _Made:
    t = page.t
    left, middle, right = st.columns(3)
    left.number_input(t("scenario.from_hour"), 0, 23, 0, key="answer_from")
    middle.number_input(t("scenario.to_hour"), 0, 24, 24, key="answer_to")
    right.number_input(t("scenario.within"), 0, 86_400, 60, step=10, key="answer_within")
    st.pills(
        t("scenario.weekdays"), range(1, 8), default=range(1, 8), selection_mode="multi", key="answer_days",
        format_func=lambda number: t(f"weekday.day_{number}"),
    )  # fmt: skip

    def made() -> Change | str:
        start, end, days = (chosen.widget(f"answer_{name}") for name in ("from", "to", "days"))
        if start == end or not days:
            return page.t("scenario.no_hours")
        return AnswerUnanswered(
            from_hour=start, to_hour=end, weekdays=tuple(sorted(days)), within_seconds=chosen.widget("answer_within")
        )

    return made


def _days(page: Page, _: DatedScheme[RuleSet]) -> _Made:
    metric, how = chosen.widget("days_metric"), chosen.widget("days_how")
    # A field of its own for each: it begins where the metric stands, and ends where its unit does.
    key = f"days_value_{metric}_{how}"
    start, unit = value_of(page.result, metric) if how == "set" else None, METRICS[metric].unit
    top = fmt.shown(float(largest(metric)), unit)
    st.number_input(
        value_label(metric, how, page.selection.language), 0.0, top,
        None if start is None else round(fmt.shown(start, unit), fmt.decimals(unit)),
        step=1.0 if fmt.decimals(unit) < 2 else 0.1, format=f"%.{fmt.decimals(unit)}f", key=key,
    )  # fmt: skip
    ahead = page.selection.ahead
    picked = _range(
        page,
        "days_range",
        coming_day(page.shop, page.selection.scheme, page.selection.rules, page.day) if ahead else None,
    )

    def made() -> Change | str:
        typed, days = chosen.widget(key), picked()
        if typed is None or days is None:
            return page.t("scenario.no_value" if typed is None else "scenario.one_day")
        value = Decimal(repr(round(fmt.stored(float(typed), unit), 8)))
        if how == "set":
            return SetMetric(metric=metric, value=value, first=days[0], last=days[1])
        return ShiftMetric(metric=metric, by=value if how == "up" else -value, first=days[0], last=days[1])

    return made


def _exclude_days(page: Page, _: DatedScheme[RuleSet]) -> _Made:
    any_days = ExcludeDays(first=page.day, last=page.day)
    picked = _range(page, "gone_range", until=days_looked_at(any_days, page.rules, page.day)[1])
    left, right = st.columns(2)
    with left:
        _one_of(page, page.t("scenario.province"), "gone_province", stated(page.shop)["province"])
    with right:
        _metric(page, "gone_metric", every=True)
    _appeal(page, "gone")

    def made() -> Change | str:
        days = picked()
        if days is None:
            return page.t("scenario.one_day")
        return ExcludeDays(
            first=days[0], last=days[1], province=_chosen_one("gone_province"), metric=chosen.widget("gone_metric"),
            outcome=chosen.widget("gone_outcome") or "upheld", chance=_chance("gone"),
        )  # fmt: skip

    return made


def _exclude_rows(page: Page, _: DatedScheme[RuleSet]) -> _Made:
    t = page.t
    st.selectbox(
        t("scenario.table"), _TABLES, key="rows_table",
        format_func=lambda name: t(f"data.tables.{name}"),
    )  # fmt: skip
    st.text_area(t("scenario.ids"), key="rows_ids", help=t("scenario.ids_help"), height=96)
    _metric(page, "rows_metric", every=True)
    _appeal(page, "rows")

    def made() -> Change | str:
        ids = tuple(dict.fromkeys(chosen.widget("rows_ids").replace(",", " ").replace("，", " ").split()))
        if not ids:
            return t("scenario.no_ids")
        if len(ids) > _MOST_IDS or max(map(len, ids)) > _LONGEST_ID:
            return t("scenario.too_many_ids", most=_MOST_IDS)
        table = chosen.widget("rows_table")
        if unknown := unknown_records(page.shop, table, ids):
            names = t("board.list").join(unknown[:_FEW]) + (" …" if len(unknown) > _FEW else "")
            return t("scenario.unknown_ids", count=len(unknown), names=names, table=t(f"data.tables.{table}"))
        return ExcludeRows(
            table=table, record_ids=ids, metric=chosen.widget("rows_metric"),
            outcome=chosen.widget("rows_outcome") or "upheld", chance=_chance("rows"),
        )  # fmt: skip

    return made


def _appeal(page: Page, key: str) -> None:
    t = page.t
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.segmented_control(
            t("scenario.outcome"), OUTCOMES, default="upheld", key=f"{key}_outcome",
            format_func=lambda name: t(f"scenario.outcome_{name}"),
        )  # fmt: skip
    right.number_input(t("scenario.chance"), 0, 100, None, step=5, key=f"{key}_chance", help=t("scenario.chance_help"))


def _chance(key: str) -> Decimal | None:
    typed = chosen.widget(f"{key}_chance")
    return None if typed is None else Decimal(int(typed)) / 100


def _peers(page: Page, _: DatedScheme[RuleSet]) -> _Made:
    st.number_input(page.t("scenario.peers_by"), 1, 99, 10, key="peers_by", help=page.t("scenario.peers_help"))
    return lambda: PeersImprove(by=Decimal(int(chosen.widget("peers_by"))) / 100)


def _rules(page: Page, dated: DatedScheme[RuleSet]) -> _Made:
    t, now_used = page.t, page.rules.effective_from
    days = [version.effective_from for version in dated.rule_sets]
    others = [place for place, day in enumerate(days) if day != now_used]
    st.selectbox(
        t("header.rules"), days, index=others[-1], key="rules_day",
        format_func=lambda day: t("scenario.version_now" if day == now_used else "scenario.version", day=fmt.day(day)),
    )  # fmt: skip
    return lambda: UseRuleSet(effective=chosen.widget("rules_day"))


_FORMS: dict[str, Callable[[Page, DatedScheme[RuleSet]], _Made]] = {
    "ship": _ship, "answer": _answer, "days": _days, "exclude_days": _exclude_days, "exclude_rows": _exclude_rows,
    "peers": _peers, "rules": _rules,
}  # fmt: skip
