"""A file of the platform's own figures may call a metric by its name; a name nobody knows is said, its rows stay."""

import io
from pathlib import Path

import pytest

from scoring.assess.metric_names import metric_names
from scoring.errors import VocBoardError
from scoring.intake.metrics_file import read_metrics
from scoring.intake.read import CleanFile, read
from scoring.intake.report import MixUp
from scoring.intake.request import Request
from scoring.measure.catalogue import METRICS
from scoring.rules.catalogue import scheme, schemes_of
from scoring.store.delta import Staged, Store


def figures(*rows: str) -> bytes:
    return "\n".join(["店铺,日期,指标,数值", *rows]).encode("utf-8")


def clean(*rows: str) -> CleanFile:
    return read(io.BytesIO(figures(*rows)), "指标.csv", table="platform_metrics", metric_names=metric_names())


def test_every_id_and_name_of_the_catalogue_is_known_and_the_indicators_names_where_all_mean_the_same() -> None:
    names = metric_names()
    for item in METRICS.values():
        assert {names[item.id], names[item.label.zh], names[item.label.en]} == {item.id}
    meant: dict[str, set[str]] = {}
    for name in schemes_of("score"):
        for rules in scheme(name).rule_sets:
            for indicator in rules.indicators.values():
                meant.setdefault(indicator.label.zh, set()).add(indicator.metric)
    unclear = {label for label, metrics in meant.items() if len(metrics) > 1}
    assert unclear, "there are names that two schemes use for different metrics"
    own = {item.label.zh for item in METRICS.values()}
    for label, metrics in meant.items():
        if label in unclear - own:
            assert label not in names
        elif label not in own:
            assert {names[label]} == metrics


def test_a_metric_by_name_is_stored_by_its_id_and_its_per_cents_are_read_as_such(tmp_path: Path) -> None:
    rows = (
        "甲,2026-04-01,48小时揽收及时率,98.5",
        "甲,2026-04-02, 48 小时揽收及时率 ,99",
        "甲,2026-04-01,delivery_hours,40",
    )
    found = clean(*rows)
    assert found.rows.select(["metric", "value"]).to_pylist() == [
        {"metric": "collected_within_48h_rate", "value": pytest.approx(0.985)},
        {"metric": "collected_within_48h_rate", "value": pytest.approx(0.99)},
        {"metric": "delivery_hours", "value": 40.0},
    ]
    assert [item.kind for item in found.report.mix_ups] == ["percent_read"]
    request = Request("", "platform_metrics", metric_names=metric_names())
    store = Store(tmp_path)
    (staged,) = store.stage(io.BytesIO(figures(*rows)), "指标.csv", request)
    assert isinstance(staged, Staged)
    assert staged.sample["metric"].to_pylist() == found.rows["metric"].to_pylist()
    assert staged.report.mix_ups == found.report.mix_ups


def test_the_same_metric_by_its_name_and_by_its_id_on_a_day_stands_there_twice() -> None:
    found = clean("甲,2026-04-01,48小时揽收及时率,0.9", "甲,2026-04-01,collected_within_48h_rate,0.8")
    assert found.rows["value"].to_pylist() == [0.8]
    assert [item.reason for item in found.report.rejected] == ["repeated_key"]


def test_a_name_nobody_knows_is_told_with_the_most_similar_one_and_its_rows_stay() -> None:
    found = clean("甲,2026-04-01,48小时揽收率,0.9", "甲,2026-04-02,48小时揽收率,0.9", "甲,2026-04-01,reply_rate,1")
    assert found.report.mix_ups == (MixUp("48小时揽收率", "unknown_metric", 2, "48小时揽收及时率"),)
    assert found.report.rows_kept == 3
    assert set(found.rows["metric"].to_pylist()) == {"48小时揽收率", "reply_rate"}


def test_a_share_above_one_hundred_per_cent_is_refused_by_whatever_name() -> None:
    found = clean("甲,2026-04-01,旺旺回复率,101%", "甲,2026-04-01,delivery_hours,40")
    assert [(item.row, item.value) for item in found.report.rejected] == [(2, "101%")]


def test_a_file_of_stated_values_may_use_names(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("metric,value\n48小时揽收及时率,98.5%\ndelivery_hours,40\n", encoding="utf-8")
    found = read_metrics(path, metric_names=metric_names())
    assert found.values == {"collected_within_48h_rate": 0.985, "delivery_hours": 40.0}


def test_of_very_many_unknown_names_a_few_are_named_and_the_others_counted() -> None:
    found = clean(*(f"甲,2026-04-01,买家留言第{at}条,0.5" for at in range(1000)))
    named, more = found.report.mix_ups[:-1], found.report.mix_ups[-1]
    assert len(named) == 20
    assert {item.kind for item in named} <= {"unlike_any_metric", "unknown_metric"}
    assert (more.kind, more.column, more.count) == ("more_unknown_metrics", "980", 980)
    (long,) = clean(f"甲,2026-04-01,{'长' * 5000},0.5").report.mix_ups
    assert (long.kind, len(long.column)) == ("unlike_any_metric", 60)


@pytest.mark.parametrize(
    ("name", "value", "fine"),
    [("旺旺回复率", "-5%", False), ("物流到货时长", "-40", False), ("description_rating", "9", False),
     ("店铺商品美誉度", "-0.3", True), ("description_rating", "4.9", True), ("supervisor_rating", "85", True)],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused(name: str, value: str, fine: bool) -> None:
    found = clean(f"甲,2026-04-01,{name},{value}", "甲,2026-04-02,delivery_hours,40")
    assert [item.value for item in found.report.rejected] == ([] if fine else [value])


def test_the_metric_of_an_exclusion_goes_by_its_name_as_well() -> None:
    text = "exclusion_id,table,metric,from_day,to_day\nX1,orders,物流到货时长,2022-06-01,2022-06-02\nX2,orders,,,\n"
    found = read(io.BytesIO(text.encode()), "剔除.csv", table="exclusions", metric_names=metric_names())
    assert found.rows["metric"].to_pylist() == ["delivery_hours", None]
    assert not found.report.mix_ups


def test_figures_typed_with_a_chinese_keyboard_are_read() -> None:
    found = clean(
        "甲,2026-04-01,旺旺回复率,９７．５％", "甲,2026-04-02,旺旺回复率,98％", "甲,2026-04-01,物流到货时长,４０．５"
    )
    assert found.rows["value"].to_pylist() == [pytest.approx(0.975), pytest.approx(0.98), 40.5]
    assert not found.report.mix_ups
    assert [
        item.value for item in clean("甲,2026-04-01,旺旺回复率,十", "甲,2026-04-02,旺旺回复率,1").report.rejected
    ] == ["十"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("胡说,1", "row 2, column metric: '胡说' was given, expected the id or name of a metric."),
     (",1", "row 2, column metric: '' was given"),
     ("回复率,0.9", "perhaps 旺旺回复率"),
     ("旺旺回复率,0.9\nreply_rate,0.8", "row 3, column metric: 'reply_rate' was given, expected each metric once")],
)  # fmt: skip
def test_a_file_of_stated_values_says_which_row_is_wrong(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(f"metric,value\n{text}\n", encoding="utf-8")
    with pytest.raises(VocBoardError) as caught:
        read_metrics(path, metric_names=metric_names())
    assert said in str(caught.value)


def test_a_file_of_stated_values_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(VocBoardError, match="cannot be read"):
        read_metrics(tmp_path / "no.csv")
