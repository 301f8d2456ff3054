"""The address bar: what it says is what is seen, and nonsense in it never breaks the page."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.selection import DATASETS, SPANS, VIEWS, Selection, parameters_of, parse
from dashboard.text import LANGUAGES
from scoring.improve.scenario.address import packed
from scoring.improve.scenario.bounds import largest
from scoring.improve.scenario.model import PeersImprove, ShipEarlier
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import scheme, schemes_of

DEFAULT = Selection("zh", "sample", "", "")
CHANGES = st.fixed_dictionaries({}, optional={name: st.floats(0, float(largest(name))) for name in METRICS}).map(
    lambda changes: tuple(sorted(changes.items()))
)

STACKS = st.lists(st.integers(1, 700), max_size=3).map(
    lambda hours: packed([ShipEarlier(hours=Decimal(count), carrier="中通快递") for count in hours])
)


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    chosen = draw(st.sampled_from(("", *schemes_of("score"))))
    return Selection(
        language=draw(st.sampled_from(LANGUAGES)),
        data=draw(st.sampled_from(DATASETS)),
        shop=draw(st.text(max_size=20)),
        scheme=chosen,
        day=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))),
        rules=draw(st.none() | st.sampled_from(scheme(chosen).versions)) if chosen else None,
        span=draw(st.sampled_from(SPANS)),
        metric=draw(st.sampled_from(["", *METRICS])),
        changes=draw(CHANGES),
        stack=draw(STACKS),
        ahead=draw(st.booleans()),
        view=draw(st.sampled_from(VIEWS)),
        since=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))),
    )


PARTS = ("lang", "data", "scheme", "day", "rules", "span", "metric", "set", "stack", "ahead", "view", "since")


@given(selections(), st.sampled_from(LANGUAGES), st.sampled_from(DATASETS))
def test_an_address_gives_back_the_selection_it_was_made_of(selection: Selection, language: str, data: str) -> None:
    assert parse(parameters_of(selection), language, data) == (selection, [])


@given(st.dictionaries(st.sampled_from([*PARTS, "shop", "utm_source"]), st.text(max_size=40)))
def test_no_address_whatever_raises(parameters: dict[str, str]) -> None:
    selection, bad = parse(parameters, "zh", "sample")
    assert set(bad) <= set(parameters)
    assert len(bad) == len(set(bad)), "each part is named once"
    assert parse(parameters_of(selection), "en", "own") == (selection, []), "what is left makes sense"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("lang", "fr"),
        ("data", "other"),
        ("scheme", "x"),
        ("day", "31/31/2020"),
        ("day", "2020-02-30"),
        ("day", ""),
        ("rules", "newest"),
        ("rules", "2015-01-01"),
        ("rules", "2020-01-01"),
        ("rules", "2022-06-15"),
        ("rules", "2018-07-27"),
        ("span", "31"),
        ("metric", "no_such_metric"),
        ("set", "foo:bar"),
        ("set", "delivery_hours"),
        ("set", "delivery_hours:"),
        ("set", "delivery_hours:nan"),
        ("set", "delivery_hours:inf"),
        ("set", "delivery_hours:-inf"),
        ("set", "no_such_metric:5"),
        ("set", "delivery_hours:4;8"),
        ("set", "delivery_hours:-5"),
        ("set", "reply_rate:2"),
        ("set", "description_rating:5.1"),
        ("set", "delivery_hours:1e300"),
        ("stack", "x"),
        ("stack", packed([PeersImprove(by=Decimal("0.1"))])[:-3]),
        ("ahead", "yes"),
        ("view", "no_such_view"),
        ("since", "yesterday"),
    ],
)
def test_a_part_that_makes_no_sense_is_named_and_its_default_taken(part: str, value: str) -> None:
    assert parse({part: value}, "zh", "sample") == (DEFAULT, [part])


def test_a_bad_change_beside_a_good_one_costs_only_itself() -> None:
    selection, bad = parse({"set": "foo:1,delivery_hours:48,reply_rate:x"}, "zh", "sample")
    assert selection.changes == (("delivery_hours", 48.0),)
    assert bad == ["set"]


def test_an_empty_address_is_all_defaults() -> None:
    assert parse({}, "zh", "sample") == (DEFAULT, [])
    assert parse({}, "en", "own")[0] == Selection("en", "own", "", "")


def test_the_address_of_the_defaults_says_only_what_has_no_default() -> None:
    assert parameters_of(DEFAULT) == {"lang": "zh", "data": "sample"}


@pytest.mark.parametrize("name", schemes_of("score"))
def test_rules_are_those_of_the_scheme_named_beside_them(name: str) -> None:
    for version in scheme(name).versions:
        selection, bad = parse({"scheme": name, "rules": version.isoformat()}, "zh", "sample")
        assert (selection.scheme, selection.rules, bad) == (name, version, [])
        assert parse({"rules": version.isoformat()}, "zh", "sample") == (DEFAULT, ["rules"]), "whose rules?"
        for other in set(schemes_of("score")) - {name}:
            selection, bad = parse({"scheme": other, "rules": version.isoformat()}, "zh", "sample")
            known = version in scheme(other).versions
            assert (selection.rules, bad) == ((version, []) if known else (None, ["rules"]))
