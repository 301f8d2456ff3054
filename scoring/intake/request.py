"""What a person says beside a file: the shop, the table, the day, which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

DEFAULT_SHOP = "my-shop"


@dataclass(frozen=True)
class Request:
    """How a file is to be read.

    `shop` is used where the file names none; `table` says which table it is when the header cannot;
    `day` is the day of figures that carry no date; `columns` maps names of the file's header to
    canonical columns of `table` ("" = not used), as a person has confirmed them; `metric_names` are the
    names that a metric may have in the file, each with the metric's id (none: whatever stands there is the id).
    """

    shop: str = DEFAULT_SHOP
    table: str | None = None
    day: date | None = None
    columns: Mapping[str, str] | None = None
    metric_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How far reading a file has come: bytes of the file, and rows read so far."""

    done_bytes: int
    all_bytes: int
    rows: int
