"""Every word on screen: both languages say the same things, and the code asks for nothing else."""

import ast
import dataclasses
import inspect
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from word_families import ERRORS, EVERYTHING, FAMILIES, reasons

from dashboard import selection
from dashboard.text import LANGUAGES, error_text, locale, rejection_text, words
from scoring import errors
from scoring.errors import VocBoardError
from scoring.intake.report import Rejection
from scoring.intake.tables import Kind

DASHBOARD = Path(inspect.getfile(selection)).parent


def family(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def sections() -> str:
    return "|".join(sorted({key.split(".")[0] for key in locale("zh")}))


@cache
def used() -> tuple[dict[str, str], dict[str, str]]:
    """The literal keys and the f-string families in the code, each with its place."""
    whole = re.compile(rf"({sections()})\.(?!py\b)[a-z_]+(\.[a-z_]+)*")
    begun = re.compile(rf"({sections()})\.[a-z_.]*\{{\}}[a-z_]*")
    literals: dict[str, str] = {}
    families: dict[str, str] = {}
    for path in sorted(DASHBOARD.rglob("*.py")):
        inside: set[int] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            at = f"{path.relative_to(DASHBOARD)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr):
                inside |= {id(part) for part in node.values}
                if begun.fullmatch(family(node)):
                    families[family(node)] = at
            elif isinstance(node, ast.Constant) and id(node) not in inside and whole.fullmatch(str(node.value)):
                literals[str(node.value)] = at
    return literals, families


def expanded() -> set[str]:
    return {name.replace("{}", part) for name in used()[1] for part in FAMILIES.get(name, ())}


def test_every_part_an_address_can_have_has_a_name() -> None:
    assert {key.removeprefix("address.") for key in locale("zh") if key.startswith("address.")} == set(
        selection.parameters_of(EVERYTHING)
    )
    assert len(selection.parameters_of(EVERYTHING)) == len(dataclasses.fields(EVERYTHING))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert set(locale("zh")) == set(locale("en"))


def test_both_languages_have_the_same_places_to_fill() -> None:
    different = {
        key: (fields(text), fields(locale("en")[key]))
        for key, text in locale("zh").items()
        if fields(text) != fields(locale("en")[key])
    }
    assert not different


def test_no_text_is_empty_and_chinese_text_has_chinese_in_it() -> None:
    plain = {"hint.title", "data.tables.orders"}
    for key, text in locale("zh").items():
        assert text.strip(), key
        assert locale("en")[key].strip(), key
        assert not re.search(r"[\u4e00-\u9fff]", locale("en")[key]), f"{key} is Chinese in English"
        if re.search(r"[a-z]{3}", re.sub(r"\{[^}]*\}", "", text)) and key not in plain:
            assert re.search(r"[\u4e00-\u9fff]", text), f"{key} is English in Chinese"


def test_every_key_the_code_asks_for_exists() -> None:
    literals, families = used()
    assert len(literals) > 100, "the search finds the keys"
    missing = {key: at for key, at in literals.items() if key not in locale("zh")}
    assert not missing
    unknown = {name: at for name, at in families.items() if name not in FAMILIES}
    assert not unknown, "say in FAMILIES what these can be filled with"
    assert not expanded() - set(locale("zh"))


def test_no_family_is_named_that_the_code_no_longer_has() -> None:
    assert set(FAMILIES) == set(used()[1])


def test_no_text_is_left_that_nothing_asks_for() -> None:
    left = set(locale("zh")) - set(used()[0]) - expanded()
    assert not left


def example(kind: type[VocBoardError]) -> VocBoardError:
    """The error with made-up data of the right shape."""
    given = {"first": Rejection(3, "paid_at", "31/31/2020", "bad_value", "a time", "time"), "rows": 7, "why": "broken"}
    if kind is errors.DuplicateColumn:
        return errors.DuplicateColumn("made.csv", "amount", 2, 5)
    makes = inspect.signature(kind.__init__).parameters
    values = {
        name: given.get(name, "made.csv" if "Iterable" not in str(item.annotation) else ["made.csv", "other.csv"])
        for name, item in makes.items()
        if name != "self"
    }
    return kind(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_every_error_is_one_finished_sentence_in_the_readers_language(language: str, kind: type[VocBoardError]) -> None:
    sentence = error_text(language, example(kind))
    assert sentence
    assert not re.search(r"[{}]|Rejection\(", sentence)
    of_a_file = kind in (errors.BadRules, errors.BadScenario)
    assert "\n" not in sentence or of_a_file, "only the faults of a file stand on lines of their own"
    assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) is (language == "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rejection_is_a_sentence_that_says_what_was_expected(language: str) -> None:
    for kind in Kind:
        row = Rejection(2, "column", "9", "bad_value", "one of shop, buyer" if kind is Kind.CHOICE else "x", kind.value)
        sentence = rejection_text(language, row)
        assert "{" not in sentence
        assert bool(re.search(r"[\u4e00-\u9fff]", sentence)) is (language == "zh")
        assert ("shop, buyer" in sentence) is (kind is Kind.CHOICE)
    for reason in reasons() - {"bad_value"}:
        assert "{" not in rejection_text(language, Rejection(2, "order_id", "7", reason, "5"))


def test_text_that_looks_like_a_place_to_fill_is_left_alone() -> None:
    assert words("en")("header.nothing_counted", shop="{day} {0}").startswith("Shop {day} {0} has")


def usages() -> Iterator[tuple[str, set[str], str]]:
    """Literal key, names given, place: of every call `t("key", name=…)` that has nothing hidden."""
    for path in sorted(DASHBOARD.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                key, given = node.args[0].value, {item.arg for item in node.keywords}
                if isinstance(key, str) and key in locale("zh") and None not in given:
                    yield key, {str(name) for name in given}, f"{path.relative_to(DASHBOARD)}:{node.lineno}"


def test_every_call_fills_every_place_and_gives_nothing_for_nothing() -> None:
    wrong = [(at, key, given ^ fields(locale("zh")[key])) for key, given, at in usages()]
    assert not [item for item in wrong if item[2]]


def test_in_english_one_is_not_many() -> None:
    t = words("en")
    assert t("forecast.leaves_bad", count=1, metrics="x") == "bad days of 1 metric (x)"
    assert t("forecast.leaves_bad", count="1", metrics="x") == "bad days of 1 metric (x)"
    assert t("forecast.leaves_bad", count=0, metrics="x") == "bad days of 0 metrics (x)"
    assert t("forecast.leaves_bad", count="1,001", metrics="x") == "bad days of 1,001 metrics (x)"


def test_no_english_text_writes_a_number_before_a_plural_alone() -> None:
    """`{count} days` reads `1 days` one day; `{count} {count:day|days}` does not."""
    several = "days|rows|figures|chats|agents|orders|metrics|points|limits|refunds|faults|cases|ratings|shops"
    found = [key for key, text in locale("en").items() if re.search(rf"\{{[a-z_]+\}} ({several})\b", text)]
    assert not found
