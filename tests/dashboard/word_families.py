"""What the holes of the keys that code puts together can be filled with: every family of words on screen."""

import ast
import inspect
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args

from dashboard import selection
from dashboard.components.scenario_forms import KINDS
from dashboard.components.scenario_stack import OUTCOMES
from dashboard.views.completeness import SPANS
from dashboard.views.diagnosis import AREAS
from dashboard.views.exclusions import STATUSES
from dashboard.views.guides import GUIDES
from dashboard.views.rule_faults import PATTERNS
from dashboard.views.scenario_faults import WANTED
from dashboard.views.segments import CODED
from scoring import errors
from scoring.errors import VocBoardError
from scoring.errors.files import BadArchive
from scoring.figures import Evidence
from scoring.improve import change_parts
from scoring.improve.costs import SIZES
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.model import PeersImprove
from scoring.intake import read
from scoring.intake.exports import EXPORTS
from scoring.intake.tables import TABLES, Kind
from scoring.measure.open_cases import STAGES
from scoring.rules.catalogue import scheme, schemes_of
from scoring.rules.evidence import evidenced_tables
from scoring.rules.field_words import PARTS

ERRORS = [
    item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, VocBoardError)
    if item is not VocBoardError
]  # fmt: skip
BETTER = ("higher", "lower")
GATES = ("met", "not_met", "not_checked", "not_required")


def reasons() -> set[str]:
    """Every reason a row can be rejected for: the fourth argument of `Rejection`, or where that is a variable."""
    found = {"cut_number"}
    for path in sorted(Path(inspect.getfile(read)).parent.glob("*.py")):
        found |= {
            str(node.args[3].value)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rejection"
            if isinstance(node.args[3], ast.Constant)
        }
    return found


@cache
def places_of_evidence() -> list[tuple[str | int, ...]]:
    return [
        at for name in schemes_of("score") for rules in scheme(name).rule_sets for at, _, _ in evidenced_tables(rules)
    ]


# A selection with every part set: what an address can name.
EVERYTHING = selection.Selection(
    language="zh", data="own", shop="S", scheme="tmall_experience_star", day=date(2022, 7, 5), rules=date(2022, 6, 15),
    span="30", metric="reply_rate", changes=(("reply_rate", 0.9),),
    against="delivery_hours", dimension="logistics", part=("carrier", "C"),
    stack=packed([PeersImprove(by=Decimal("0.1"))]), ahead=True, view="target", since=date(2022, 6, 1),
    opened=date(2021, 6, 1), left=date(2022, 6, 1), assessment="tmall_merchant_assessment",
)  # fmt: skip

# What the holes of the f-string keys can be filled with; a new family has to be named here.
FAMILIES: dict[str, set[str]] = {
    "scenario_fault.want_{}": set(WANTED),
    "scenario_fault.at_{}": {"least", "most"},
    "target.unit_{}": set(SIZES),
    "target.answer_{}": {"in_time", "sooner", "late", "dated", "open"},
    "target.case_{}": set(BETTER),
    "target.distance_{}": {*BETTER, "shorter"},
    "target.rate_{}": set(BETTER),
    "target.why_{}": {
        "frozen", "limit", "not_measured", "sample", "small_numbers", "shown_only", "gate", "withheld", "no_total",
        "too_far",
    },
    "forecast.chance_{}": {"almost_sure", "likely", "possible", "unlikely", "hardly"},
    "forecast.leaves_{}": {"bad", "good"},
    "forecast.none_{}": {"missing", "sample", "small_numbers"},
    "forecast.rate_{}": set(BETTER),
    "forecast.reason_{}": {"from_platform", "not_measured", "not_a_share", "no_volume", "not_reachable"},
    "scenario.kind_{}": set(KINDS),
    "scenario.help_{}": set(KINDS) - {"upload"},
    "scenario.way_{}": {"replace", "add", "plan"},
    "scenario.how_{}": {"set", "up", "down"},
    "scenario.outcome_{}": set(OUTCOMES),
    "scenario.day_{}": {"today", "ahead", "later"},
    "scenario.{}": {"best", "worst"},
    "what_if.view_{}": {"scenario", *filter(None, selection.VIEWS)},
    "address.{}": set(selection.parameters_of(EVERYTHING)),
    "board.span_{}": set(selection.SPANS),
    "board.certified_{}": {"no_data", "excluded"},
    "board.next_{}": set(BETTER),
    "hint.when_{}": {"in_time", "too_late"},
    "gate.{}": set(GATES),
    "adjust.bonus_{}": {"met", "not_met", "not_checked"},
    "certification.share_{}": set(GATES),
    "certification.over_{}": {"mean", "every_day"},
    "certification.use_{}": {"met", "not_met", "not_checked"},
    "certification.threat_{}": {"met", "not_met", "not_checked"},
    "fee.lacking_{}": {"score", "sales", "sales_half", "violations"},
    "fee.month_{}": {"counted", "no_data", "ahead", "exit_month"},
    "period.phase_{}": {"free", "trial", "formal", "none"},
    "period.state_{}": {"not_assessed", "passing", "failed", "not_known"},
    "period.month_{}": {"fails", "passes", "no_data", "ahead", "counted"},
    "period.ended_{}": {"passing", "failed", "not_known"},
    "period.node_{}": {"met", "not_met", "ahead", "no_target"},
    "period.condition_{}": {"met", "not_met", "not_checked", "not_required"},
    "gate_row.{}": set(GATES),
    "evidence.{}": {item.value for item in Evidence},
    "evidence.{}_total": {item.value for item in Evidence},
    "hint.cases_{}": set(BETTER),
    "hint.distance_{}": {*BETTER, "shorter"},
    "errors.{}": {item.code for item in ERRORS},
    "rejection.{}": reasons(),
    "expected.{}": {item.value for item in Kind} | {"share", "rating", "positive"},  # numbers with an end
    "data.tables.{}": set(TABLES),
    "data.tab_{}": {"imports", "days", "guides", "exclusions", "backup"},
    "reading.{}": {"read", "new", "changed", "unchanged", "rejected", "shop_given", "day_from_name",
                   "day_given", "addresses_shortened"},
    "reading.state_{}": {"ready", "partly", "already", "day", "mapping", "error"},
    "mix_up.{}": {"percent_read", "share_among_percent", "cents", "milliseconds", "unknown_metric",
                  "unlike_any_metric", "more_unknown_metrics"},
    "column.{}": {column.name for table in TABLES.values() for column in table.columns},
    "export.{}": set(EXPORTS),
    "archive.{}": set(BadArchive._WHY),
    "fix.{}": reasons(),
    "days.span_{}": set(SPANS),
    "exclude.status_{}": {*STATUSES, "unknown"},
    "guide.{}": set(GUIDES),
    "guide.{}_path": set(GUIDES),
    "guide.{}_text": set(GUIDES),
    "header.data_{}": set(selection.DATASETS),
    "header.{}_notice": set(selection.DATASETS) - {"own"},
    "report.sheet_{}": {"dimensions", "metrics", "fixes", "assumed"},
    "report.data_{}": set(selection.DATASETS) - {"own"},
    "rules.part_{}": {str(at[0]) for at in places_of_evidence()} - set(PARTS),
    "rules.figure_{}": {
        str(at[2]).removesuffix("_evidence") for at in places_of_evidence() if at[0] == "indicators"
    } - set(PARTS),
    "diagnosis.area_{}": set(AREAS), "diagnosis.best_{}": set(BETTER), "diagnosis.weekday_{}": set("1234567"),
    "diagnosis.excess_{}": {"hour", "second", "score", "other"},
    "diagnosis.bar_{}": {"cases", "hour", "second", "score", "other"},
    "diagnosis.code_{}": {code for table in TABLES.values() for column in table.columns if column.name in CODED
                          for code in column.choices} | set(STAGES),
    "diagnosis.column_{}": {"bad", "figure", "stage", "waiting_hours", "stage_hours", "hours_left", "waiting_days",
                            "closed", "person"},
    "diagnosis.stage_{}": {"paid_to_shipped", "shipped_to_collected", "collected_to_delivered", "paid_to_collected",
                           "paid_to_delivered", "requested_to_answered", "agreed_to_completed",
                           "agreed_to_return_signed", "return_signed_to_completed", "requested_to_completed"},
    "rules.only_{}": {item.value for item in Evidence},
    "calibration.{}": {"ready", "empty", "not_enough", "contradicted", "ruled_out", "no_such_score", "dimension",
                       "weights"},
    "calibration.left_{}": {"other_days", "unknown_item", "asked", "differing", "off_scale", "few_cases",
                             "small_numbers", "withheld", "level"},
    "calibration.why_{}": {"nothing", "one_side", "wide", "wide_group"},
    "rule_fault.{}": set(PATTERNS),
    "rule_fault.{}_fix": set(PATTERNS),
    "rule_fault.kind_{}": {"dimension", "gate", "indicator", "level", "metric", "source"},
    "trends.tab_{}": {"days", "weekdays", "leaving", "notes", "together"},
    "trends.legend_{}": {"share", "mean", "count", "platform"},
    "weekday.day_{}": set("1234567"),
    "weekday.{}": {"differs", "alike"},
    "leaving.{}": {"helps", "hurts", "same", "count"},
    "notes.state_{}": {"better", "worse", "same", "by_chance", "wait", "early", "none"},
    "together.{}": {"strong", "clear", "weak", "same", "opposite"},
    "alerts.count_{}": {"breach", "warn", "muted"},
    "alerts.state_{}": {"breach", "warn", "muted", "over", "ok", "none"},
    "alerts.name_{}": {"level", "forecast", "stale"},
    "alerts.line_{}": {"warn", "breach"},
    "alerts.metric_{}": set(BETTER),
    "alerts.order_{}": set(BETTER),
    "alerts.none_{}": {"worst", "straight", "missing", "sample", "small_numbers"},
    "alerts.source_{}": {"own", "week", "today"},
    "alerts.edit_{}": {"warn", "breach"},
    "alerts.edit_{}_plain": {"warn", "breach"},
    "alerts.why_{}": {"bad_address", "unreachable", "refused", "unknown"},
    "alerts.read_only_{}": set(selection.DATASETS) - {"own"},
    "alerts.how_{}": {"dingtalk", "feishu", "wecom", "mail", "webhook", "silent"},
    "why_changed.kind_{}": set(get_args(change_parts.Kind)),
    "why_changed.preset_{}": {"yesterday", "week", "month", "certified"},
    "why_changed.cause_{}": {"left_bad", "left_good", "came_bad", "came_good", "platform", "value", "replaced",
                             "bonus", "deduction", "small_numbers", "requirement"},
}  # fmt: skip
