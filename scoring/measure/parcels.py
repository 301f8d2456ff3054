"""Carrier's scans from a logistics file, brought to the orders they belong to.

A merchant's order export has no scans. A logistics file has them by tracking number, sometimes by order.
One number may hold several orders, one order several parcels: an order is collected and delivered once
every parcel of it is (48小时揽收及时率: 每个包裹都要及时). What the orders say themselves goes before.
"""

from __future__ import annotations

_TIMES = ("shipped_at", "collected_at", "delivered_at")
SCANNED = ("tracking_number", "order_id", *_TIMES)
"""The columns that bring scans to orders."""
_BETWEEN_NUMBERS = "[;,；，、\\s]+"


def with_scans(orders: str, parcels: str) -> str:
    """The query of the orders of `orders` with the scans of `parcels`, both relations by their canonical columns."""
    replaced = ", ".join(f"coalesce(o.{time}, s.{time}) as {time}" for time in _TIMES)
    scans = ", ".join(f"case when count(*) = count({time}) then max({time}) end as {time}" for time in _TIMES)
    times = ", ".join(f"p.{time}" for time in _TIMES)
    return f"""
        with numbers as (
          select shop_id, order_id, sub_order_id,
                 unnest(regexp_split_to_array(tracking_number, '{_BETWEEN_NUMBERS}')) as number
          from {orders} where tracking_number is not null
        ), matched as (
          select n.shop_id, n.order_id, n.sub_order_id, n.number, {times}
          from numbers n left join {parcels} p on p.shop_id = n.shop_id and p.tracking_number = n.number
          where n.number <> ''
          union
          select o.shop_id, o.order_id, o.sub_order_id, p.tracking_number, {times}
          from {orders} o join {parcels} p on p.shop_id = o.shop_id and p.order_id = o.order_id
        ), scans as (
          select shop_id, order_id, sub_order_id, {scans} from matched group by shop_id, order_id, sub_order_id
        )
        select o.* replace ({replaced})
        from {orders} o left join scans s
          on s.shop_id = o.shop_id and s.order_id = o.order_id and s.sub_order_id = o.sub_order_id"""
