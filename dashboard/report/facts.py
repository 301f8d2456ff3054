"""What a report is made of, as `scoring` gives it; the page gathers it from its caches, the command line from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from scoring.assess.results import Assessment
from scoring.assess.timeline import Timeline, timeline
from scoring.certify.calendar import next_certification_day, reference_day
from scoring.certify.levels import Certified, certify
from scoring.improve.calibrate.official import PlatformShown, platform_shown, scores_of
from scoring.improve.forecast import Forecast, outlook
from scoring.improve.hints import Hint, hints
from scoring.measure.coverage import Coverage, coverages
from scoring.measure.daily_sums import DailySums
from scoring.measure.records import annotations_of, days_of, violations_of
from scoring.rules.catalogue import DatedScheme
from scoring.rules.model import RuleSet
from scoring.store.events import Events


@dataclass(frozen=True)
class Facts:
    """One shop on one day under one scheme.

    `data` is `own`, `sample` or `real`; `certified` are all certifications of the timeline, oldest
    first; `days` says for each table which days have how many rows; `own_figures` counts the figures
    of one's own in use, `calibrated` those fitted to official scores. `pinned` rules are not those of the day.
    `official` is what the platform showed.
    """

    data: str
    shop: str
    dated: DatedScheme[RuleSet]
    sums: DailySums
    timeline: Timeline
    day: date
    certified: Sequence[Certified]
    hints: Sequence[Hint]
    covered: Mapping[str, Coverage]
    forecast: Forecast | None
    beside: Assessment | None
    notes: Sequence[tuple[date, str]]
    days: Mapping[str, Mapping[date, int]]
    own_figures: int = 0
    pinned: bool = False
    calibrated: int = 0
    official: PlatformShown = field(default_factory=PlatformShown)

    @property
    def result(self) -> Assessment:
        """The day's assessment."""
        return self.timeline.at(self.day, 0)

    @property
    def rules(self) -> RuleSet:
        """The rule set the day is assessed under."""
        return self.timeline.rules_at(self.day)

    @property
    def before(self) -> Assessment | None:
        """The day before; None on the first day of the data."""
        return self.timeline.at(self.day - timedelta(days=1), 0) if self.day > self.timeline.first_day else None

    @property
    def held(self) -> list[Certified]:
        """The certifications up to the day."""
        return [item for item in self.certified if item.day <= self.day]

    @property
    def next_certification(self) -> tuple[date, date] | None:
        """The next certification day and the day whose data it looks at; None where the scheme certifies nothing."""
        certification = self.rules.certification
        if certification is None:
            return None
        day = next_certification_day(certification, self.day)
        return day, reference_day(certification, day)


def facts_of(
    events: Events,
    data: str,
    sums: DailySums,
    category: str,
    dated: DatedScheme[RuleSet],
    day: date,
    own_figures: int,
    calibrated: int = 0,
) -> Facts:
    """The facts of the one shop of `sums`, computed anew: for a run without a page."""
    shop = sums.shops[0]
    line = timeline(sums, dated, sums.first_day, sums.last_day[0], category)
    rules, violations = line.rules_at(day), violations_of(events, shop)
    coming = dated.shown_beside(day)
    return Facts(
        data,
        shop,
        dated,
        sums,
        line,
        day,
        certify(line, dated, 0, violations),
        hints(line.panel_at(day), rules, category, sums, 0),
        coverages(sums, 0, rules.windows_for(category), day),
        outlook(sums, 0, dated, None, category, day, violations),
        None if coming is None else timeline(sums, dated, day, day, category, coming).at(day, 0),
        annotations_of(events, shop),
        days_of(events, shop),
        own_figures,
        calibrated=calibrated,
        official=platform_shown(scores_of(events, shop), dated.scheme.scheme),
    )
