"""Send a text to group bots, mail or a webhook; the secrets in an address are never shown."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from scoring.errors import BadValue

ADDRESSES = (
    "dingtalk://SECRET@TOKEN/",
    "feishu://TOKEN",
    "wecombot://KEY",
    "mailtos://USER:PASSWORD@qq.com?to=NAME@EXAMPLE.COM",
    "json://HOST/PATH",
)
# What the group's own settings page shows, where the library does not take it as it is.
_AS_COPIED = (
    (re.compile(r"https://oapi\.dingtalk\.com/robot/send/?\?access_token=(\w+)"), "dingtalk://{}/"),
    (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu://{}"),
)
_BYTES_OF_A_CHARACTER = 3  # limits are in bytes, the library counts characters, a Chinese one takes three
_LONG, _TAIL = 12, 4


@dataclass(frozen=True)
class Failure:
    """An address nothing was sent to, without its secrets.

    `why`: `bad_address`, `unreachable` (no connection), `refused` with the `status` that was answered, or `unknown`.
    """

    address_masked: str
    why: str
    status: int | None = None

    def __str__(self) -> str:
        said = {
            "bad_address": "this is no address that anything can be sent to",
            "unreachable": "not sent, there is no connection to it",
            "refused": f"not sent, it was refused (status {self.status})",
        }
        return f"{self.address_masked}: {said.get(self.why, 'not sent, it did not say why')}"


def notify(urls: Sequence[str], title: str, body: str) -> list[Failure]:
    """Send the text to every address; gives those it did not reach.

    A long text goes in several messages. Waits a few seconds for an address that does not answer.
    """
    return [failure for url in urls if (failure := _sent(url, title, body)) is not None]


def checked_address(address: str) -> str:
    """The address as it is to be kept: what a group's settings page shows becomes the library's own form.

    Raises `BadValue` for one that cannot be sent to.
    """
    found = address.strip()
    for copied, form in _AS_COPIED:
        if match := copied.fullmatch(found):
            found = form.format(match[1])
    if _service(found) is None:
        raise BadValue("address", masked(found), f"one such as {', '.join(ADDRESSES)}")
    return found


def masked(address: str) -> str:
    """The address as it may be shown: the kind, a host where there is one, the last four letters of a long key.

    >>> masked("dingtalk://SECabc@0123456789abcdef/"), masked("json://me:pw@example.com:8080/hook/T0K3N?a=b")
    ('dingtalk://****cdef', 'json://example.com:8080/****')
    >>> masked("mailtos://shop:pw@qq.com?to=boss@example.com"), masked("no address")
    ('mailtos://shop@qq.com', '****')
    """
    service = _service(address)
    if service is None:
        kind, colon, _ = address.partition("://")
        return f"{kind}://****" if colon and kind.isalnum() else "****"
    parts = urlsplit(service.url())
    if "host" not in service.template_tokens:
        key = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://****{key[-_TAIL:] if len(key) >= _LONG else ''}"
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme.startswith("mailto") and service.user:
        return f"{parts.scheme}://{service.user if '@' in service.user else f'{service.user}@{host}'}"
    return f"{parts.scheme}://{host}/****" if parts.path.strip("/") else f"{parts.scheme}://{host}"


def _sent(address: str, title: str, body: str) -> Failure | None:
    library, service = _library(), _service(address)
    if service is None:
        return Failure(masked(address), "bad_address")
    service.overflow_mode = library.OverflowMode.SPLIT
    service.body_maxlen //= _BYTES_OF_A_CHARACTER
    sender = library.Apprise()
    sender.add(service)
    result = sender.notify(body=body, title=title, body_format=library.NotifyFormat.TEXT)
    # Not the outcome as a whole: an address may call itself optional, and then no failure counts.
    if all(one.attempts and one.attempts[-1] for one in result):
        return None
    said = " ".join(entry.message for entry in result.logs())
    if status := re.search(r"error=(\d{3})\b", said):
        return Failure(masked(address), "refused", int(status[1]))
    return Failure(masked(address), "unreachable" if "onnection error" in said else "unknown")


def _service(address: str) -> Any:
    """What sends to the address; None when nothing does."""
    return _library().Apprise.instantiate(address)


@cache
def _library() -> Any:
    """The library, loaded when it is first needed: that takes half a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its parts that nothing here uses ask Python for modules on their way out
        import apprise

        apprise.Apprise.instantiate(ADDRESSES[-1])
    # Its messages hold whole addresses.
    log = logging.getLogger(apprise.logger.name)
    log.propagate = False
    log.addHandler(logging.NullHandler())
    return apprise
