"""The scores and stars the platform shows of the sample shop: its events under the limits it does not publish."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from sample_data import story
from scoring.assess.curves import half_up
from scoring.assess.panel_assessment import PanelAssessment
from scoring.assess.timeline import timeline
from scoring.certify.levels import certify
from scoring.measure.daily_sums import daily_sums
from scoring.measure.records import OfficialScore
from scoring.rules.catalogue import scheme
from scoring.rules.model import RuleSet
from scoring.store.events import from_folder

Row = dict[str, object]
SCHEME = "tmall_experience_star"
KINDS = ("indicators", "dimensions", "total")


def official_scores(folder: Path) -> list[Row]:
    """Rows of scores day by day and of stars, from the other tables in the folder, oldest first."""
    dated = scheme(SCHEME)
    hidden = replace(dated, rule_sets=tuple(map(_as_the_platform_has_it, dated.rule_sets)))
    sums = daily_sums(from_folder(folder), [story.SHOP])
    whole = timeline(sums, hidden, story.FIRST_DAY, story.LAST_DAY, story.CATEGORY)
    shown = [row for piece in whole.pieces for row in shown_of(piece) if row.day >= story.SCORES_FROM]
    stars = [
        OfficialScore(item.day, SCHEME, "level", float(item.level))
        for item in certify(whole, hidden, 0)
        if item.level is not None and story.STARS_FROM <= item.day <= story.LAST_DAY
    ]
    return [
        {"shop_id": story.SHOP, "day": row.day, "scheme": row.scheme, "item": row.item, "score": f"{row.score:g}"}
        for row in sorted([*stars, *shown], key=lambda row: row.day)
    ]


def shown_of(trial: PanelAssessment, kinds: Collection[str] = KINDS) -> Iterator[OfficialScore]:
    """What the platform shows of the first shop: two decimals of indicators and dimensions, the total as it is."""
    columns = dict(trial.indicators) if "indicators" in kinds else {}
    columns = {name: half_up(values, 2) for name, values in columns.items() if name not in trial.dimensions}
    if "dimensions" in kinds:
        columns |= {name: half_up(values, 2) for name, values in trial.dimensions.items()}
    if "total" in kinds:
        columns["total"] = trial.total
    for name, values in columns.items():
        for at in np.flatnonzero(~np.isnan(values[0])):
            yield OfficialScore(trial.panel.day(int(at)), trial.rules.scheme, name, round(float(values[0, at]), 6))


def _as_the_platform_has_it(rules: RuleSet) -> RuleSet:
    """The rule set with the hidden limits, and the hidden weights where no source prints any."""
    indicators = {}
    for name, item in rules.indicators.items():
        limits = story.HIDDEN_LIMITS.get(name)
        if limits is not None:
            points = tuple(
                step.model_copy(update={"reach": Decimal(limit)})
                for step, limit in zip(item.curve.points, limits, strict=True)
            )
            item = item.model_copy(update={"curve": item.curve.model_copy(update={"points": points})})
        indicators[name] = item
    update: dict[str, object] = {"indicators": indicators}
    if (
        rules.dimensions.evidence.provenance == "assumed"
        and rules.dimensions.rows.keys() == story.HIDDEN_WEIGHTS.keys()
    ):
        rows = {
            name: row.model_copy(update={"weight": Decimal(story.HIDDEN_WEIGHTS[name])})
            for name, row in rules.dimensions.rows.items()
        }
        update["dimensions"] = rules.dimensions.model_copy(update={"rows": rows})
    return rules.model_copy(update=update)
