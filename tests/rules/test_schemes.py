"""The shipped rule sets: they load, follow one another without a gap, and their quotes hold their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from scoring.errors import NoRulesInForce, UnknownScheme
from scoring.rules.catalogue import SCHEMES, scheme, schemes_of
from scoring.rules.evidence import evidenced_tables
from scoring.rules.loader import load_rule_set
from scoring.rules.model import RuleSet
from scoring.rules.parts import Published, Words

FILES = sorted(path for path in SCHEMES.glob("*/*.yaml") if path.name != "scheme.yaml")
RULE_SETS = [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in FILES]


@pytest.mark.parametrize("path", RULE_SETS)
def test_every_shipped_file_loads_and_belongs_to_its_folder(path) -> None:
    assert load_rule_set(path).scheme == path.parent.name == scheme(path.parent.name).scheme.scheme


@pytest.mark.parametrize("name", schemes_of("score"))
def test_each_day_has_exactly_one_rule_set(name: str) -> None:
    dated = scheme(name)
    assert list(dated.versions) == sorted(set(dated.versions))
    ends = [
        *(day - timedelta(days=1) for day in dated.versions[1:]),
        dated.versions[-1] + timedelta(days=365),
    ]
    day = dated.versions[0]
    while day <= ends[-1]:
        spans = zip(dated.versions, ends, strict=True)
        assert [dated.in_force(day).effective_from] == [start for start, end in spans if start <= day <= end]
        day += timedelta(days=1)


@pytest.mark.parametrize("name", schemes_of("score"))
def test_the_day_before_the_first_rule_set_has_none(name: str) -> None:
    dated = scheme(name)
    with pytest.raises(NoRulesInForce) as error:
        dated.in_force(dated.versions[0] - timedelta(days=1))
    assert dated.versions[0].isoformat() in str(error.value)
    assert dated.in_force_or_first(date(2000, 1, 1)) is dated.rule_sets[0]


def test_an_unknown_scheme_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownScheme, match="Did you mean tmall_experience_star"):
        scheme("tmall_experience_stars")


@pytest.mark.parametrize("path", RULE_SETS)
def test_every_published_figure_occurs_in_its_quote(path) -> None:
    for at, grounds, figures in evidenced_tables(load_rule_set(path)):
        if isinstance(grounds, Published):
            printed = {Decimal(word) for word in re.findall(r"\d+(?:\.\d+)?", grounds.quote)}
            missing = [figure for figure in figures if not {figure, figure * 100} & printed]
            assert not missing, f"{at}: {missing} not in {grounds.quote}"


@pytest.mark.parametrize("path", RULE_SETS)
def test_every_sentence_is_there_in_both_languages(path) -> None:
    rules = load_rule_set(path)
    sentences = [*words_in(rules), *words_in(scheme(rules.scheme).scheme)]
    assert sentences
    assert all(re.search(r"[一-鿿]", words.zh) and re.search(r"[A-Za-z]", words.en) for words in sentences)


def words_in(part: object) -> Iterator[Words]:
    if isinstance(part, Words):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from words_in(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from words_in(value)
    elif hasattr(part, "model_fields_set"):
        for name in type(part).model_fields:
            yield from words_in(getattr(part, name))


STAR = "tmall_experience_star"


def test_the_star_ladder_gains_its_fifth_star_in_august_2019() -> None:
    def ladder(day: date) -> list[Decimal]:
        return [row.level for row in scheme(STAR).in_force(day).levels]

    assert ladder(date(2019, 8, 15)) == [Decimal(word) for word in ("4.5", "4", "3.5", "3")]
    assert ladder(date(2019, 8, 16)) == [Decimal(word) for word in ("5", "4.5", "4", "3.5", "3")]


def test_brand_influence_leaves_in_october_2021() -> None:
    def product(day: date) -> dict[str, Decimal]:
        rules: RuleSet = scheme(STAR).in_force(day)
        return {name: row.weight for name, row in rules.indicators.items() if row.dimension == "product"}

    assert product(date(2021, 10, 18)) == {
        "first_quality_refund_rate": Decimal("0.5"),
        "product_reputation": Decimal("0.25"),
        "brand_influence": Decimal("0.25"),
    }
    assert product(date(2021, 10, 19)) == {
        "first_quality_refund_rate": Decimal("0.5"),
        "product_reputation": Decimal("0.5"),
    }


@pytest.mark.parametrize(
    ("category", "metrics"),
    [
        ("女装/女士精品", {"collected_within_24h_rate"}),
        ("大家电", {"logistics_rating"}),
        ("消费卡", set()),
    ],
)
def test_the_main_category_decides_the_logistics_metric(category: str, metrics: set[str]) -> None:
    rules = scheme("tmall_basic_service").rule_sets[0]
    assert {name for name, row in rules.indicators_for(category).items() if row.dimension == "logistics"} == metrics
