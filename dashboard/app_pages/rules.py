"""Rules: is this my rule? Every figure with its evidence, versions compared, one's own figures and rule files."""

import streamlit as st

from dashboard import cached
from dashboard import selection as chosen
from dashboard.components.calibration import calibration_panel
from dashboard.components.own_rules import own_file, stand_ins
from dashboard.components.page import Page, board_page
from dashboard.components.rules import changes, differences, effects, figures, other_rules, scheme_to_read
from dashboard.components.said import OWN_RULES


def main() -> None:
    """Draw the page."""
    page = board_page()
    t = page.t
    st.subheader(t("rules.title"), anchor=False)
    OWN_RULES.show()
    picked = scheme_to_read(page)
    if picked != page.selection.scheme:
        other_rules(picked, page)
        return
    read, figures_of_ones_own, fitted, file_of_ones_own = st.tabs(
        [t("rules.read"), t("own.title"), t("calibration.title"), t("own.file_title")]
    )
    with read:
        changes(page.rules, page)
        _compare(page)
        figures(page.rules, page)
    with figures_of_ones_own:
        stand_ins(page, cached.schemes_to_choose()[page.selection.scheme].in_force(page.rules.effective_from))
    with fitted:
        calibration_panel(page)
    with file_of_ones_own:
        own_file(page)


def _compare(page: Page) -> None:
    dated = cached.scheme_of(page.shop, page.selection.scheme)
    versions = [version.isoformat() for version in dated.versions]
    if len(versions) < 2:
        return
    at = versions.index(page.rules.effective_from.isoformat())
    before = versions[at - 1] if at else versions[1]
    picked = chosen.remembered("compare_with", before)
    if picked not in versions or picked == versions[at]:
        picked = before
    old, new = differences(page.rules, dated, picked, page)
    effects(old, new, page, cached.sums(page.shop))


main()
