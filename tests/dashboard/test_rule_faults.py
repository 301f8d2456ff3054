"""Every fault of a rule file is said in the reader's language, with its line and what to do."""

import re
from pathlib import Path

import pytest

from dashboard.text import LANGUAGES, words
from dashboard.views.rule_faults import PATTERNS, fault_rows, fault_words
from scoring.assess.own_rules import read_own_rules

BROKEN = sorted((Path(__file__).parent.parent / "rules" / "broken").rglob("*.yaml"))
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@both_languages
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.parent.name + path.stem)
def test_every_fault_is_known_by_its_sentence(path: Path, language: str) -> None:
    found = read_own_rules(path.read_text(encoding="utf-8"))
    rows = fault_rows(found.faults, language)
    assert len(rows) == len(found.faults)
    for (line, message), row in zip(found.faults, rows, strict=True):
        shown, wrong, fix = row.values()
        assert shown == str(line)
        assert wrong != message or language == "en", "said in the reader's language"
        assert bool(re.search(r"[\u4e00-\u9fff]", fix)) is (language == "zh") or "权重" in message
        assert "{" not in fix


def test_the_broken_files_are_there() -> None:
    assert len(BROKEN) > 15
    assert any(read_own_rules(path.read_text(encoding="utf-8")).faults for path in BROKEN)


@both_languages
def test_a_sentence_nobody_knows_stands_as_it_is(language: str) -> None:
    t = words(language)
    assert fault_words("something else.", language) == ("something else.", t("rule_fault.other_fix"))
    assert set(PATTERNS) >= {"key_typo", "name_typo", "sum", "quote"}
