"""What the children of the store's tests do, and the files they do it with."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

from warm import Tell

from scoring.errors import VocBoardError
from scoring.store.delta import Staged, Store

REFUNDS = [
    "订单编号", "退款编号", "支付宝交易号", "订单付款时间", "商家编码", "退款完结时间", "买家会员名称",
    "买家实际支付金额", "宝贝标题", "买家退款金额", "手工退款/系统退款", "是否需要退货", "退款的申请时间",
    "超时时间", "退款状态", "货物状态", "退货物流信息", "发货物流信息", "客服介入状态", "卖家真实姓名",
    "卖家退货地址", "卖家邮编", "卖家电话", "卖家手机", "退货物流单号", "退货物流公司", "买家退款原因",
    "买家退款说明", "买家退货时间", "责任方", "售中或售后", "商家备注", "完结时间", "部分退款/全部退款",
    "审核操作人", "举证超时", "是否零秒响应", "退款操作人", "主数据编码",
]  # fmt: skip
_HEADERS = {
    "orders": "shop_id,order_id,paid_at,collected_at,amount,province,status",
    "reviews": "shop_id,review_id,rated_at,description_score,text",
    "refunds": ",".join(REFUNDS),
}
ROW_KINDS = ("orders", "orders in GB18030", "reviews", "refunds and disputes")


def made_file(folder: Path, name: str, kind: str, rows: int) -> Path:
    """A file of one of the `ROW_KINDS`; every key begins with the file's name, every second refund is a dispute."""
    lines = [_HEADERS[kind.split()[0]]]
    for at in range(rows):
        day, time_of_day = f"2026-03-{1 + at // 1440 % 28:02}", f"{at // 60 % 24:02}:{at % 60:02}:00"
        moment, later = f"{day} {time_of_day}", f"{day} 23:59:59"
        if kind == "reviews":
            lines.append(f"s,{name}-{at},{moment},{1 + at % 5},{'很好' * (at % 7)}")
        elif kind.startswith("refunds"):
            cells = dict.fromkeys(REFUNDS, "") | {
                "订单编号": str(at), "退款编号": f"{name}-{at}", "订单付款时间": moment, "退款的申请时间": moment,
                "退款完结时间": later, "退款状态": "退款成功", "买家退款金额": "5.00", "是否需要退货": "不需要退货",
                "客服介入状态": "客服已介入" if at % 2 else "无需客服介入", "责任方": "卖家" if at % 4 else "买家",
                "买家退款原因": "不想要了",
            }  # fmt: skip
            lines.append(",".join(cells.values()))
        else:
            lines.append(f"s,{name}-{at},{moment},{later},{at}.50,浙江省,交易成功")
    path = folder / f"{name}.csv"
    path.write_bytes("\n".join([*lines, ""]).encode("gb18030" if "GB18030" in kind else "utf-8"))
    return path


def wanted_rows(kind: str, rows: int) -> dict[str, int]:
    """Table → how many rows a `made_file` fills it with."""
    if kind.startswith("refunds"):
        return {"refunds": rows, "disputes": rows // 2} if rows > 1 else {"refunds": rows}
    return {kind.split()[0]: rows}


def only(parts: list[Staged | VocBoardError]) -> Staged:
    """The one part of a file; raises what is wrong with it."""
    (part,) = parts
    if isinstance(part, VocBoardError):
        raise part
    return part


def import_file(tell: Tell, folder: str, path: str) -> list[Any]:
    """Import a file in the two steps of the store, telling which one begins; gives [already, import id]."""
    store = Store(Path(folder))
    tell("reading")
    seen: list[int] = []

    def progress(state: Any) -> None:
        if not seen:
            tell("first rows read")
        seen.append(state.rows)

    with Path(path).open("rb") as file:
        staged = only(store.stage(file, Path(path).name, tell=progress))
    tell("committing")
    done = store.commit(staged, who="test")
    tell("reported")
    return [done.already, done.entry.import_id]


def undo(tell: Tell, folder: str, import_id: str) -> list[Any]:
    """Take an import back."""
    store = Store(Path(folder))
    tell("undoing")
    entry = store.undo(import_id, who="test")
    tell("reported")
    return [entry.undone, entry.import_id]


def work_at(tell: Tell, folder: str) -> list[str]:
    """Say "ready", be told [moment, what, which] and do it at that moment of the system's clock; gives what came of it.

    What is "import" with a path or "undo" with an import id.
    """
    tell("ready")
    moment, what, which = tell.hear()
    while time.monotonic() < moment:
        pass
    try:
        if what == "undo":
            return ["undone", Store(Path(folder)).undo(which, who="test").import_id]
        with Path(which).open("rb") as file:
            done = Store(Path(folder)).import_file(file, Path(which).name, who="test")
        return ["already" if done.already else "imported", done.entry.import_id]
    except VocBoardError as error:
        return [error.code, str(error)]


def sizes(chance: random.Random, largest: int) -> int:
    """A size from 1 to `largest`, as often of one order of magnitude as of another."""
    return max(1, round(largest ** chance.random()))
