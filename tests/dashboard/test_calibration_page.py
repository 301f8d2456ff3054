"""The calibration on the rules page: told, refused with the day, used everywhere, taken back; nothing kept unasked."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from app_at_hand import as_read, assert_fine, links_of, messages, opened, words_of
from official_sample import CATEGORY, RULES, SHOP, WRONG_DAY, file_of, hidden_rules, official_rows, wrong_rows
from shops_to_show import sample
from streamlit.testing.v1 import AppTest

from dashboard.text import LANGUAGES, words
from dashboard.views.calibration import (
    CONTRADICTED,
    EMPTY,
    NOT_ENOUGH,
    READY,
    agreement,
    calibration_view,
    compared_rows,
    compared_trend,
    figure_text,
    items_of,
)
from dashboard.views.data import table_name
from scoring.figures import Unit
from scoring.improve.calibrate.of_shop import ShopCalibration, calibration_of
from scoring.improve.calibrate.official import LEVEL, TOTAL
from scoring.improve.calibrate.results import NOTHING
from scoring.measure.catalogue import METRICS
from scoring.measure.records import OfficialScore
from scoring.rules.own_figures import OwnFigure, own_figure, record_of
from scoring.store import own
from scoring.store.delta import Store

both_languages = pytest.mark.parametrize("language", LANGUAGES)
ADDRESS = {"scheme": RULES.scheme, "data": "sample", "rules": str(RULES.effective_from)}


def found_in(rows: tuple[OfficialScore, ...], **more: object) -> ShopCalibration:
    its = sample()
    return calibration_of(rows, its.sums, its.dated, RULES, CATEGORY, **more)  # type: ignore[arg-type]


def with_file(language: str, rows: tuple[OfficialScore, ...]) -> AppTest:
    """The rules page with a file of official scores chosen."""
    app = opened("rules", {"lang": language, **ADDRESS})
    app.file_uploader(key="calibration_file").set_value(("official.csv", file_of(rows), "text/csv")).run()
    assert_fine(app)
    return app


@both_languages
def test_it_says_first_whether_the_data_suffice(language: str) -> None:
    t = words(language)
    for rows, state in (
        (official_rows(), READY),
        ((), EMPTY),
        (wrong_rows(), CONTRADICTED),
        (tuple(row for row in official_rows() if row.item == TOTAL), NOT_ENOUGH),
    ):
        shown = calibration_view(found_in(rows), RULES, language)
        assert shown.state == state
        assert shown.headline.split("：")[0].split(":")[0] in t(f"calibration.{state}", **dict.fromkeys(
            ("days", "first", "last", "limits", "of_limits", "weights", "of_weights", "count"), "1"))  # fmt: skip


@both_languages
def test_limits_are_intervals_with_their_days_and_the_figure_in_the_unit_of_the_metric(language: str) -> None:
    t = words(language)
    found = found_in(official_rows())
    shown = calibration_view(found, RULES, language)
    stated = [limit for limit in found.calibration.limits if limit.enough]
    assert len(shown.stated) == len(stated) > 8
    for row, limit in zip(shown.stated, stated, strict=True):
        assert row[t("calibration.limit")].startswith(limit.label[language])
        assert row[t("calibration.days_of_limit")] == f"{limit.days_missed} / {limit.days_reached}"
        interval = row[t("calibration.lies")]
        assert ("≤" in interval, ">" in interval) == ((True, True) if limit.better == "higher" else (False, False))
        assert len(set(interval.split(t("board.list")))) == 2
    reply = next(row for row in shown.stated if RULES.indicators["reply_rate"].label.text[language] in str(row))
    assert "%" in reply[t("calibration.lies")]
    assert reply[t("calibration.result")].endswith("%")
    assert len(shown.others) + len(stated) + shown.silent == len(found.calibration.limits)
    others = [limit for limit in found.calibration.limits if not limit.enough and limit.state != NOTHING]
    for row, limit in zip(shown.others, others, strict=True):
        said, unit = t(f"calibration.why_{limit.state}"), METRICS[limit.metric].unit
        if limit.figure != limit.stands:
            said = t("calibration.moved", why=said, figure=figure_text(limit.figure, unit, language))
        assert row[t("calibration.result")] == said
    assert any(limit.figure != limit.stands for limit in others), "some stand-ins are moved with the figures found"
    assert {row[t("calibration.result")] for row in shown.weights} == {
        figure_text(row.weight, Unit.RATIO, language) for row in hidden_rules().dimensions.rows.values()
    }


@both_languages
def test_a_contradiction_names_day_value_and_score_and_no_figure_is_shown(language: str) -> None:
    shown = calibration_view(found_in(wrong_rows()), RULES, language)
    [suspect] = shown.suspects
    assert (suspect.day, suspect.metric) == (WRONG_DAY, "reply_rate")
    for part in (str(WRONG_DAY), "91.08%", RULES.indicators["reply_rate"].label.text[language]):
        assert part in suspect.text
    assert (shown.stated, shown.others, shown.weights, shown.silent) == ([], [], [], 0)


@both_languages
def test_official_stands_beside_trial_day_by_day(language: str) -> None:
    t = words(language)
    found = found_in(official_rows())
    names = items_of(found.now, RULES, language)
    assert names[TOTAL] == t("calibration.total")
    assert set(names) >= {"product", "reply_rate"}
    rows = compared_rows(found, TOTAL, language)
    assert rows[0][t("calibration.day")] == "2022-06-14", "the newest day first"
    assert len(rows) == 239
    assert all(row[t("calibration.official")] == row[t("calibration.trial_then")] for row in rows)
    assert "239" in agreement(found, TOTAL, language)
    trend = compared_trend(found, TOTAL, names[TOTAL], language)
    assert [len(line.values) for line in trend.lines] == [239] * 3
    levels = tuple(OfficialScore(date(2022, 3, 1), RULES.scheme, LEVEL, score) for score in (4.0,))
    only_levels = found_in(levels)
    assert items_of(only_levels.now, RULES, language) == {LEVEL: t("calibration.level")}
    assert t("calibration.trial_then") not in compared_rows(only_levels, LEVEL, language)[0]
    assert len(compared_trend(only_levels, LEVEL, "", language).lines) == 2


@both_languages
def test_figures_are_used_with_their_evidence_everywhere_and_taken_back(language: str, own_store: Store) -> None:
    t = words(language)
    at = ("indicators", "reply_rate", "minimum_sample", "count")
    other = OwnFigure(RULES.scheme, RULES.effective_from, CATEGORY, at, Decimal(4))
    own.save_own_figures(own_store.folder, [record_of(other)])
    app = with_file(language, official_rows())
    assert calibration_view(found_in(official_rows(), figures=[other]), RULES, language).headline in messages(
        app, "success"
    )
    assert len(own.own_figures(own_store.folder)) == 1, "a file that is looked at leaves nothing behind"
    assert app.button(key="calibration_undo").disabled
    app.button(key="calibration_use").click().run()
    assert_fine(app)
    kept = [own_figure(record) for record in own.own_figures(own_store.folder)]
    fitted = [item for item in kept if item.support]
    stated = sum(item.support.stated for item in fitted if item.support)
    assert 10 < stated < len(fitted), "a stand-in that the days rule out is moved and claims nothing"
    assert other in kept, "typed figures stay"
    assert {(item.category, item.support.shop) for item in fitted if item.support} == {(CATEGORY, SHOP)}
    assert any(text.startswith(t("calibration.saved", count=stated)) for text in words_of(app))
    said = words_of(app)
    assert t("calibration.in_use", count=stated) in said
    assert t("evidence.calibrated") in said, "the dimension weights are all fitted"
    typed_column = app.data_editor[0].value[t("own.yours")]
    assert sum(bool(cell) for cell in typed_column) == 1, "fitted figures are none that somebody typed"
    board = opened("board", {"lang": language, **ADDRESS})
    assert_fine(board)
    assert t("calibration.in_use", count=stated) in words_of(board)
    app = opened("rules", {"lang": language, **ADDRESS})
    app.button(key="calibration_undo").click().run()
    assert_fine(app)
    assert t("calibration.undone") in words_of(app)
    assert [own_figure(record) for record in own.own_figures(own_store.folder)] == [other]


@both_languages
def test_contradicting_scores_cannot_be_used_until_the_day_is_left_out(language: str, own_store: Store) -> None:
    t = words(language)
    app = with_file(language, wrong_rows())
    assert t("calibration.contradicted", count=1) in messages(app, "error")
    assert app.button(key="calibration_use").disabled
    [trends] = [
        address
        for page, address in links_of(app)
        if page.startswith("trends") and address.get("metric") == "reply_rate"
    ]
    assert trends["day"] == str(WRONG_DAY)
    box = next(item for item in app.multiselect if item.key.startswith("calibration_without"))
    box.set_value([WRONG_DAY]).run()
    assert_fine(app)
    assert not app.button(key="calibration_use").disabled
    assert t("calibration.left_asked", count=str(sum(row.day == WRONG_DAY for row in wrong_rows()))) in words_of(app)
    assert own.own_figures(own_store.folder) == []


@both_languages
def test_without_scores_of_a_scheme_it_says_what_is_missing_and_what_to_bring(language: str, own_store: Store) -> None:
    t = words(language)
    app = opened("rules", {"lang": language, "scheme": "tmall_basic_service", "data": "sample"})
    assert_fine(app)
    assert t("calibration.empty") in messages(app, "info")
    assert as_read(t("calibration.what_to_bring")) in words_of(app)
    assert app.button(key="calibration_use").disabled


@both_languages
def test_the_scores_of_the_sample_shop_are_enough_for_some_limits(language: str, own_store: Store) -> None:
    t = words(language)
    app = opened("rules", {"lang": language, **ADDRESS})
    assert_fine(app)
    assert t(
        "calibration.ready", days=165, first="2022-01-01", last="2022-06-14",
        limits=14, of_limits=32, weights=5, of_weights=5,
    ) in messages(app, "success")  # fmt: skip
    assert app.selectbox(key=f"calibration_item_{language}").value == TOTAL
    newest = opened("rules", {"lang": language, "scheme": RULES.scheme, "data": "sample"})
    assert t(
        "calibration.ready_limits", days=21, first="2022-06-15", last="2022-07-05", limits=4, of_limits=32
    ) in messages(newest, "success")  # fmt: skip


@both_languages
def test_a_file_that_is_none_is_said_in_a_sentence(language: str, own_store: Store) -> None:
    t = words(language)
    app = opened("rules", {"lang": language, **ADDRESS})
    for name, content, says in (
        ("broken.csv", b"name,age\nA,5\n", None),
        ("other.csv", b"shop_id,day,scheme,item,score\nx,2022-03-01,dsr,total,4.5\n", "calibration.no_scores"),
    ):
        app.file_uploader(key="calibration_file").set_value((name, content, "text/csv")).run()
        assert_fine(app)
        assert messages(app, "error")
        if says:
            said = t(says, file=name, table=table_name("official_scores", language))
            assert said in messages(app, "error")


@both_languages
def test_rows_of_a_file_that_cannot_be_used_are_counted(language: str, own_store: Store) -> None:
    app = opened("rules", {"lang": language, **ADDRESS})
    rows = [f"2022-03-0{day},tmall_experience_star,total,{score}" for day, score in ((1, "4.1"), (2, "good"))]
    text = "\n".join(["day,scheme,item,score", *rows])
    app.file_uploader(key="calibration_file").set_value(("some.csv", text.encode(), "text/csv")).run()
    assert words(language)("calibration.rejected", count="1", file="some.csv") in messages(app, "warning")


@pytest.mark.usefixtures("own_store")
def test_an_excel_workbook_with_chinese_words_is_calibrated_as_the_same_rows_of_a_csv() -> None:
    content, rows = io.BytesIO(), official_rows()
    names = {"total": "总分", **{name: row.label.zh for name, row in RULES.dimensions.rows.items()}}
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["店铺", "日期", "体系", "项目", "得分"])
        for at, row in enumerate(rows, start=1):
            item = names.get(row.item, row.item)
            sheet.write_row(at, 0, [SHOP, row.day.isoformat(), "天猫综合体验星级", item, row.score])
    app = opened("rules", {"lang": "zh", **ADDRESS})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    app.file_uploader(key="calibration_file").set_value(("官方.xlsx", content.getvalue(), kind)).run()
    assert_fine(app)
    assert calibration_view(found_in(rows), RULES, "zh").headline in messages(app, "success")


@both_languages
def test_items_nobody_knows_are_named_with_the_most_similar_one(language: str) -> None:
    t = words(language)
    other = {"total": "总得分_", "reply_rate": "天气"}
    rows = tuple(replace(row, item=other.get(row.item, row.item)) for row in official_rows() if row.day == WRONG_DAY)
    (said,) = [line for line in calibration_view(found_in(rows), RULES, language).left_out if "天气" in line]
    assert said.startswith(
        t("calibration.left_unknown_item", count=str(sum(row.item in other.values() for row in rows)))
    )
    assert r"总得分\_" in said, "a mark of the page's own language stays what it is"
    near = tuple(replace(row, item="物流体念") for row in rows[:1])
    (said,) = calibration_view(found_in(near), RULES, language).left_out
    assert t("calibration.perhaps", item="物流体念", name="物流体验") in said
