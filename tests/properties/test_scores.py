"""What holds for every rule set that is shipped, whatever the shop's figures are."""

import numpy as np
import pytest
from hypothesis import given, settings
from rows import Row, conditions, rows

from scoring.assess.explain import explain
from scoring.assess.panel_assessment import PanelAssessment, assess
from scoring.rules.catalogue import any_scheme, schemes
from scoring.rules.model import RuleSet

# By name: hypothesis prints the arguments of a failure, and a whole rule set is no help there.
RULE_SETS = {
    f"{name} {rules.effective_from}": rules
    for name in schemes()
    for rules in any_scheme(name).rule_sets
    if isinstance(rules, RuleSet)
}
DUST = 1e-9


def never_lower(after: np.ndarray, before: float) -> bool:
    return bool(np.isnan(before) or after >= before - DUST)


def assert_no_worse(result: PanelAssessment, at: int, metric: str) -> None:
    for kind, scores in (("indicator", result.indicators), ("dimension", result.dimensions)):
        for name, score in scores.items():
            assert never_lower(score[0, at], score[0, 0]), f"better {metric}: {kind} {name} fell"
    assert never_lower(result.total[0, at], result.total[0, 0]), f"better {metric}: the total fell"
    before, after = int(result.level[0, 0]), int(result.level[0, at])
    assert before < 0 or 0 <= after <= before, f"better {metric}: the level fell"


def assert_adds_up(result: PanelAssessment, at: int, category: str) -> None:
    rules, explained = result.rules, explain(result, 0, at, category)
    lowest, highest = float(rules.total.lowest), float(rules.total.highest)
    points = {bonus.id: bonus.points for bonus in explained.bonuses if bonus.state == "met"}
    for key, dimension in explained.dimensions.items():
        if dimension.score is not None:
            members = [item for item in explained.indicators.values() if item.dimension == key]
            mean = sum(item.weight * (item.score or 0) for item in members)
            inside = sum(points.get(name, 0) for name, bonus in rules.bonuses.items() if bonus.dimension == key)
            assert dimension.score == pytest.approx(min(mean + inside, highest), abs=DUST)
    if explained.total is None or explained.withheld is not None:
        return
    whole = sum(row.contribution for row in explained.dimensions.values())
    assert whole == pytest.approx(result.unrounded[0, at], abs=DUST)
    whole += sum(points.get(name, 0) for name, bonus in rules.bonuses.items() if bonus.dimension is None)
    whole -= sum(off.points for off in explained.deductions)
    exact = min(max(whole, lowest), highest)
    assert abs(explained.total - exact) <= 0.5 * 10**-rules.total.decimals + DUST


def assert_on_the_scale(result: PanelAssessment) -> None:
    for scores in (result.total, *result.dimensions.values(), *result.indicators.values()):
        known = scores[~np.isnan(scores)]
        assert (known >= float(result.rules.total.lowest)).all()
        assert (known <= float(result.rules.total.highest)).all()


@pytest.mark.parametrize("name", RULE_SETS)
def test_better_is_never_worse_contributions_add_up_and_scores_stay_on_the_scale(name: str) -> None:
    rules = RULE_SETS[name]
    totals: set[float] = set()
    levels: set[int] = set()
    improved: set[str] = set()

    # One drawing for all three properties: drawing a shop takes far longer than assessing it.
    @settings(max_examples=50, derandomize=True, deadline=None)
    @given(row=rows(rules))
    def holds(row: Row) -> None:
        result = assess(row.panel, rules, row.category)
        totals.update(result.total[~np.isnan(result.total)].tolist())
        levels.update(result.level.ravel().tolist())
        assert_on_the_scale(result)
        for at, metric in enumerate(row.better, start=1):
            assert_no_worse(result, at, metric)
            values = row.panel.metrics[metric].value[0]
            improved.update({metric} if abs(values[at] - values[0]) > 0 else ())
        for at in range(0, row.panel.days, 5):
            assert_adds_up(result, at, row.category)

    holds()
    has_total = any(row.weight > 0 for row in rules.dimensions.rows.values())
    assert len(totals) > 10 or not has_total, "the shops drawn are too much alike; the check proves little"
    assert len(levels - {-1}) > 1 or not rules.levels, "no shop reaches another level; the check proves little"
    assert improved == set(rules.windows_for("")) - conditions(rules)
