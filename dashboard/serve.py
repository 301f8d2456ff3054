"""Serve the board: one process, its settings and theme independent of the folder it is started in."""

from __future__ import annotations

import gc
import os
import socket
import sys
import tomllib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from dashboard.text import flat, words
from scoring.errors import VocBoardError
from scoring.rules.catalogue import scheme_in_use

_HERE = Path(__file__).parent
_FIRST_PORT, _LAST_PORT = 8501, 65535


def serve(data: Path, port: int | None, browser: bool) -> int:
    """Open the board on a data folder and serve it until stopped; the exit status.

    Without a port the first free one from 8501 on is taken; a port that is named and in use is refused.
    """
    if port and not _is_free(port):
        other = _free_port(port + 1)
        print(f"Port {port} is in use; try voc-board --port {other}, or leave --port out.", file=sys.stderr)
        return 1
    os.environ["VOC_BOARD_DATA"] = str(data.absolute())
    chosen = port or _free_port()
    config = {**_settings(), "server.port": chosen, "server.headless": not browser}
    print(f"voc-board: http://localhost:{chosen} (data: {data})", flush=True)
    app().run(config=config)
    return 0


def app() -> st.App:
    """The ASGI application; any server may run it."""
    language = Middleware(_LanguageOfPage)
    return st.App(_HERE / "app.py", lifespan=_ready, middleware=[language], on_script_error=_say_sorry)


class _LanguageOfPage:
    """Says in the page itself that it is Chinese, so that no browser offers to translate it.

    The toolkit writes `lang="en"` into every page; the two words are equally long, so nothing else changes.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_in_language(message: Any) -> None:
            if message["type"] == "http.response.body" and b'<html lang="en"' in message.get("body", b""):
                message = {**message, "body": message["body"].replace(b'<html lang="en"', b'<html lang="zh"')}
            await send(message)

        await self._app(scope, receive, send_in_language if _is_chinese(scope) else send)


def _is_chinese(scope: Any) -> bool:
    if scope["type"] != "http" or b"lang=en" in scope.get("query_string", b""):
        return False
    accepted = dict(scope.get("headers", [])).get(b"accept-language", b"zh")
    return b"lang=zh" in scope["query_string"] or not accepted.lower().startswith(b"en")


@asynccontextmanager
async def _ready(_: Any) -> AsyncIterator[None]:
    """Load what the pages need, then freeze it.

    After every rerun the server collects garbage; over the imported libraries alone that costs tens
    of milliseconds. Frozen objects are not looked at again.
    """
    warm()
    if os.environ.get("VOC_BOARD_FREEZE", "1") != "0":
        gc.collect()
        gc.freeze()
    yield


def warm() -> None:
    """Import what the pages import and score the shop shown first, so that the first visitor waits for nothing."""
    import plotly.io  # noqa: F401

    import dashboard.components.cards
    import dashboard.components.chart
    import dashboard.components.data
    import dashboard.components.diagnosis
    import dashboard.components.indicators
    import dashboard.components.metric_patterns
    import dashboard.components.report
    import dashboard.components.rules
    import dashboard.components.scenario
    import dashboard.components.segments
    import dashboard.components.trends
    import dashboard.components.what_if  # noqa: F401
    from dashboard import cached
    from dashboard.cached.outlook import outlook

    try:
        own = cached.shops("own", cached.version("own"))
        data = "own" if own else "sample"
        first = cached.shown_shop(data, (own or cached.shops(data, cached.version(data)))[0])
        day = cached.sums(first).last_day[0]
        cached.certified(first, scheme_in_use(day), None)
        outlook(first, scheme_in_use(day), None, day)
    except VocBoardError as error:
        # The page itself says what is wrong with the data; the server must come up to say it.
        print(f"voc-board: {error}", flush=True)


def _say_sorry(error: Exception) -> bool:
    """A sentence and a number for the visitor; the traceback goes to the log only."""
    incident = uuid.uuid4().hex[:8]
    print(f"voc-board: incident {incident}: {error!r}", flush=True)
    language = st.query_params.get("lang", "zh")
    st.error(words(language if language in ("zh", "en") else "zh")("app.broken", incident=incident))
    return True


def _settings() -> dict[str, Any]:
    return dict(flat(tomllib.loads((_HERE / "config.toml").read_text(encoding="utf-8"))))


def _free_port(first: int = _FIRST_PORT) -> int:
    """The first free port of a hundred; from 8501 on when `first` is beyond the last port there is."""
    for port in range(first, min(first + 100, _LAST_PORT + 1)):
        if _is_free(port):
            return port
    return _FIRST_PORT


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
