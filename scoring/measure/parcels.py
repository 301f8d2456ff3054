"""Carrier's scans from a logistics file, brought to the orders they belong to.

A merchant's order export has no scans. A logistics file has them by tracking number, sometimes by order.
One number may hold several orders, one order several parcels: an order is collected and delivered once
every parcel of it is (48小时揽收及时率: 每个包裹都要及时). Its carrier is the one all its parcels have.
What the orders say themselves goes before.
"""

from __future__ import annotations

_TIMES = ("shipped_at", "collected_at", "delivered_at")
SCANNED = ("tracking_number", "order_id", "carrier", *_TIMES)
"""The columns that bring scans to orders."""
_BETWEEN_NUMBERS = "[;,；，、\\s]+"


def with_scans(orders: str, parcels: str) -> str:
    """The query of the orders of `orders` with the scans of `parcels`, both relations by their canonical columns."""
    brought = (*_TIMES, "carrier")
    replaced = ", ".join(f"coalesce(o.{name}, s.{name}) as {name}" for name in brought)
    scans = ", ".join(f"case when count(*) = count({time}) then max({time}) end as {time}" for time in _TIMES)
    carrier = "case when min(carrier) = max(carrier) then min(carrier) end as carrier"
    of_parcel = ", ".join(f"p.{name}" for name in brought)
    return f"""
        with numbers as (
          select shop_id, order_id, sub_order_id,
                 unnest(regexp_split_to_array(tracking_number, '{_BETWEEN_NUMBERS}')) as number
          from {orders} where tracking_number is not null
        ), matched as (
          select n.shop_id, n.order_id, n.sub_order_id, n.number, {of_parcel}
          from numbers n left join {parcels} p on p.shop_id = n.shop_id and p.tracking_number = n.number
          where n.number <> ''
          union
          select o.shop_id, o.order_id, o.sub_order_id, p.tracking_number, {of_parcel}
          from {orders} o join {parcels} p on p.shop_id = o.shop_id and p.order_id = o.order_id
        ), scans as (
          select shop_id, order_id, sub_order_id, {scans}, {carrier}
          from matched group by shop_id, order_id, sub_order_id
        )
        select o.* replace ({replaced})
        from {orders} o left join scans s
          on s.shop_id = o.shop_id and s.order_id = o.order_id and s.sub_order_id = o.sub_order_id"""
