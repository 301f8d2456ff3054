"""Changes as a short text for an address, and back."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scoring.errors import BadValue
from scoring.improve.scenario.model import Change

_VERSION = "1"
_LARGEST = 1 << 20
_CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
# What most changes are written with: a packed text need not say it again. It belongs to the version.
_USUAL = (
    b'"table":"service_tasks""disputes""reviews""refunds""orders""chats""province":"first_quality_refund_rate"'
    b'"collected_within_48h_rate""delivery_hours""description_rating""service_rating""logistics_rating"'
    b'"reply_within_3min_rate""human_reply_seconds""chat_satisfaction_rate""refund_handling_hours""platform_help_rate"'
    b'"negative_feedback_rate""plan":[{"day":"202-0-1"scheme":"effective":"kind":"rule_set","kind":"peers_improve",'
    b'"kind":"daily_plan","kind":"add_rows","kind":"replace_table","rows":"file":".csv","weekdays":[1,2,3,4,5,6,7]'
    b'"kind":"answer_unanswered","from_hour":,"to_hour":,"within_seconds":"carrier":"warehouse":"kind":"ship_earlier",'
    b'"hours":"record_ids":["outcome":"pending","rejected","chance":"0.5"kind":"exclude_rows","kind":"exclude_days",'
    b'"last":"202"first":"202"on":false,"note":"},{"kind":"shift_metric","metric":","by":"-0.0'
    b'"},{"kind":"set_metric","metric":"_rate","value":"0.9'
)


def plain_changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """The changes as plain values that keep them exact, what is as usual left out."""
    return [
        {"kind": item.kind, **item.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})} for item in changes
    ]


def packed(changes: Iterable[Change]) -> str:
    """The changes as a text of letters, digits, `-` and `_`; no changes give an empty one."""
    values = plain_changes(changes)
    if not values:
        return ""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _USUAL)
    squeezed = squeezing.compress(text) + squeezing.flush()
    mark = zlib.crc32(text).to_bytes(4, "big")
    return _VERSION + base64.urlsafe_b64encode(mark + squeezed).decode().rstrip("=")


def unpacked(text: str) -> tuple[Change, ...]:
    """The changes of such a text; raises `BadValue` for one that is cut short, altered or of another version."""
    if not text:
        return ()
    try:
        if not text.startswith(_VERSION):
            raise ValueError(text)
        raw = base64.b64decode(text[1:] + "=" * (-(len(text) - 1) % 4), altchars=b"-_", validate=True)
        opening = zlib.decompressobj(-15, _USUAL)
        found = opening.decompress(raw[4:], _LARGEST)
        if not opening.eof or zlib.crc32(found).to_bytes(4, "big") != raw[:4]:
            raise ValueError(text)
        return _CHANGES.validate_json(found, strict=False)
    except (ValueError, binascii.Error, zlib.error, ValidationError) as error:
        shown = text if len(text) <= 40 else f"{text[:37]}..."
        raise BadValue("changes", shown, "the whole text of a shared scenario, as it was copied") from error
