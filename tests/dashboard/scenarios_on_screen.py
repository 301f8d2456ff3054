"""What the tests of the scenario page share: reading the scenario off the address, and filling in its forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app_at_hand import metrics_of, opened
from shops_to_show import STAR, sample, sample_events
from streamlit.testing.v1 import AppTest

from dashboard import format as fmt
from dashboard.text import words
from scoring.improve.scenario.address import packed, unpacked
from scoring.improve.scenario.apply import NO_ROWS, Applied, apply
from scoring.improve.scenario.model import Change, Scenario
from scoring.improve.scenario.stages import Rows
from scoring.rules.catalogue import scheme as scheme_of


def scenario_page(*changes: Change, language: str = "zh", **address: str) -> AppTest:
    """The page with these changes in its address, on the sample shop."""
    stack = {"stack": packed(changes)} if changes else {}
    return opened("what_if", {"lang": language, "data": "sample", "scheme": STAR, **stack, **address})


def address_of(app: AppTest, name: str) -> str:
    """A part of the address; empty where it has none."""
    value = app.query_params.get(name, "")
    return value[-1] if isinstance(value, list) else value


def stack_of(app: AppTest) -> tuple[Change, ...]:
    """The changes in the address."""
    return unpacked(address_of(app, "stack"))


def applied_to_the_sample(
    changes: Sequence[Change], day: date | None = None, scheme: str = STAR, rows: Rows = NO_ROWS
) -> Applied:
    """What `scoring` itself makes of the changes, on the sample shop's newest day unless said otherwise."""
    shop = sample(scheme)
    scenario = Scenario(name="x", scheme=scheme, day=day or shop.day, changes=tuple(changes))
    return apply(sample_events(), shop.sums, scenario, scheme_of(scheme), rows, shop.category)


def figures_of(app: AppTest, language: str = "zh") -> tuple[str, str, str]:
    """Difference, baseline and scenario as they stand on the page."""
    t, shown = words(language), metrics_of(app)
    total = t("what_if.total")
    return (
        shown[t("what_if.difference")],
        shown[f"{t('what_if.baseline')} · {total}"],
        shown[f"{t('what_if.scenario')} · {total}"],
    )


def figures_in(found: Applied) -> tuple[str, str, str]:
    """The same three figures from scoring's own result."""
    total = found.comparison.total
    assert total.difference is not None
    moved = fmt.points(total.difference, sign=True) if abs(total.difference) > 1e-9 else "0"
    return moved, fmt.points(total.before), fmt.points(total.after)


def group(app: AppTest, key: str) -> Any:
    """Pills or a segmented control by its key."""
    return next(item for item in app.get("button_group") if item.key == key)


def field(app: AppTest, key: str) -> Any:
    """Any other field by its key."""
    kinds = ("number_input", "selectbox", "text_area", "date_input", "toggle", "text_input")
    return next(item for kind in kinds for item in getattr(app, kind) if item.key == key)


def form(app: AppTest, kind: str) -> AppTest:
    """The page with the form of a kind of change open."""
    group(app, "scenario_kind").set_value(kind)
    return app.run()


def upload_as(app: AppTest, way: str, name: str, content: bytes) -> AppTest:
    """The page after a file was put into the scenario in one of the ways there are."""
    group(app, "scenario_way").set_value(way)
    app.run()
    return app.file_uploader(key="alternative_file").set_value((name, content, "text/csv")).run()


def put_in(app: AppTest, language: str = "zh") -> AppTest:
    """The page after the open form is sent."""
    label = words(language)("scenario.put_in")
    next(button for button in app.button if button.label == label).click()
    return app.run()
