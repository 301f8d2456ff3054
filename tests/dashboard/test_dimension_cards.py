"""The dimension cards of the board as plain data."""

from datetime import date, timedelta

import pytest
from shops_to_show import GOOD, Shown, made, needs_of, sample

from dashboard import format as fmt
from dashboard.text import LANGUAGES, words
from dashboard.views.dimensions import dimension_cards
from scoring.measure.catalogue import METRICS
from scoring.measure.coverage import Coverage, coverages

pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def covered(shop: Shown) -> dict[str, Coverage]:
    return coverages(shop.sums, 0, shop.rules.windows_for(shop.category), shop.day)


def test_a_card_per_dimension_in_the_order_of_the_rules(language: str) -> None:
    shop = sample()
    held = [item for item in shop.certified() if item.day <= shop.day][-1].reference_day
    cards = dimension_cards(shop.timeline, shop.day, held, shop.hints(), covered(shop), language)
    assert [card.id for card in cards] == list(shop.rules.dimensions.rows)
    then = shop.timeline.at(held, 0)
    for card in cards:
        now = shop.result.dimensions[card.id]
        assert card.score == fmt.points(now.score)
        assert card.change == round((now.score or 0) - (then.dimensions[card.id].score or 0), 3)
        assert card.change_label == words(language)("board.since_certification")
        assert card.spark[-1] == now.score
        assert len(card.spark) <= 30
        assert card.gate_state in ("met", "not_met", "not_checked", "not_required", "none")


def test_without_a_certification_the_change_is_since_yesterday(language: str) -> None:
    shop = made()
    card = dimension_cards(shop.timeline, shop.day, None, [], {}, language)[0]
    assert card.change == 0.0
    assert card.change_label == words(language)("board.since_yesterday")
    first = dimension_cards(shop.timeline, shop.timeline.first_day, None, [], {}, language)[0]
    assert first.change is None


def test_a_dimension_not_assessed_says_why_and_shows_a_dash(language: str) -> None:
    t = words(language)
    measured = {name: pair for name, pair in GOOD.items() if name != "delivery_hours"}
    cards = {
        card.id: card for card in dimension_cards(made(measured).timeline, date(2022, 10, 1), None, [], {}, language)
    }
    assert cards["logistics"].score == fmt.MISSING
    needs = needs_of("delivery_hours")
    columns = t("board.list").join(t(f"column.{need.partition('.')[2]}") for need in sorted(needs))
    assert {need.partition(".")[0] for need in needs} == {"orders"}
    named = t("board.need", table=t("data.tables.orders"), columns=columns)
    assert cards["logistics"].note == t("board.needs", columns=named)
    assert cards["logistics"].weight == t("board.weight_spread")
    assert cards["logistics"].spark == ()
    assert cards["logistics"].change is None
    assert cards["after_sales"].note == ""
    few = {**GOOD, "delivery_hours": (0, 0)}
    cards = {card.id: card for card in dimension_cards(made(few).timeline, date(2022, 10, 1), None, [], {}, language)}
    assert cards["logistics"].score == fmt.MISSING
    assert "{" not in cards["logistics"].note
    assert cards["logistics"].note


def test_both_changes_stand_on_the_card_and_a_day_without_change_says_so(language: str) -> None:
    shop, t = sample(), words(language)
    held = shop.day - timedelta(days=60)
    seen = set()
    for day in (shop.day - timedelta(days=back) for back in range(40)):
        for card in dimension_cards(shop.timeline, day, held, [], {}, language):
            now, then = (shop.timeline.at(at, 0).dimensions[card.id].score for at in (day, day - timedelta(days=1)))
            change = round((now or 0) - (then or 0), 3)
            sign = fmt.points(change, sign=True)
            expected = t("board.change_of_a_day", change=sign) if change else t("board.same_as_yesterday")
            assert card.yesterday == expected
            seen.add(bool(change))
    assert seen == {True, False}, "must show a day with a change and one without"


def test_the_next_step_is_that_of_the_dimensions_best_hint(language: str) -> None:
    shop = sample()
    cards = {card.id: card for card in dimension_cards(shop.timeline, shop.day, None, shop.hints(), {}, language)}
    for name, card in cards.items():
        hint = next((hint for hint in shop.hints() if hint.dimension == name), None)
        if hint is None:
            assert card.next_step == words(language)("board.next_none")
        else:
            unit = METRICS[hint.metric].unit
            assert hint.label[language] in card.next_step
            assert fmt.measured(hint.target, unit, language) in card.next_step
    assert any(hint.dimension in cards for hint in shop.hints())


def test_the_days_known_are_those_of_the_window_known_least(language: str) -> None:
    shop, t = sample(), words(language)
    full = {card.id: card for card in dimension_cards(shop.timeline, shop.day, None, [], covered(shop), language)}
    assert full["logistics"].days == t("board.days_known", known=30, days=30)
    assert full["logistics"].days_state == "full"
    gap = {**covered(shop), "reply_rate": Coverage(28, 30)}
    cards = {card.id: card for card in dimension_cards(shop.timeline, shop.day, None, [], gap, language)}
    assert cards["consultation"].days == t("board.days_known", known=28, days=30)
    assert cards["consultation"].days_state == "gap"
    none = dimension_cards(shop.timeline, shop.day, None, [], {}, language)[0]
    assert (none.days, none.days_state) == ("", "")


def test_a_place_among_peers_stands_on_the_card_where_it_is_known(language: str) -> None:
    shop = sample("taobao_lighthouse")
    cards = {card.id: card for card in dimension_cards(shop.timeline, shop.day, None, [], {}, language)}
    peers = {item.dimension: item for item in shop.result.peers}
    for name, card in cards.items():
        assert bool(card.peers) is (name in peers)
        if name in peers:
            assert fmt.points(peers[name].mean) in card.peers
