"""The scores the platform showed, as they are kept: by day, with what was not assessed as such."""

from datetime import date

from made_up import clean, events

from scoring.measure.records import OfficialScore, official_scores_in, official_scores_of

ROWS = [
    {"shop_id": "s", "day": "2026-04-02", "scheme": "shop_real_experience", "item": "total", "score": "4.66"},
    {"shop_id": "s", "day": "2026-04-01", "scheme": "shop_real_experience", "item": "service", "score": "-"},
    {"shop_id": "other", "day": "2026-04-01", "scheme": "shop_real_experience", "item": "total", "score": "4.2"},
]
EXPECTED = [
    OfficialScore(date(2026, 4, 1), "shop_real_experience", "service", None),
    OfficialScore(date(2026, 4, 2), "shop_real_experience", "total", 4.66),
]


def test_the_scores_of_a_shop_come_by_day_and_a_dash_is_not_assessed() -> None:
    assert official_scores_of(events(official_scores=ROWS), "s") == EXPECTED
    assert official_scores_of(events(), "s") == []


def test_a_file_gives_the_same_scores_as_the_data() -> None:
    assert official_scores_in(clean(ROWS, "official_scores").rows, "s") == EXPECTED
