"""Official scores of the sample shop under hidden limits and weights, as a file a person would bring."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
from made_up import csv_bytes
from official_shops import with_hidden

from sample_data import SAMPLE_SHOP
from sample_data.scores import shown_of
from scoring.assess.measured import panel_for
from scoring.assess.panel_assessment import assess
from scoring.measure.daily_sums import daily_sums, main_category
from scoring.measure.records import OfficialScore
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.store.events import from_folder

SHOP, CATEGORY = "示例旗舰店", "女装/女士精品"
RULES = scheme("tmall_experience_star").in_force(date(2022, 3, 1))
WRONG_DAY = date(2022, 3, 3)


@cache
def hidden_rules() -> RuleSet:
    return with_hidden(RULES, np.random.default_rng(5))


@cache
def official_rows() -> tuple[OfficialScore, ...]:
    events = from_folder(SAMPLE_SHOP)
    assert main_category(events, SHOP) == CATEGORY
    panel = panel_for(daily_sums(events, [SHOP]), hidden_rules(), date(2021, 10, 19), date(2022, 6, 14), CATEGORY)
    return tuple(shown_of(assess(panel, hidden_rules(), CATEGORY)))


def wrong_rows() -> tuple[OfficialScore, ...]:
    """The same with the worst score on a day with a good value."""
    return tuple(
        replace(row, score=0.0) if (row.item, row.day) == ("reply_rate", WRONG_DAY) else row for row in official_rows()
    )


def file_of(rows: tuple[OfficialScore, ...]) -> bytes:
    return csv_bytes(
        [{"shop_id": SHOP, "day": r.day, "scheme": r.scheme, "item": r.item, "score": r.score} for r in rows]
    )
