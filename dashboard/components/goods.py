"""The goods behind low ratings and quality refunds, the words buyers use, and the reviews themselves."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import format as fmt
from dashboard import selection as chosen
from dashboard.cached import diagnosis as cached
from dashboard.components.page import Page
from dashboard.components.rows import rows_table
from dashboard.components.segments import draw_ranking
from dashboard.views import goods as view
from dashboard.views.segments import MOST_ROWS, file_name, readable_rows
from scoring.intake.spreadsheet import csv_bytes

_MOST = 50


def goods(page: Page, first: date, last: date) -> None:
    """Products from the worst on, words from the most frequent on, and the reviews of the one chosen."""
    t, language = page.t, page.selection.language
    st.subheader(t("diagnosis.products"), anchor=False)
    st.caption(t("diagnosis.products_window", first=fmt.day(first), last=fmt.day(last)))
    with st.spinner(t("diagnosis.computing"), show_time=True):
        found = cached.goods(page.shop, first, last)
    st.markdown(fmt.escaped(view.product_sentence(found.products, language)))
    if found.products.num_rows:
        name = file_name([page.shop.shop, t("diagnosis.products"), fmt.day(last)])
        rows_table(
            view.product_rows(found.products.slice(0, _MOST), language), found.products.num_rows, "products",
            t("diagnosis.products"), t, lambda: csv_bytes(view.product_rows(found.products, language)), name,
        )  # fmt: skip
    st.subheader(t("diagnosis.words"), anchor=False)
    words = view.word_ranking(found.words, language)
    st.caption(t("diagnosis.words_text"))
    left, right = st.columns([2, 3], gap="medium")
    with right:
        _reviews(page, first, last, found)
    with left:
        if words.empty:
            st.info(words.empty, icon=":material/sms:")
        else:
            draw_ranking(words, page, "words")


def _reviews(page: Page, first: date, last: date, found: cached.Goods) -> None:
    """The low-rated reviews of a product or a word."""
    t, language, selection = page.t, page.selection.language, page.selection
    parts = [("word", word.word) for word in found.words]
    parts += [("product_id", product) for product in found.products["product_id"].to_pylist()[:_MOST]]
    part = selection.part if selection.part and selection.part[0] in ("word", "product_id") else None
    if part is not None and part not in parts:
        parts.append(part)
    key = f"reviews_{language}"
    chosen.preset(key, part)

    def moved() -> None:
        chosen.change(selection, part=chosen.widget(key))

    st.selectbox(
        t("diagnosis.reviews_choice"), parts, index=None, key=key, on_change=moved, width=420,
        format_func=lambda option: view.part_label(option, language), placeholder=t("diagnosis.reviews_placeholder"),
    )  # fmt: skip
    if part is None:
        return
    word, product = (part[1], None) if part[0] == "word" else (None, part[1])
    with st.spinner(t("diagnosis.computing"), show_time=True):
        reviews = cached.reviews(page.shop, first, last, word, product)
    if not reviews.num_rows:
        st.info(t("diagnosis.no_reviews", part=fmt.escaped(view.part_label(part, language))), icon=":material/inbox:")
        return
    name = file_name([page.shop.shop, view.part_label(part, language), fmt.day(last)])
    rows_table(
        readable_rows(reviews, language, most=MOST_ROWS), reviews.num_rows, "reviews",
        view.part_label(part, language), t, lambda: csv_bytes(readable_rows(reviews, language)), name,
    )  # fmt: skip
