"""Which goods bring low ratings and quality refunds, and which words their reviews have in common."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from dashboard import format as fmt
from dashboard.text import words
from dashboard.views.segments import Bar, Ranking
from scoring.figures import Unit
from scoring.measure.review_words import Word

MOST_WORDS = 15
_LEAST = 20  # below this many ratings a rate says little


def product_rows(products: pa.Table, language: str) -> list[dict[str, str]]:
    """The products as a table: orders, low ratings and quality refunds, and both beyond what the others' rate gives."""
    t = words(language)
    return [
        {
            t("column.product_id"): product_label(row["product_id"], language),
            t("diagnosis.paid_orders"): fmt.whole(row["orders"]),
            t("diagnosis.low_of_ratings"): _of(row["low_ratings"], row["ratings"], row["low_rate"], language),
            t("diagnosis.low_beyond"): fmt.amount(row["excess_low_ratings"], sign=True),
            t("diagnosis.quality_of_orders"): _of(
                row["quality_refunds"], row["orders"], row["quality_refund_rate"], language
            ),
            t("diagnosis.quality_beyond"): fmt.amount(row["excess_quality_refunds"], sign=True),
        }
        for row in products.to_pylist()
    ]


def product_label(product: str, language: str) -> str:
    """A product as a person calls it."""
    return product or words(language)("diagnosis.no_product")


def part_label(part: tuple[str, str], language: str) -> str:
    """A word or a product, named as such."""
    t = words(language)
    if part[0] == "word":
        return t("diagnosis.word_part", word=part[1])
    return t("diagnosis.product_part", product=product_label(part[1], language))


def product_sentence(products: pa.Table, language: str) -> str:
    """The worst product in a sentence, or that none stands out."""
    t = words(language)
    first = products.slice(0, 1).to_pylist()
    if not first:
        return t("diagnosis.products_none")
    row = first[0]
    if not row["excess"]:
        return t("diagnosis.products_even")
    sentence = t(
        "diagnosis.worst_product",
        product=product_label(row["product_id"], language),
        low=fmt.whole(row["low_ratings"]),
        ratings=fmt.whole(row["ratings"]),
        refunds=fmt.whole(row["quality_refunds"]),
        orders=fmt.whole(row["orders"]),
    )
    return sentence + t("diagnosis.products_few") if row["ratings"] < _LEAST else sentence


def word_ranking(found: Sequence[Word], language: str) -> Ranking:
    """The words of low-rated reviews as ranked bars, the most frequent first."""
    t = words(language)
    bars = tuple(
        Bar(
            ("word", word.word),
            word.word,
            float(word.low),
            t("diagnosis.word_count", count=fmt.whole(word.low)),
            t(
                "diagnosis.word_hover" if word.lift is not None else "diagnosis.word_hover_only",
                word=word.word,
                low=fmt.whole(word.low),
                other=fmt.whole(word.other),
                lift=fmt.amount(word.lift),
            ),
            low=False,
        )
        for word in found[:MOST_WORDS]
    )
    title = t("diagnosis.words")
    if not bars:
        return Ranking((), title, "", t("diagnosis.words_none"))
    summary = t("diagnosis.words_summary", count=len(bars), words=t("board.list").join(bar.label for bar in bars[:5]))
    return Ranking(bars, title, summary, "")


def _of(part: int, whole: int, rate: float | None, language: str) -> str:
    """A count of a count with its rate, marked where there are few."""
    t = words(language)
    if rate is None:
        return fmt.MISSING
    key = "diagnosis.count_of" if whole >= _LEAST else "diagnosis.count_of_few"
    return t(key, part=fmt.whole(part), whole=fmt.whole(whole), rate=fmt.measured(rate, Unit.RATIO, language))
