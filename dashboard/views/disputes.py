"""How disputes were judged, and which still wait."""

from __future__ import annotations

import pyarrow as pa

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.segments import code_label

_LIABLE = ("shop", "buyer", "none", "pending", "")


def verdict_rows(judged: pa.Table, language: str) -> list[dict[str, str]]:
    """Kinds of cases × who was found liable, as counts; a verdict nobody got has no column."""
    t = words(language)
    counts = {(row["kind"], row["liable"]): row["cases"] for row in judged.to_pylist()}
    liable = [name for name in _LIABLE if any(verdict == name for _, verdict in counts)]
    kinds = list(dict.fromkeys(kind for kind, _ in counts))
    return [
        {t("column.kind"): _label(kind, language)}
        | {_label(name, language): fmt.whole(counts.get((kind, name), 0)) for name in liable}
        for kind in kinds
    ]


def verdict_sentence(judged: pa.Table, language: str) -> str:
    """How many cases were closed in the window, and for how many of them the shop is liable."""
    t = words(language)
    rows = judged.to_pylist()
    if not rows:
        return t("diagnosis.none_judged")
    against = [row["cases"] for row in rows if row["liable"] == "shop"]
    return t("diagnosis.judged", count=fmt.whole(sum(row["cases"] for row in rows)), shop=fmt.whole(sum(against)))


def pending_sentence(waiting: pa.Table, language: str) -> str:
    """How many cases still wait, and for how long the oldest has."""
    t = words(language)
    if not waiting.num_rows:
        return t("diagnosis.none_pending")
    days = max(waiting["waiting_days"].to_pylist())
    return t("diagnosis.pending", count=fmt.whole(waiting.num_rows), days=fmt.whole(days))


def _label(code: str, language: str) -> str:
    return code_label(code, language) if code else words(language)("diagnosis.not_stated")
