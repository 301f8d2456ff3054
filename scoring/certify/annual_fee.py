"""The annual fee of one year: mean of the month-end scores, what is due, and the band that is returned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean

from scoring.assess.conditions import reaches
from scoring.assess.timeline import timeline
from scoring.certify.months import SALES, DailyScores, MonthEnd, metric_over, month_end, month_ends
from scoring.figures import Evidence, weakest
from scoring.measure.daily_sums import DailySums
from scoring.measure.records import Violation
from scoring.rules.catalogue import DatedScheme, scheme
from scoring.rules.fees import AnnualFee, FeeRow
from scoring.rules.model import RuleSet

_MONTHS = 12


@dataclass(frozen=True)
class Tenure:
    """When the shop opened and when it applied to leave; None = before, or not within, the year."""

    opened: date | None = None
    left: date | None = None

    def within(self, year: int) -> Tenure:
        """The same without a day that lies in another year."""
        opened, left = (day if day is not None and day.year == year else None for day in (self.opened, self.left))
        return Tenure(opened, left)


@dataclass(frozen=True)
class FeeYear:
    """The annual fee of one shop and year, in CNY, as far as the data reaches.

    `months` are the months charged. `mean` is over the counted month ends (None = none yet),
    `forecast` takes today's score for those ahead, `needed` is what each of those must have for the
    target (None = none ahead, or no target published). `sales_half` and `sales_full` are the targets
    for the months charged. `band` is the share returned by the figures so far (None = a target is not
    published, a figure is missing, or no fee is due), `lacking` what keeps the full band away: `score`,
    `sales_half` or `sales`, `violations`. `first_month` is the free month of opening. `returned` is what
    comes back of the prepaid fee: what was prepaid and is not due, and the band's share of what is.
    """

    rule_set: date
    year: int
    category: str
    row: FeeRow
    tenure: Tenure
    month_ends: tuple[MonthEnd, ...]
    months: int
    prepaid: float
    due: float
    first_month: float
    mean: float | None
    forecast: float | None
    needed: float | None
    sales: float | None
    sales_half: float | None
    sales_full: float | None
    band: float | None
    lacking: tuple[str, ...]
    returned: float | None
    evidence: Evidence


def annual_fee(
    rules: AnnualFee,
    year: int,
    category: str,
    scores: DailyScores,
    sales: float | None,
    tenure: Tenure = Tenure(),
    violations: Sequence[Violation] = (),
) -> FeeYear:
    """The fee of a year from its month-end scores, which are totals under `rules.score.scheme`.

    `sales` are the year's counted sales so far (None = not measurable).
    """
    row = rules.row(category)
    months = _MonthsOfYear(year, tenure)
    ends = _month_ends(scores, year, tenure)
    counted = [item.score for item in ends if item.state == "counted" and item.score is not None]
    ahead = sum(item.state == "ahead" for item in ends)
    mean = fmean(counted) if counted else None
    newest = scores.on(scores.last_day)
    forecast = fmean([*counted, *[newest] * ahead]) if newest is not None and (counted or ahead) else mean
    target = None if row.score is None else float(row.score)
    needed = None
    if target is not None and ahead:
        needed = (target * (len(counted) + ahead) - sum(counted)) / ahead
    monthly = float(row.fee) / _MONTHS
    prepaid, due = monthly * months.prepaid, monthly * months.charged
    half, full = (_share(figure, months.charged) for figure in (row.sales_half, row.sales_full))
    band, lacking = _band(rules, target, mean, sales, half, full, violations)
    if not months.charged:
        band, lacking = None, ()  # left in the month of entry: no fee, so no band
    return FeeYear(
        rules.effective_from,
        year,
        category,
        row,
        tenure,
        tuple(ends),
        months.charged,
        prepaid,
        due,
        monthly * months.free,
        mean,
        forecast,
        needed,
        sales,
        half,
        full,
        band,
        lacking,
        prepaid if not months.charged else None if band is None else prepaid - due + due * band,
        weakest(row.evidence.kind, rules.score.evidence.kind, rules.bands.evidence.kind, scores.evidence),
    )


def fee_on(
    dated: DatedScheme[AnnualFee],
    sums: DailySums,
    shop: int,
    category: str,
    day: date,
    tenure: Tenure = Tenure(),
    violations: Sequence[Violation] = (),
    rules: AnnualFee | None = None,
    scored_by: Callable[[str], DatedScheme[RuleSet]] = scheme,
) -> FeeYear:
    """The fee of the day's year from a shop's daily sums, as far as they reach by that day.

    `rules` stands in for the version in force when the year begins; `scored_by` gives the scheme whose
    month-end scores count (with figures of the operator's own in it, for one). Raises `NoRulesInForce` for a year
    that had no annual fee.
    """
    begins = date(day.year, 1, 1)
    rules = rules or dated.in_force(begins)
    # A shop that leaves in January is judged by the day before, which may lie in December.
    first = max(sums.first_day, begins - timedelta(days=1))
    line = timeline(sums, scored_by(rules.score.scheme), first, max(first, day), category)
    opened = tenure.opened or begins
    sales = metric_over(sums, shop, SALES, max(begins, opened, sums.first_day), min(day, tenure.left or day))
    return annual_fee(rules, day.year, category, DailyScores.of(line, shop), sales, tenure, violations)


def _share(yearly: Decimal | None, months: int) -> float | None:
    """A year's target for the months charged."""
    return None if yearly is None else float(yearly) / _MONTHS * months


class _MonthsOfYear:
    """How many months are prepaid, free and charged; a part month counts as a month."""

    def __init__(self, year: int, tenure: Tenure) -> None:
        here = tenure.within(year)
        first = here.opened.month if here.opened else 1
        last = here.left.month if here.left else _MONTHS
        self.prepaid = _MONTHS - first + 1
        self.free = 1 if here.opened else 0
        # Leaving in the month of entry costs nothing: that month is the free one.
        self.charged = max(0, last - first + 1 - self.free)


def _month_ends(scores: DailyScores, year: int, tenure: Tenure) -> list[MonthEnd]:
    """The month ends the mean looks at. Left in January: the day before the application alone."""
    here = tenure.within(year)
    first, left = here.opened or date(year, 1, 1), here.left
    if left is not None and left.month == 1:
        day = left - timedelta(days=1)
        score = scores.on(day)
        return [MonthEnd(day, score, "no_data" if score is None else "counted")]
    ends = month_ends(scores, first, left or date(year, _MONTHS, 31))
    if left is not None:
        ends[-1] = MonthEnd(month_end(left), None, "exit_month")
    return ends


def _band(
    rules: AnnualFee,
    target: float | None,
    mean: float | None,
    sales: float | None,
    half: float | None,
    full: float | None,
    violations: Sequence[Violation],
) -> tuple[float | None, tuple[str, ...]]:
    lacking = []
    if target is not None and mean is not None and not reaches(mean, target):
        lacking.append("score")
    if rules.gates is not None and _barred(rules, violations):
        lacking.append("violations")
    barred = bool(lacking)
    if full is not None and sales is not None and not reaches(sales, full):
        lacking.append("sales_half" if half is not None and not reaches(sales, half) else "sales")
    if barred:
        return 0.0, tuple(lacking)
    if target is None or mean is None or sales is None or half is None or full is None:
        return None, tuple(lacking)
    band = rules.bands.full if reaches(sales, full) else rules.bands.half if reaches(sales, half) else 0
    return float(band), tuple(lacking)


def _barred(rules: AnnualFee, violations: Sequence[Violation]) -> bool:
    """Whether violations cost the discount: too many serious points, or too many large deductions."""
    gates = rules.gates
    if gates is None:
        return False
    points = [violation.points or 0 for violation in violations if violation.kind in gates.kinds]
    singles = sum(one >= gates.single_points for one in points)
    return sum(points) >= gates.points_below or singles >= gates.singles_below
