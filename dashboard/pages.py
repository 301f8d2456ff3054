"""The pages, in the order of the menu."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.text import Words


def pages(t: Words) -> list[Any]:
    """Every page with its name in the reader's language; addresses never change with it."""
    return [
        st.Page("app_pages/board.py", title=t("pages.board"), icon=":material/dashboard:", default=True),
        st.Page("app_pages/trends.py", title=t("pages.trends"), icon=":material/show_chart:", url_path="trends"),
        st.Page(
            "app_pages/diagnosis.py",
            title=t("pages.diagnosis"),
            icon=":material/troubleshoot:",
            url_path="diagnosis",
        ),
        st.Page("app_pages/what_if.py", title=t("pages.what_if"), icon=":material/tune:", url_path="what_if"),
        st.Page(
            "app_pages/certification.py",
            title=t("pages.certification"),
            icon=":material/workspace_premium:",
            url_path="certification",
        ),
        st.Page("app_pages/report.py", title=t("pages.report"), icon=":material/summarize:", url_path="report"),
        st.Page("app_pages/rules.py", title=t("pages.rules"), icon=":material/gavel:", url_path="rules"),
        st.Page("app_pages/data.py", title=t("pages.data"), icon=":material/upload_file:", url_path="data"),
    ]
