"""What the buyers who rated low write: the words that stand out in their reviews, and the reviews themselves."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from math import inf
from typing import Literal, get_args

import duckdb
import pyarrow as pa
import rjieba

from scoring.errors import UnknownName
from scoring.measure.engine import query
from scoring.measure.open_cases import moment

Item = Literal["description", "service", "logistics"]

_SCORES = {item: f"{item}_score" for item in get_args(Item)}

_LEAST_LOW = 3
_LEAST_LIFT = Fraction(3, 2)  # below it a word is about as common everywhere
_MOST_WORDS = 40
# Words that only hold others together, in Chinese and, for the real extract, in Portuguese.
_FUNCTION_WORDS = frozenset((files("scoring.measure") / "function_words.txt").read_text(encoding="utf-8").split())
# A negation means nothing without what it denies: 不推荐, 没有收到, 不太满意 are one word each.
_NEGATIONS = frozenset({"不", "没", "没有", "未", "无", "无法", "不太", "不会", "不能", "不够", "不是"})
_DEGREES = frozenset({"太", "很", "够", "再"})
# What the platform writes where the buyer wrote nothing.
_NOT_WRITTEN = "此用户(没有|未)填写|评价方未及时做出评价|系统默认"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Word:
    """A word, and in how many reviews with a text it stands.

    `low` counts the low-rated ones, `other` the rest. `lift` is how many times as often it stands in a
    low-rated one as in another; None when no other has it.
    """

    word: str
    low: int
    other: int
    lift: float | None


def review_words(
    connection: duckdb.DuckDBPyConnection, shop: str, first: date, last: date, item: Item = "description"
) -> list[Word]:
    """The words that stand out in the reviews of `first` to `last` that rated the item 1 or 2, the most frequent first.

    At most 40, each in at least 3 such reviews and half as often again as in those that rated it 3 to 5; of
    equally frequent ones that with the higher lift. Chinese is cut into words, any other text at what is no letter.
    Function words, single letters of other scripts and what the platform writes itself are left out. Raises
    `UnknownName` for an item there is not.
    """
    score = _score(item)
    texts = connection.execute(
        f"""select text, {score} <= 2, count(*) from reviews
            where shop_id = $shop and rated_day between $first and $last
              and {score} is not null and text is not null and not regexp_matches(text, $not_written)
            group by 1, 2""",
        {"shop": shop, "first": first, "last": last, "not_written": _NOT_WRITTEN},
    ).fetchall()
    written = {True: 0, False: 0}
    having: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for text, low, count in texts:
        written[low] += count
        for word in _words(text):
            having[low][word] += count
    found = [
        Word(word, low, other, low * written[False] / (other * written[True]) if other else None)
        for word, low in having[True].items()
        if low >= _LEAST_LOW and low * written[False] >= _LEAST_LIFT * (other := having[False][word]) * written[True]
    ]
    return sorted(found, key=lambda word: (-word.low, -(word.lift or inf), word.word))[:_MOST_WORDS]


def low_reviews(
    connection: duckdb.DuckDBPyConnection,
    shop: str,
    first: date,
    last: date,
    word: str | None = None,
    product: str | None = None,
    item: Item = "description",
) -> pa.Table:
    """The reviews of `first` to `last` that rated the item 1 or 2, the lowest first, then the newest.

    With a `word` of `review_words` those in which it stands, with a `product` those of it ("" = of none that
    is known), as `products` counts them. Columns: `review_id`, `order_id`, `product_id`, `rated_at` (text),
    `description_score`, `service_score`, `logistics_score`, `text`.
    """
    score = _score(item)
    rows = connection.sql(
        f"""with order_products as ({query("order_products")}), low as (
              select r.* replace (coalesce(r.product_id, o.product_id) as product_id)
              from reviews r left join order_products o on o.order_id = r.order_id
              where shop_id = $shop and rated_day between $first and $last and {score} <= 2
            )
            select review_id, order_id, product_id, {moment("rated_at")} as rated_at,
                   description_score, service_score, logistics_score, text
            from low
            where ($product is null or coalesce(product_id, '') = $product)
              and ($word is null or not regexp_matches(text, $not_written))
            order by {score}, low.rated_at desc, review_id""",
        params={
            "shop": shop,
            "first": first,
            "last": last,
            "product": product,
            "word": word,
            "not_written": _NOT_WRITTEN,
        },
    ).to_arrow_table()
    if word is None:
        return rows
    texts = rows["text"].to_pylist()
    return rows.filter(pa.array([text is not None and word in _words(text) for text in texts], pa.bool_()))


def _score(item: str) -> str:
    if item not in _SCORES:
        raise UnknownName(item, _SCORES)
    return _SCORES[item]


def _words(text: str) -> set[str]:
    """The different words of a review."""
    return {
        word for run in _LETTERS.findall(unicodedata.normalize("NFKC", text).lower()) for word in _words_of_run(run)
    }


@lru_cache(maxsize=32_768)  # what stands between two commas is often the same
def _words_of_run(run: str) -> frozenset[str]:
    found: set[str] = set()
    for han in _HAN.findall(run):
        found.update(_joined(rjieba.cut(han)))
    found.update(word for word in _HAN.split(run) if len(word) > 1)
    return frozenset(found - _FUNCTION_WORDS)


def _joined(words: list[str]) -> Iterator[str]:
    """The words, each negation joined to what it denies."""
    held = ""
    for word in words:
        if word in _NEGATIONS or (held and word in _DEGREES):
            held += word
        else:
            yield held + word
            held = ""
