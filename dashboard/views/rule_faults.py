"""The faults of a rule file as plain data: the line, what is wrong there and what to do, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.text import words

# The sentence a check says → the key of its words here; the names in it fill their places.
PATTERNS = {
    "key_typo": r"the key (?P<name>\S+) is unknown\. Did you mean (?P<hint>\S+)\?",
    "key_unknown": r"the key (?P<name>\S+) is unknown\. Remove it\.",
    "key_missing": r"the key (?P<name>\S+) is missing(?: in (?P<place>[^:]+))?(?:: .+)?\. Add it\.",
    "key_twice": r"the key (?P<name>\S+) stands here a second time \(first on line (?P<first>\d+)\)\. Keep one\.",
    "name_typo": r"there is no (?P<kind>\w+) (?P<name>.*?)\. Did you mean (?P<hint>.+)\?",
    "name_unknown": r"there is no (?P<kind>\w+) (?P<name>.*?)\. Known: (?P<known>.*)\.",
    "sum": r"(?:.* )?add up to (?P<sum>[\d.]+)\. They must add up to 1(?:: (?P<parts>.*))?\.",
    "quote": r"the quote does not hold the figure (?P<figure>\S+): (?P<quote>.*)\. Quote the words that print it.*",
    "scores_order": r"the scores go from best to worst and never repeat; found (?P<found>.*)\.",
    "reach_order": r"the values of reach all rise or all fall; found (?P<found>.*)\.",
    "display_order": r"the totals in reach all fall; found (?P<found>.*)\.",
    "scale": r"(?:a score|the score of small numbers) lies outside the scale (?P<scale>.*); found (?P<found>.*)\.",
    "levels_order": r"levels go from best to worst: (?P<found>.*) stands below (?P<above>.*)\.",
    "last_level": r"the last level is for everybody.*",
    "two_things": r"a gate looks at a dimension or at a metric\..*",
    "kind_of_file": r"kind is (?P<value>\S+)\. Write kind: .*",
    "weights_count": r"(?P<name>.*) has (?P<count>\d+) weights; expected one for each of (?P<known>.*)\.",
    "weights_names": r"the weights of (?P<category>.*) must name every dimension once; (?P<name>.*) does not fit\.",
    "two_windows": r"(?P<metric>\S+) is taken over two windows.*",
    "not_yaml": r"this is not YAML: (?P<why>.*)\.",
    "empty": r"the file is empty\.",
    "no_day": r"(?P<value>\S+) is no day of the calendar\.",
    "evidence": r"(?P<place>\S+): evidence says provenance.*",
    "curve_kind": r"(?P<place>\S+): a curve says kind.*",
    "dimension_empty": r"no indicator belongs to the dimension (?P<name>.*)\. Add one or remove it\.",
    "scheme_name": r"the scheme (?P<name>.*) is no plain word\..*",
    "not_whole": r"(?P<place>\S+) is (?P<value>\S+); expected a whole number\.",
    "negative": r"(?P<place>\S+) is (?P<value>\S+); expected a number not below 0\.",
    "range": r"(?P<place>\S+) is (?P<value>\S+); expected (?P<lowest>\S+) to (?P<highest>\S+)\.",
    "too_small": r"(?P<place>\S+) is (?P<value>.*): input should be greater than or equal to (?P<lowest>\S+)\.",
    "too_large": r"(?P<place>\S+) is (?P<value>.*): input should be less than or equal to (?P<highest>\S+)\.",
    "wrong_value": r"(?P<place>\S+) is (?P<value>.*): (?P<why>input should be .*)\.",
}
_PATTERNS = {key: re.compile(pattern, re.DOTALL) for key, pattern in PATTERNS.items()}


def fault_words(message: str, language: str) -> tuple[str, str]:
    """What is wrong and what to do, for the sentence of a check; an unknown sentence stands as it is."""
    t = words(language)
    for key, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(message):
            places = {name: value or "" for name, value in match.groupdict().items()}
            if kind := places.get("kind"):
                places["kind"] = t(f"rule_fault.kind_{kind}")
            return t(f"rule_fault.{key}", **places), t(f"rule_fault.{key}_fix", **places)
    return t("rule_fault.other", message=message), t("rule_fault.other_fix")


def fault_rows(faults: Sequence[tuple[int, str]], language: str) -> list[dict[str, str]]:
    """One row for each fault of a file: line, what is wrong, what to do."""
    t = words(language)
    rows = []
    for line, message in faults:
        wrong, fix = fault_words(message, language)
        rows.append({t("rule_fault.line"): str(line), t("rule_fault.wrong"): wrong, t("rule_fault.fix"): fix})
    return rows
