"""Which products bring the low ratings and the quality refunds."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa

from scoring.measure.engine import query


def products(connection: duckdb.DuckDBPyConnection, shop: str, first: date, last: date) -> pa.Table:
    """The products of the shop's orders, ratings and refunds from `first` to `last`, the worst first.

    Columns: `product_id` ("" = not stated, or an order of several products), `orders` paid, `ratings` of the
    description, `low_ratings` (1–2) and `low_rate`, `quality_refunds` (orders whose first refund request gave a
    quality reason) and `quality_refund_rate` (over the orders paid), `excess_low_ratings` and
    `excess_quality_refunds` (cases beyond what the rate of all other products of the shop would give, below
    zero where it is better than they are), and `excess`, what is above zero of both. A rate without cases is
    null, and so is an excess where there are no other products to compare with.
    """
    excess = " + ".join(
        f"greatest(coalesce({name}, 0), 0)" for name in ("excess_low_ratings", "excess_quality_refunds")
    )
    return connection.sql(
        f"""with counted as ({query("products").replace("{order_products}", query("order_products"))}), compared as (
              select *, low_ratings / nullif(ratings, 0) as low_rate,
                     quality_refunds / nullif(orders, 0) as quality_refund_rate,
                     {_excess("low_ratings", "ratings")} as excess_low_ratings,
                     {_excess("quality_refunds", "orders")} as excess_quality_refunds
              from counted
            )
            select product_id, orders, ratings, low_ratings, low_rate, quality_refunds, quality_refund_rate,
                   excess_low_ratings, excess_quality_refunds,
                   case when coalesce(excess_low_ratings, excess_quality_refunds) is not null
                        then {excess} end as excess
            from compared
            order by excess desc nulls last, low_ratings + quality_refunds desc, orders desc, product_id""",
        params={"shop": shop, "first": first, "last": last},
    ).to_arrow_table()


def _excess(bad: str, cases: str) -> str:
    """Bad cases beyond what the rate of all other products would give."""
    rest = f"(sum({bad}) over () - {bad}) / nullif(sum({cases}) over () - {cases}, 0)"
    return f"{bad} - {cases} * ({rest})"
