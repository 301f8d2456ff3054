"""From the road to the certification on to the target and to a scenario: the address goes along."""

import pytest
from app_at_hand import opened
from scenarios_on_screen import STAR, address_of

pytestmark = pytest.mark.usefixtures("no_data")


@pytest.mark.parametrize(("scheme", "certifies"), [(STAR, True), ("taobao_lighthouse", False)])
def test_the_way_on_is_in_the_address(scheme: str, certifies: bool) -> None:
    for key, view, ahead in (("outlook_to_target", "target", ""), ("outlook_to_scenario", "", "1")):
        app = opened("what_if", {"lang": "zh", "data": "sample", "scheme": scheme, "view": "outlook"})
        button = app.button(key=key)
        if key == "outlook_to_scenario":
            assert ("数据日" in button.label) is certifies, "no reference day without a certification"
        button.click().run()
        assert not app.exception
        assert (address_of(app, "view"), address_of(app, "ahead")) == (view, ahead)
