"""Where each export is downloaded, as plain data; the samples come with the app."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sample_data
from dashboard.text import words
from dashboard.views.data import some
from scoring.intake.exports import EXPORTS

SAMPLES = Path(str(sample_data.__file__)).parent / "exports"

# Which exports one path through a back office leads to.
GUIDES: dict[str, tuple[str, ...]] = {
    "taobao_orders": (
        "taobao_order_list_38", "taobao_order_list_37_gbk", "tmall_order_report_7", "qianniu_order_xlsx",
        "qianniu_item_xlsx", "taobao_template",
    ),
    "taobao_refunds": ("tmall_refund_39", "tmall_refund_underscore", "qianniu_refund_xlsx"),
    "sycm_reception": ("sycm_consult_reception_22", "sycm_service_evaluation_35"),
    "agents": ("cs_performance_10", "chitu_cs"),
    "ratings": ("dsr_7", "real_experience"),
    "logistics": ("logistics_tracking",),
    "douyin": ("douyin_order_21", "douyin_settlement_12"),
    "pdd": ("pdd_order_27", "pdd_order_full_names"),
    "alibaba": ("1688_template",),
}  # fmt: skip


@dataclass(frozen=True)
class Guide:
    """One path: its steps, what to mind, which tables it gives, and the sample files (label, file)."""

    id: str
    title: str
    path: str
    text: str
    gives: str
    samples: tuple[tuple[str, Path], ...]


def guides(language: str) -> list[Guide]:
    """Every path, the most used first."""
    t = words(language)
    found = []
    for name, exports in GUIDES.items():
        tables = dict.fromkeys(EXPORTS[export].table for export in exports if export in EXPORTS)
        labels = [t(f"data.tables.{table}") for table in tables if table]
        samples = [(t(f"export.{export}"), path) for export in exports for path in sorted(SAMPLES.glob(f"{export}.*"))]
        found.append(
            Guide(
                name,
                t(f"guide.{name}"),
                t(f"guide.{name}_path"),
                t(f"guide.{name}_text"),
                t("guide.gives", tables=some(labels, language)) if labels else "",
                tuple(samples),
            )
        )
    return found
