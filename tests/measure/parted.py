"""A breakdown by one attribute, and the shortfall over all of them, as the tests ask for it."""

from datetime import date
from typing import Any

import duckdb

from scoring.measure.attributes import attributes_of
from scoring.measure.segments import Segment, breakdown

Connection = duckdb.DuckDBPyConnection


def segments(
    connection: Connection, shop: str, metric: str, attribute: str, first: date, last: date, **more: Any
) -> list[Segment]:
    return breakdown(connection, shop, metric, [attribute], first, last, **more).by[attribute]


def shortfall(connection: Connection, shop: str, metric: str, first: date, last: date, **more: Any) -> list[Segment]:
    return breakdown(connection, shop, metric, attributes_of(metric), first, last, **more).shortfall
