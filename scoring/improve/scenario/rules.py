"""Rule sets of a scenario: another one in place of the baseline's, and limits that follow peers who get better."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from scoring.figures import Evidence
from scoring.improve.scenario.bounds import highest
from scoring.improve.scenario.model import Change, PeersImprove
from scoring.improve.scenario.stages import on_rules
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import Indicator, RuleSet
from scoring.rules.parts import Assumed, Words
from scoring.rules.words import plain

Schemes = Callable[[str], DatedScheme[RuleSet]]


def rules_of(
    dated: DatedScheme[RuleSet], rule_set: date | None, day: date, changes: Iterable[Change], schemes: Schemes
) -> RuleSet:
    """The rule set in force on the day, or that of `rule_set`, after the changes to rules among `changes`.

    Of several other rule sets the last one counts; one of another scheme without a day is the one in force.
    """
    own, by = dated, []
    for item in on_rules(changes):
        if isinstance(item, PeersImprove):
            by.append(item.by)
        else:
            dated = schemes(item.scheme) if item.scheme else own
            rule_set = item.effective
    rules = dated.in_force(rule_set) if rule_set else dated.in_force_or_first(day)
    for share in by:
        rules = with_better_peers(rules, share)
    return rules


def with_better_peers(rules: RuleSet, by: Decimal) -> RuleSet:
    """The rule set with every limit that stands for the peers' standing closer to perfect by the share.

    Those are the limits of curves that no source prints: they stand for ranks among peers. What is published
    stays. A limit that was fitted to official scores is assumed from here on.
    """
    if not by:
        return rules
    indicators = {
        name: item if item.curve.evidence.kind is Evidence.PUBLISHED else _stricter(item, by)
        for name, item in rules.indicators.items()
    }
    return rules.model_copy(update={"indicators": indicators})


def stricter(metric: str, reach: Decimal, by: Decimal) -> Decimal:
    """A limit of a metric after its peers have made up for the share of what they lack.

    >>> stricter("reply_rate", Decimal("0.9"), Decimal("0.2")), stricter("delivery_hours", Decimal(50), Decimal("0.1"))
    (Decimal('0.92'), Decimal('45.0'))
    """
    if METRICS[metric].better == "lower":
        return reach * (1 - by)
    top = highest(metric)
    return reach * (1 + by) if top is None else top - (top - reach) * (1 - by)


def _stricter(item: Indicator, by: Decimal) -> Indicator:
    points = tuple(
        step.model_copy(update={"reach": stricter(item.metric, step.reach, by)}) for step in item.curve.points
    )
    grounds = item.curve.evidence
    share = plain(by * 100)
    zh, en = (
        f"方案假设同行改善 {share}%，各档界限随之收紧。",
        f"The scenario has peers improve by {share} %, and every limit with them.",
    )
    if isinstance(grounds, Assumed):
        because = Words(zh=f"{zh}{grounds.because.zh}", en=f"{en} {grounds.because.en}")
        grounds = grounds.model_copy(update={"because": because})
    else:
        wrong = Words(zh="得分可能高一档或低一档。", en="The score may be a tier too high or too low.")
        grounds = Assumed(provenance="assumed", because=Words(zh=zh, en=en), if_wrong=wrong)
    return item.model_copy(update={"curve": item.curve.model_copy(update={"points": points, "evidence": grounds})})
