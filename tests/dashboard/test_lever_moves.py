"""A person's moves of the levers, told from what the browser sends along of the moment before."""

import pytest

from dashboard.views.lever_moves import BOX, RESET, SLIDER, SWITCH, LeverEvent, moves

A, B = "delivery_hours", "reply_rate"
SHOWN = {A: (54.9, 54.8), B: (97.76,)}


def told(*events: LeverEvent, hands: dict[str, str] | None = None) -> list[LeverEvent]:
    either = moves(events, SHOWN, hands or {})
    other_way = moves(events[::-1], SHOWN, hands or {})
    assert set(either) == set(other_way), "whatever the order they come in"
    return either


@pytest.mark.parametrize("field", [SLIDER, BOX])
def test_what_comes_alone_is_a_persons_even_if_it_was_shown_before(field: str) -> None:
    for value in (54.9, 54.8, 50.0, None):
        event = LeverEvent(A, field, value)
        assert told(event) == [event]
    for event in (LeverEvent(A, SWITCH, False), LeverEvent(A, RESET)):
        assert told(event) == [event]


def test_while_a_key_is_held_the_other_fields_of_the_lever_are_late() -> None:
    press = LeverEvent(A, SLIDER, 54.6)
    assert told(press, LeverEvent(A, BOX, 54.9), LeverEvent(A, SWITCH, False), hands={A: SLIDER}) == [press]
    back = LeverEvent(A, SLIDER, 54.9)
    assert told(back, LeverEvent(A, BOX, 54.8), hands={A: SLIDER}) == [back], "the field in hand may go back"


def test_a_lever_moved_before_is_not_taken_back_by_the_next_one() -> None:
    move = LeverEvent(B, BOX, 99.0)
    late = (LeverEvent(A, SLIDER, 54.9), LeverEvent(A, SWITCH, False))
    assert told(move, *late, hands={A: BOX}) == [move]
    assert told(LeverEvent(B, SWITCH, False), LeverEvent(A, BOX, 54.9), hands={A: SLIDER}) == [
        LeverEvent(B, SWITCH, False)
    ]


def test_a_reset_is_not_taken_back_by_what_the_lever_showed() -> None:
    move = LeverEvent(B, SLIDER, 98.0)
    late = (LeverEvent(A, SLIDER, 54.8), LeverEvent(A, BOX, 54.8), LeverEvent(A, SWITCH, True))
    assert told(move, *late, hands={A: RESET}) == [move]


def test_two_levers_moved_at_once_both_count_and_of_one_field_the_last() -> None:
    one, other = LeverEvent(A, BOX, 40.0), LeverEvent(B, BOX, 99.0)
    assert told(one, other) == [one, other]
    assert moves([LeverEvent(A, SLIDER, 41.0), LeverEvent(A, SLIDER, 40.0)], SHOWN, {}) == [LeverEvent(A, SLIDER, 40.0)]


def test_what_a_click_elsewhere_sends_along_soon_after_a_figure_is_late_and_later_a_persons() -> None:
    """A figure typed in the box, then a click on Save: the slider still says what it showed before."""
    for field, hand in ((SLIDER, BOX), (BOX, SLIDER)):
        late = LeverEvent(A, field, 54.9, at=103.0)
        assert moves([late], SHOWN, {A: hand}, {A: 100.0}) == []
        assert moves([late], SHOWN, {A: field}, {A: 100.0}) == [late], "the field in hand"
        assert moves([LeverEvent(A, field, 48.0, at=103.0)], SHOWN, {A: hand}, {A: 100.0}), "never shown before"
        assert moves([late], SHOWN, {A: hand}, {A: 90.0}) == [late], "long after"
        assert moves([late], SHOWN, {A: hand}, {B: 100.0}) == [late], "of another lever"
