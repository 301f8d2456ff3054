"""Messages really arrive at a webhook of this computer; what does not arrive is said, and no secret is ever shown."""

import io
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiver import Receiver

import dashboard
from dashboard.notify import ADDRESSES, Failure, checked_address, masked, notify
from dashboard.text import locale
from scoring.errors import BadValue


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_title_and_text_arrive_as_they_are(receiver: Receiver) -> None:
    body = "【破线】旺旺回复率现为 91.08%，低于底线 95.00%\n第二行 <b>&amp; *x* \\n %s {0}"
    assert notify([receiver.address], "体验分看板 · 店 [a](b)", body) == []
    assert receiver.texts == [f"体验分看板 · 店 [a](b)\n{body}"]
    assert receiver.paths == ["/hook/T0KENofTHEhook"]


def test_each_address_is_tried_whatever_becomes_of_the_others(receiver: Receiver) -> None:
    port = closed_port()
    with Receiver() as refusing:
        refusing.status = 403
        failures = notify(
            [f"json://127.0.0.1:{port}/T0KEN", "dingtalk://", refusing.address, receiver.address], "t", "b"
        )
        assert failures == [
            Failure(f"json://127.0.0.1:{port}/****", "unreachable"),
            Failure("dingtalk://****", "bad_address"),
            Failure(f"json://{refusing.place}/****", "refused", 403),
        ]
        assert len(refusing.got) == 1, "it is not tried again at once"
    assert len(receiver.got) == 1
    said = [str(item) for item in failures]
    assert all(text.startswith(item.address_masked) for text, item in zip(said, failures, strict=True))
    assert "403" in said[2]
    assert not any("T0KEN" in text for text in said)


def test_an_address_that_calls_itself_optional_has_failed_all_the_same() -> None:
    port = closed_port()
    assert [item.why for item in notify([f"json://127.0.0.1:{port}/?optional=yes"], "t", "b")] == ["unreachable"]


def test_a_long_text_goes_in_several_messages_and_none_of_it_is_lost(receiver: Receiver) -> None:
    lines = [f"第{number}行：旺旺人工响应时长现为 56 秒，高于预警线 52.5 秒" for number in range(900)]
    assert notify([receiver.address], "标题", "\n".join(lines)) == []
    assert len(receiver.got) > 1
    whole = "".join(re.sub(r"\s", "", item["message"]) for item in receiver.got)
    assert all(re.sub(r"\s", "", line) in whole for line in lines)
    assert all(len(item["message"].encode()) <= 32768 for item in receiver.got), "in bytes, as services count"


SECRET = "Zx9Kq7Wv5Rt3Yp1M"  # noqa: S105
ADDRESSES_WITH_SECRETS = [
    f"dingtalk://SEC{SECRET}@{SECRET[::-1]}/13800138000/",
    f"dingtalk://{SECRET}/",
    f"https://oapi.dingtalk.com/robot/send?access_token={SECRET}",
    f"feishu://{SECRET}",
    f"https://open.feishu.cn/open-apis/bot/v2/hook/{SECRET}",
    f"lark://{SECRET}",
    f"https://open.larksuite.com/open-apis/bot/v2/hook/{SECRET}",
    f"wecombot://{SECRET}",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}",
    f"wechat://corp:{SECRET}@1000002/someone",
    f"mailtos://shop:{SECRET}@qq.com?to=boss@example.com",
    f"json://me:{SECRET}@example.com:8080/{SECRET}?token={SECRET}&+X-Key={SECRET}&:name={SECRET}",
    f"jsons://example.com/{SECRET}",
    f"schan://{SECRET}",
    f"slack://{SECRET}/{SECRET[::-1]}/{SECRET}",
    f"tgram://123456789:{SECRET}/12315544/",
    f"nothing://{SECRET}@{SECRET}/{SECRET}",
    f"nothing at all {SECRET}",
    f"json:{SECRET}",
]


def gives_away(text: str) -> bool:
    """Whether five letters in a row of the secret, either way round, can be read."""
    secrets = [SECRET, SECRET[::-1]]
    return any(secret[at : at + 5].lower() in text.lower() for secret in secrets for at in range(len(SECRET) - 4))


@pytest.mark.parametrize("address", ADDRESSES_WITH_SECRETS)
def test_no_secret_of_an_address_is_shown_anywhere(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    # As an application logs that writes down everything it hears.
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    try:
        shown = [masked(address)]
        try:
            shown.append(masked(checked_address(address)))
        except BadValue as error:
            shown.append(str(error))
    finally:
        logging.getLogger("apprise").setLevel(logging.NOTSET)
        logging.getLogger().removeHandler(handler)
    out, err = capfd.readouterr()
    for text in (*shown, log.getvalue(), out, err):
        assert not gives_away(text), text


def test_the_mask_still_tells_addresses_apart() -> None:
    shown = [masked(address) for address in ("dingtalk://aaaaaaaaaaaaaaaa1111/", "dingtalk://bbbbbbbbbbbbbbbb2222/",
                                             "json://one.example.com/x", "json://two.example.com/x")]  # fmt: skip
    assert shown == ["dingtalk://****1111", "dingtalk://****2222", "json://one.example.com/****",
                     "json://two.example.com/****"]  # fmt: skip
    assert masked("feishu://short") == "feishu://****", "of a short key nothing is shown"


@pytest.mark.parametrize(
    "address", ["", "  ", "hello", "https://example.com/hook", "foo://x", "dingtalk://", "mailto://qq.com", "json://"]
)
def test_a_bad_address_is_refused_with_what_is_expected(address: str) -> None:
    with pytest.raises(BadValue) as found:
        checked_address(address)
    assert all(example in str(found.value) for example in ADDRESSES)


def test_what_the_group_page_shows_is_taken_as_it_is_copied() -> None:
    assert checked_address(" https://oapi.dingtalk.com/robot/send?access_token=abc123 ") == "dingtalk://abc123/"
    assert checked_address("https://open.feishu.cn/open-apis/bot/v2/hook/a-b-c") == "feishu://a-b-c"
    for native in ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b",
                   "https://open.larksuite.com/open-apis/bot/v2/hook/a-b-c"):  # fmt: skip
        assert checked_address(native) == native


def test_every_form_the_help_names_is_one_the_library_knows() -> None:
    named = set()
    for language in ("zh", "en"):
        for key, text in locale(language).items():
            if key.startswith("alerts.how_"):
                named |= set(re.findall(r"`([a-z]+)://", text))
    assert named >= {"dingtalk", "feishu", "lark", "wecombot", "mailtos", "json", "jsons"}
    examples = {"mailtos": "mailtos://a:b@qq.com?to=c@example.com"}
    for kind in named:
        checked_address(examples.get(kind, f"{kind}://abcdef"))


def test_the_title_of_every_message_begins_with_the_words_the_help_names_for_a_groups_keyword() -> None:
    for language, keyword in (("zh", "体验分"), ("en", "Experience board")):
        texts = locale(language)
        assert texts["app.title"].startswith(keyword)
        assert keyword in texts["alerts.how_dingtalk"]
        assert texts["alerts.title_of_message"].startswith("{app}")
        assert texts["alerts.test_title"].startswith("{app}")


def test_only_this_module_knows_the_library() -> None:
    folder = Path(str(dashboard.__file__)).parent
    users = [path.name for path in folder.rglob("*.py") if re.search(r"\bapprise\b", path.read_text(encoding="utf-8"))]
    assert users == ["notify.py"]
