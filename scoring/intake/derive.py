"""What a column of an export does not say by itself: paid by a status, a province inside an address.

Every function takes trimmed text columns (null = missing) of one block by canonical or helper name and
gives the columns completed; a column that cannot be told stays away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from scoring.intake.provinces import PROVINCES

Columns = dict[str, pa.Array]
Derive = Callable[[Columns], Columns]
Further = Callable[[Mapping[str, pa.Array]], Columns]

_ENDS = "省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区"
_NAMES = "|".join(PROVINCES)
_PROVINCE = rf"^(?:中国)?[\s,，]*(?P<province>(?:{_NAMES})(?:{_ENDS})?)"
_NOT_PAID = pa.array(["待支付", "未支付", "待付款", "等待买家付款", "已取消"])
_DSR = {"描述": "description", "服务": "service", "物流": "logistics"}
# The seller page's own codes and names (真实体验分).
_SCORES = {"nps": "total", "newgoods": "product", "newlogistics": "logistics", "newservices": "service"}
_METRICS = {
    "neg_itm_feedback_rate": "negative_feedback_rate",
    "good_itm_eva_rate": "description_good_rating_rate",
    "48h_pickup_rate": "collected_within_48h_rate",
    "3min_manual_rsp_rate": "reply_within_3min_rate",
    "商品负反馈率": "negative_feedback_rate",
    "商品好评率": "description_good_rating_rate",
    "48小时揽收及时率": "collected_within_48h_rate",
    "3分钟人工响应率": "reply_within_3min_rate",
    "物流到货时长": "delivery_hours",
    "退款处理时长": "refund_handling_hours",
    "旺旺满意度": "chat_satisfaction_rate",
    "平台求助率": "platform_help_rate",
}


def province(columns: Columns) -> Columns:
    """The province an address begins with; the address itself is personal and goes no further."""
    if "_address" in columns and "province" not in columns:
        found = pc.extract_regex(columns["_address"], pattern=_PROVINCE)
        name = pc.struct_field(found, "province")
        columns["province"] = pc.if_else(pc.is_valid(found), name, None)
    return columns


def paid_by_status(columns: Columns) -> Columns:
    """Douyin gives no pay time: an order is paid when it was made, unless its status says it never was."""
    if "paid_at" in columns or "created_at" not in columns or "status" not in columns:
        return columns
    status = pc.fill_null(columns["status"], "")
    refunded = columns.get("_after_sales", pa.nulls(len(status), pa.string()))
    never = pc.or_(pc.is_in(status, value_set=_NOT_PAID), pc.and_(pc.equal(status, "已关闭"), pc.is_null(refunded)))
    columns["paid_at"] = pc.if_else(never, None, columns["created_at"])
    return columns


def paid_when_made(columns: Columns) -> Columns:
    """Pinduoduo's short list gives the time of the deal, which is the payment."""
    if "paid_at" not in columns and "created_at" in columns:
        columns["paid_at"] = columns["created_at"]
    return columns


def row_per_sub_order(columns: Columns) -> Columns:
    """Several sub-orders in one cell, joined with `;`, become a row each; the amount stays with the first."""
    joined = columns.get("sub_order_id")
    if joined is None or not pc.any(pc.match_substring(joined, pattern=";")).as_py():
        return columns
    cells = pc.fill_null(joined, "").to_pylist()
    named = [list(dict.fromkeys(part for item in cell.split(";") if (part := item.strip()))) or [""] for cell in cells]
    lists = pa.array(named, pa.list_(pa.string()))
    origin = pc.list_parent_indices(lists)
    result = {name: column.take(origin) for name, column in columns.items()}
    result["sub_order_id"] = pc.utf8_trim_whitespace(pc.list_flatten(lists))
    if "amount" in columns:
        positions = origin.to_numpy()
        first = pa.array([at == 0 or positions[at] != positions[at - 1] for at in range(len(positions))], pa.bool_())
        result["amount"] = pc.if_else(first, result["amount"], None)
    return result


def refund_kind(columns: Columns) -> Columns:
    """Refund only, return and refund, or exchange, from the type or from whether goods come back."""
    if "kind" in columns:
        return columns
    if "_type" in columns:
        text = columns["_type"]
        kinds = [("换|补寄|维修", "exchange"), ("退货", "return_refund"), ("退款", "refund_only")]
    elif "_returns" in columns:
        text = columns["_returns"]
        kinds = [("^(否|不|无)", "refund_only"), ("^(是|需|有|要)", "return_refund")]
    else:
        return columns
    kind = pa.nulls(len(text), pa.string())
    for pattern, name in kinds:
        kind = pc.if_else(
            pc.and_(pc.is_null(kind), pc.fill_null(pc.match_substring_regex(text, pattern=pattern), False)), name, kind
        )
    columns["kind"] = kind
    return columns


def refund_ends(columns: Columns) -> Columns:
    """The end of a refund is its completion, unless its status says that it was closed without one."""
    if "_ended_at" not in columns:
        return columns
    ended = columns["_ended_at"]
    status = columns.get("_status", pa.nulls(len(ended), pa.string()))
    closed = pc.fill_null(pc.match_substring_regex(status, pattern="关闭|撤销|取消"), False)
    columns.setdefault("completed_at", pc.if_else(closed, None, ended))
    columns.setdefault("closed_at", pc.if_else(closed, ended, None))
    return columns


def refund_amount(columns: Columns) -> Columns:
    """What went back to the buyer, else the whole sum of the refund."""
    if "_total" in columns:
        columns["amount"] = (
            pc.coalesce(columns["amount"], columns["_total"]) if "amount" in columns else columns["_total"]
        )
    return columns


def refund_by_shop(columns: Columns) -> Columns:
    """Whether the shop settled it without the platform: 客服介入状态 says that nobody stepped in."""
    if "_stepped_in" in columns and "handled_by_shop" not in columns:
        alone = pc.match_substring_regex(columns["_stepped_in"], pattern="未|无|不需")
        columns["handled_by_shop"] = pc.if_else(alone, "true", "false")
    return columns


def disputes_of_refunds(columns: Mapping[str, pa.Array]) -> Columns:
    """The refunds the platform stepped into, as disputes; when they were opened is not in the export."""
    if "handled_by_shop" not in columns or "refund_id" not in columns:
        return {}
    rows = pc.fill_null(pc.equal(columns["handled_by_shop"], "false"), False)
    taken = {name: column.filter(rows) for name, column in columns.items()}
    count = len(taken["refund_id"])
    text = taken.get("_liable", pa.nulls(count, pa.string()))
    liable = pa.array(["pending"] * count, pa.string())
    for pattern, who in (("无", "none"), ("买家", "buyer"), ("卖家|商家", "shop")):
        liable = pc.if_else(pc.fill_null(pc.match_substring_regex(text, pattern=pattern), False), who, liable)
    result = {name: taken[name] for name in ("_row", "shop_id", "order_id") if name in taken}
    ends = [taken[name] for name in ("completed_at", "closed_at") if name in taken]
    return result | {
        "dispute_id": taken["refund_id"],
        "kind": pa.array(["dispute"] * count, pa.string()),
        "closed_at": pc.coalesce(*ends) if ends else pa.nulls(count, pa.string()),
        "liable": liable,
    }


DEFAULTS: dict[str, tuple[Derive, ...]] = {
    "orders": (province,),
    "refunds": (refund_kind, refund_ends, refund_by_shop, refund_amount),
}


def dsr_items(columns: Columns) -> Columns:
    """The three ratings of 店铺动态评分 as items of the scheme `dsr`."""
    text = columns.get("_item", pa.nulls(0, pa.string()))
    item = pa.nulls(len(text), pa.string())
    for word, name in _DSR.items():
        item = pc.if_else(pc.fill_null(pc.match_substring(text, pattern=word), False), name, item)
    return columns | {"item": item, "scheme": pa.array(["dsr"] * len(text), pa.string())}


def real_experience_items(columns: Columns) -> Columns:
    """The total and the dimensions of 真实体验分 as items; rows of single metrics are left to the next function."""
    items = [_SCORES.get(code) for code in _codes(columns)]
    is_item = pa.array([item is not None for item in items], pa.bool_())
    is_metric = pa.array([metric is not None for metric in _own_metrics(columns)], pa.bool_())
    score = pc.coalesce(columns.get("_shown", columns["score"]), columns["score"])
    return columns | {
        "item": pa.array(items, pa.string()),
        "scheme": pa.array(["shop_real_experience"] * len(items), pa.string()),
        "score": pc.if_else(is_item, score, None),
        "_of_metric": score,
        "_elsewhere": is_metric,
    }


def real_experience_metrics(columns: Mapping[str, pa.Array]) -> Columns:
    """The single metrics of 真实体验分 as the platform's own figures; hours in hours, shares as shares."""
    metrics = pa.array(_own_metrics(columns), pa.string())
    rows = pc.is_valid(metrics)
    kept = {name: columns[name].filter(rows) for name in ("_row", "shop_id", "day") if name in columns}
    value = pc.replace_substring_regex(columns["_of_metric"], pattern="(小时|秒)$", replacement="")
    return kept | {"metric": metrics.filter(rows), "value": value.filter(rows)}


def _codes(columns: Mapping[str, pa.Array]) -> list[str]:
    return [(code or "").lower() for code in columns["_code"].to_pylist()]


def _own_metrics(columns: Mapping[str, pa.Array]) -> list[str | None]:
    names = columns["_name"].to_pylist() if "_name" in columns else [""] * len(columns["_code"])
    return [_METRICS.get(code) or _METRICS.get(name or "") for code, name in zip(_codes(columns), names, strict=True)]
