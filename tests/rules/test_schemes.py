"""The shipped rule sets: they load, follow one another without a gap, and their quotes hold their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from scoring.errors import NoRulesInForce, UnknownScheme
from scoring.rules.catalogue import SCHEMES, any_scheme, scheme, schemes
from scoring.rules.evidence import evidenced_tables
from scoring.rules.fees import AnnualFee
from scoring.rules.loader import load_rule_set
from scoring.rules.model import RuleSet
from scoring.rules.parts import Dated, Published, Words
from scoring.rules.periods import PeriodRules

FILES = sorted(path for path in SCHEMES.glob("*/*.yaml") if path.name != "scheme.yaml")
RULE_SETS = [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in FILES]


@cache
def rules_in(path: Path) -> Dated:
    return load_rule_set(path)


@pytest.mark.parametrize("path", RULE_SETS)
def test_every_shipped_file_loads_and_belongs_to_its_folder(path: Path) -> None:
    assert rules_in(path).scheme == path.parent.name == any_scheme(path.parent.name).scheme.scheme


@pytest.mark.parametrize("name", schemes())
def test_a_scheme_is_of_one_kind_and_every_file_says_so(name: str) -> None:
    dated = any_scheme(name)
    kinds = {"score": RuleSet, "annual_fee": AnnualFee, "period": PeriodRules}
    assert {type(rules) for rules in dated.rule_sets} == {kinds[dated.scheme.kind]}
    assert len(dated.rule_sets) == len([path for path in FILES if path.parent.name == name])


@pytest.mark.parametrize("name", schemes())
def test_each_day_has_exactly_one_rule_set(name: str) -> None:
    dated = any_scheme(name)
    assert list(dated.versions) == sorted(set(dated.versions))
    end = dated.scheme.ended.on if dated.scheme.ended else dated.versions[-1] + timedelta(days=366)
    ends = [*(day - timedelta(days=1) for day in dated.versions[1:]), end - timedelta(days=1)]
    day = dated.versions[0]
    while day < end:
        spans = zip(dated.versions, ends, strict=True)
        assert [dated.in_force(day).effective_from] == [start for start, last in spans if start <= day <= last]
        day += timedelta(days=1)


@pytest.mark.parametrize("name", schemes())
def test_the_day_before_the_first_rule_set_has_none(name: str) -> None:
    dated = any_scheme(name)
    with pytest.raises(NoRulesInForce) as error:
        dated.in_force(dated.versions[0] - timedelta(days=1))
    assert dated.versions[0].isoformat() in str(error.value)
    assert dated.in_force_or_first(date(2000, 1, 1)) is dated.rule_sets[0]


def test_the_annual_fee_is_in_force_until_the_day_before_its_end() -> None:
    dated, end = any_scheme("tmall_annual_fee"), date(2024, 9, 1)
    assert [name for name in schemes() if any_scheme(name).scheme.ended] == ["tmall_annual_fee"]
    assert dated.in_force(end - timedelta(days=1)) is dated.rule_sets[-1]
    for day in (end, end + timedelta(days=1), date(2030, 1, 1)):
        with pytest.raises(NoRulesInForce) as error:
            dated.in_force(day)
        assert all(word in str(error.value) for word in (day.isoformat(), "ended on 2024-09-01", "tmall_annual_fee"))


def test_an_unknown_scheme_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownScheme, match="Did you mean tmall_experience_star"):
        scheme("tmall_experience_stars")


def printed(quote: str) -> set[Decimal]:
    """Every figure a quote prints: 1,200,000, 36万 (360,000), 50% (also 0.5)."""
    found = set()
    for word, unit in re.findall(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(万|%)?", quote):
        figure = Decimal(word.replace(",", ""))
        found |= {figure, figure * {"万": 10_000, "%": Decimal("0.01")}.get(unit, 1)}
    return found


@pytest.mark.parametrize(
    ("quote", "figures"),
    [("60,000 2.9 360,000", "60000 2.9 360000"), ("销售额36万、8.25万", "36 360000 8.25 82500"), ("各占20%", "20 0.2")],
)
def test_what_counts_as_printed(quote: str, figures: str) -> None:
    assert printed(quote) == {Decimal(word) for word in figures.split()}


@pytest.mark.parametrize("path", RULE_SETS)
def test_every_published_figure_occurs_in_its_quote(path: Path) -> None:
    for at, grounds, figures in evidenced_tables(rules_in(path)):
        if isinstance(grounds, Published):
            there = printed(grounds.quote)
            # A weight of 0.3 is also printed as the bare 30 of a table of percentages.
            missing = [figure for figure in figures if figure not in there and figure * 100 not in there]
            assert not missing, f"{at}: {missing} not in {grounds.quote}"


@pytest.mark.parametrize("path", RULE_SETS)
def test_every_sentence_is_there_in_both_languages(path: Path) -> None:
    rules = rules_in(path)
    sentences = [*words_in(rules), *words_in(any_scheme(rules.scheme).scheme)]
    assert len(sentences) > 5
    for words in sentences:
        assert re.search(r"[一-鿿]", words.zh), words
        assert re.search(r"[A-Za-z]", words.en), words
        assert words.zh != words.en


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


@pytest.mark.parametrize(
    ("day", "in_force", "beside"),
    [
        ("2023-04-23", "2022", None),
        ("2023-04-24", "2022", "2023-06-21"),
        ("2023-06-20", "2022", "2023-06-21"),
        ("2023-06-21", "2023-06-21", None),
    ],
)
def test_during_the_dual_run_the_next_rule_set_is_shown_beside_the_one_in_force(
    day: str, in_force: str, beside: str | None
) -> None:
    dated = scheme("douyin_experience")
    assert dated.in_force(date.fromisoformat(day)).effective_from.isoformat().startswith(in_force)
    shown = dated.shown_beside(date.fromisoformat(day))
    assert (shown and shown.effective_from.isoformat()) == beside


def test_only_a_rule_set_with_its_own_day_is_shown_before_it_applies() -> None:
    for dated in map(any_scheme, schemes()):
        for rules in dated.rule_sets:
            day = rules.effective_from - timedelta(days=1)
            early = rules.shown_from is not None
            assert (dated.shown_beside(day) is rules) == early
            assert dated.shown_beside(rules.effective_from) is not rules
            assert not early or rules.shown_from < rules.effective_from


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
