"""What a metric is: its name, definition, unit, window, and the daily sums it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scoring.figures import Text, Unit

Better = Literal["higher", "lower"]


@dataclass(frozen=True)
class Metric:
    """One metric.

    `days` and `lag` are the window its source gives; a rule set may state its own. `needs` are the filled
    columns without which it is not measurable; of several joined with `|` one is enough. `counts` names
    what the sample consists of. A metric without a numerator is a figure the platform has already windowed
    (`platform_metrics`); one with a numerator alone is a count or an amount: its value is `numerator / scale`.
    """

    id: str
    label: Text
    definition: Text
    unit: Unit
    better: Better
    counts: Text
    needs: tuple[str, ...]
    source: str
    numerator: str = ""
    denominator: str = ""
    scale: int = 1
    days: int = 30
    lag: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it may be measured from."""
        return tuple(column for need in self.needs for column in need.split("|"))

    @property
    def from_platform(self) -> bool:
        """Whether only the platform's own export can give it."""
        return not self.numerator


# What samples consist of.
ORDERS = Text("笔订单", "orders")
RATINGS = Text("条评分", "ratings")
REFUNDS = Text("笔退款", "refunds")
CHATS = Text("次会话", "chats")
PEOPLE = Text("位咨询者", "people asking")
CENTS = Text("分成交额", "cents of turnover")
PLATFORM = Text("平台样本", "platform sample")
RULE_2025 = "淘宝平台店铺真实体验分规范 (rule 20009524)"
