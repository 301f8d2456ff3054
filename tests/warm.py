"""A process that has imported the project already, and makes a child of itself for every call.

A child costs a few milliseconds instead of a second, may be killed at any moment, runs out of memory
or time for itself alone, and knows its own peak of memory.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

TESTS = Path(__file__).parent


class Died(AssertionError):
    """A child that ended without an answer although nobody killed it."""


class Silent(AssertionError):
    """A child that said nothing for too long."""


class Child:
    """One call in a process of its own. It says things on the way, and gives its result at the end."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._text = b""
        self.heard: list[Any] = []
        self.result: Any = None
        self.ended = False
        self.pid: int = self._next(30)["pid"]

    def says(self, seconds: float = 60) -> Iterator[Any]:
        """What the child tells, one thing after another, until it ends; raises `Silent`, `Died` or what it raised."""
        while True:
            message = self._next(seconds)
            if "told" not in message:
                return
            yield message["told"]

    def wait_for(self, word: str, seconds: float = 60) -> bool:
        """Wait until the child says this; False when it ended before."""
        return word in self.heard or any(told == word for told in self.says(seconds))

    def answer(self, seconds: float = 60) -> Any:
        """The result of the call."""
        for _ in self.says(seconds):
            pass
        return self.result

    def send(self, what: Any) -> None:
        """Say something the child waits to hear."""
        self._line.sendall(json.dumps(what).encode() + b"\n")

    def kill(self) -> None:
        """End it at once, as the power switch would; what it had said until then is still heard."""
        # Its parent collects no child before it ends itself, so the number is still its own.
        os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(Died):
            self.answer()

    def _next(self, seconds: float) -> dict[str, Any]:
        if self.ended:
            return {}
        self._line.settimeout(seconds)
        while b"\n" not in self._text:
            try:
                piece = self._line.recv(1 << 16)
            except TimeoutError as error:
                raise Silent(f"nothing was heard for {seconds} s; the last words: {self.heard[-1:]}") from error
            except ConnectionResetError:
                piece = b""
            if not piece:
                self.ended = True
                self._line.close()
                raise Died(f"the child ended without an answer; its last words: {self.heard[-1:]}")
            self._text += piece
        line, self._text = self._text.split(b"\n", 1)
        message: dict[str, Any] = json.loads(line)
        if "told" in message:
            self.heard.append(message["told"])
        if "result" in message or "raised" in message:
            self.result, self.ended = message.get("result"), True
            self._line.close()
            if "raised" in message:
                raise AssertionError(f"after {self.heard[-1:]}:\n{message['raised']}")
        return message


class Warm:
    """The process that makes the children; use it as a context."""

    def __init__(self, *modules: str, folder: str) -> None:
        self._mine, theirs = socket.socketpair()
        path = os.pathsep.join([str(TESTS), str(TESTS / folder), os.environ.get("PYTHONPATH", "")])
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno()), *modules],
                pass_fds=[theirs.fileno()],
                # One thread in the process that forks.
                env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
            )

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._mine.close()
        self._process.wait(60)

    def call(self, function: str, *arguments: Any) -> Child:
        """Start `module:function(tell, *arguments)` in a child; whatever it hands to `tell` is heard here."""
        mine, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._mine, [b"."], [theirs.fileno()])
        mine.sendall(json.dumps([function, *arguments]).encode() + b"\n")
        return Child(mine)


class Tell:
    """The child's end of the line: call it to say something on the way."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._incoming = line.makefile("rb")

    def __call__(self, told: Any) -> None:
        self.say(told=told)

    def say(self, **message: Any) -> None:
        """Send a message as a whole."""
        self._line.sendall(json.dumps(message).encode() + b"\n")

    def hear(self) -> Any:
        """What the caller sends next."""
        return json.loads(self._incoming.readline())


def peak_bytes() -> int:
    """The most memory this process ever held."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("this system does not say how much memory a process held")


def _serve(calls: socket.socket, modules: list[str]) -> None:
    for name in modules:
        importlib.import_module(name)
    while True:
        word, lines, _, _ = socket.recv_fds(calls, 1, 1)
        if not word:
            return
        with socket.socket(fileno=lines[0]) as line:
            if not os.fork():
                calls.close()
                _answer(line)


def _answer(line: socket.socket) -> None:
    try:
        tell = Tell(line)
        tell.say(pid=os.getpid())
        function, *arguments = tell.hear()
        try:
            module, name = function.split(":")
            result = getattr(importlib.import_module(module), name)(tell, *arguments)
        except BaseException:
            tell.say(raised=traceback.format_exc())
        else:
            tell.say(result=result)
    finally:
        os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
