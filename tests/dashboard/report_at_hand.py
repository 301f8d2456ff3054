"""What the tests of reports share: the facts of a shop, gathered as the command line does."""

from datetime import date, timedelta
from functools import cache

from shops_to_show import STAR, sample, sample_events

from dashboard.report.facts import Facts, facts_of
from dashboard.views.report import Report, report
from sample_data import REAL_ORDERS
from scoring.measure.daily_sums import DailySums, daily_sums, main_category, shops_in
from scoring.rules.catalogue import scheme
from scoring.store.events import Events, from_folder


def facts_of_shop(events: Events, shop: str, name: str = STAR) -> Facts:
    sums = daily_sums(events, [shop])
    return facts_of(events, "own", sums, main_category(events, shop), scheme(name), sums.last_day[0], 0)


@cache
def sample_facts(name: str = STAR, day: date | None = None) -> Facts:
    shop = sample()
    return facts_of(sample_events(), "sample", shop.sums, shop.category, scheme(name), day or shop.day, 0)


@cache
def _real_shop() -> tuple[Events, DailySums, str]:
    events = from_folder(REAL_ORDERS)
    shop = shops_in(events)[0]
    return events, daily_sums(events, [shop]), main_category(events, shop)


@cache
def real_facts(name: str = STAR) -> Facts:
    """A shop of orders and reviews alone: most metrics are missing, each for a reason."""
    events, sums, category = _real_shop()
    return facts_of(events, "real", sums, category, scheme(name), sums.last_day[0], 0)


def report_of(facts: Facts, language: str = "zh", days: int = 90) -> Report:
    return report(facts, max(facts.day - timedelta(days - 1), facts.timeline.first_day), facts.day, language)
