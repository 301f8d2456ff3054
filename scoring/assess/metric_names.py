"""What a metric is called: the names a person may write in a file in place of its id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import scheme as scheme_of
from scoring.rules.catalogue import schemes_of


@cache
def metric_names() -> Mapping[str, str]:
    """Every id and name of a metric, in both languages → its id.

    The names are those of the catalogue, and those of the indicators in the shipped rule sets where
    every rule set means the same metric by it.

    >>> metric_names()["48小时揽收及时率"], metric_names()["delivery_hours"]
    ('collected_within_48h_rate', 'delivery_hours')
    """
    meant: dict[str, set[str]] = {}
    for scheme in schemes_of("score"):
        for rules in scheme_of(scheme).rule_sets:
            for indicator in rules.indicators.values():
                for name in (indicator.label.zh, indicator.label.en):
                    meant.setdefault(name, set()).add(indicator.metric)
    own = {name: item.id for item in METRICS.values() for name in (item.label.zh, item.label.en, item.id)}
    return {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1} | own
