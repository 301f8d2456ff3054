"""Why a scenario differs from its baseline: the parts add up to the difference the page shows."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.improve.scenario.apply import apply
from scoring.improve.scenario.model import AnswerUnanswered, Change, PeersImprove, Scenario, SetMetric, UseRuleSet
from scoring.improve.scenario.why import why_in
from scoring.measure.daily_sums import DailySums, main_category
from scoring.rules.catalogue import scheme
from scoring.store.events import Events

STAR = "tmall_experience_star"
DAY = date(2022, 7, 5)
STACKS: dict[str, tuple[Change, ...]] = {
    "nothing": (),
    "a metric": (SetMetric(metric="human_reply_seconds", value=Decimal(20)),),
    "events": (AnswerUnanswered(from_hour=0, to_hour=24, within_seconds=20),),
    "peers": (PeersImprove(by=Decimal("0.1")),),
    "peers and other rules": (PeersImprove(by=Decimal("0.2")), UseRuleSet(effective=date(2021, 10, 19))),
    "peers and other windows": (UseRuleSet(effective=date(2019, 8, 16)), PeersImprove(by=Decimal("0.2"))),
    "other windows": (UseRuleSet(effective=date(2019, 8, 16)),),
    "all": (
        SetMetric(metric="reply_rate", value=Decimal("0.9")),
        AnswerUnanswered(from_hour=8, to_hour=20, within_seconds=30),
        UseRuleSet(effective=date(2021, 10, 19)),
    ),
}


@pytest.mark.parametrize("ahead", [False, True])
@pytest.mark.parametrize("name", STACKS)
def test_the_parts_add_up_to_the_difference_exactly(
    name: str, ahead: bool, sample_events: Events, sample_sums: DailySums
) -> None:
    events, sums = sample_events, sample_sums
    category = main_category(events, sums.shops[0])
    day = date(2022, 7, 15) if ahead else DAY
    scenario = Scenario(name=name, scheme=STAR, day=day, shop=sums.shops[0], changes=STACKS[name])
    applied = apply(events, sums, scenario, scheme(STAR), category=category)
    why = why_in(applied, sums, category)
    total = applied.comparison.total
    assert total.before is not None
    assert total.after is not None
    change = Decimal(repr(total.after)) - Decimal(repr(total.before))
    assert sum((part.points for part in why.parts), Decimal(0)) == change == (why.change or 0)
    if not STACKS[name]:
        assert not why.parts
    kinds = {part.kind for part in why.parts}
    assert ("peers" in kinds) == ("peers" in name), "better peers are told as such"
    assert "rules" not in kinds or "rules" in name or "windows" in name or name == "all", "and not as other rules"
