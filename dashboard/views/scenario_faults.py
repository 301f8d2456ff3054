"""The faults of a scenario's file as plain data: the line, what is wrong there and what to do, in both languages."""

from __future__ import annotations

import re

from dashboard.text import Words, words
from dashboard.views.rule_faults import fault_words
from scoring.errors import BadScenario

_LINE = re.compile(r".*? line (?P<line>\d+): (?P<message>.*)", re.DOTALL)
_KIND = re.compile(
    r"(?P<place>\S+)\.kind is (?P<value>.*), expected one of (?P<known>[\w, ]+)\.(?: Did you mean (?P<hint>\w+)\?)?",
    re.DOTALL,
)
_KEY = re.compile(
    r"the key (?P<name>\S+) \(.*\) is unknown\. (?:Did you mean (?P<hint>\S+)\?|Expected one of (?P<known>.*)\.)",
    re.DOTALL,
)
_MISSING = re.compile(r"the key (?P<name>\S+) is missing in (?P<place>.*), expected a value\.", re.DOTALL)
_VALUE = re.compile(r"(?P<place>\S+|the file) is (?P<value>.*), expected (?P<want>.*)\.", re.DOTALL)
# What a field may hold, as the reader of scenarios says it → the key of its words here.
WANTED = {
    "items": r"at (?P<bound>least|most) (?P<count>\d+) items?",
    "characters": r"at (?P<bound>least|most) (?P<count>\d+) characters?",
    "day": r"a day like .*",
    "not_before": r"a day not before first \((?P<first>.*)\)",
    "number": r"a number",
    "whole": r"a whole number",
    "switch": r"true or false",
    "text": r"a text in quotes",
    "list": r"a list",
    "keys": r"keys with values",
    "hours": r"another hour than from_hour.*",
    "plan": r"the days under plan, or a file, and not both",
    "rule_set": r"effective \(a day\), scheme, or both",
    "perhaps": r"a .*, perhaps (?P<hint>\S+)",
    "known": r"a .*, one of (?P<known>.*)",
    "choice": r"to be (?P<known>'.*')",
    "below": r"to be less than (?P<bound>[\d.-]+)",
    "above": r"to be greater than (?P<bound>[\d.-]+)",
    "lowest": r"to be greater than or equal to (?P<bound>[\d.-]+)",
    "highest": r"to be less than or equal to (?P<bound>[\d.-]+)",
    "range": r"(?P<lowest>-?[\d.]+) to (?P<highest>[\d.]+) for \S+",
}
_PATTERNS = {key: re.compile(pattern, re.DOTALL) for key, pattern in WANTED.items()}


def scenario_fault_rows(error: BadScenario, language: str) -> list[dict[str, str]]:
    """One row for each fault of the file: line, what is wrong, what to do."""
    t = words(language)
    rows = []
    for fault in error.faults:
        match = _LINE.fullmatch(fault)
        line, message = (match["line"], match["message"]) if match else ("1", fault)
        wrong, fix = _said(message, language)
        rows.append({t("rule_fault.line"): line, t("rule_fault.wrong"): wrong, t("rule_fault.fix"): fix})
    return rows


def _said(message: str, language: str) -> tuple[str, str]:
    t = words(language)
    if found := _KIND.fullmatch(message):
        return t("scenario_fault.kind", place=found["place"], value=found["value"]), _instead(found, t)
    if found := _KEY.fullmatch(message):
        return t("rule_fault.key_unknown", name=found["name"]), _instead(found, t)
    if found := _MISSING.fullmatch(message):
        places = {"name": found["name"], "place": found["place"]}
        return t("rule_fault.key_missing", **places), t("rule_fault.key_missing_fix", **places)
    if found := _VALUE.fullmatch(message):
        place = t("scenario_fault.file") if found["place"] == "the file" else found["place"]
        return t("scenario_fault.value", place=place, value=found["value"]), _wanted(found["want"], t)
    return fault_words(message, language)


def _instead(found: re.Match[str], t: Words) -> str:
    if found["hint"]:
        return t("scenario_fault.want_perhaps", hint=found["hint"])
    return t("scenario_fault.want_known", known=found["known"])


def _wanted(want: str, t: Words) -> str:
    for key, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(want):
            places = match.groupdict()
            if key == "choice":
                places["known"] = t("board.list").join(re.findall(r"'[^']*'", places["known"]))
            if places.get("bound") in ("least", "most"):
                places["bound"] = t(f"scenario_fault.at_{places['bound']}")
            return t(f"scenario_fault.want_{key}", **places)
    return t("scenario_fault.want_other", want=want)
