"""What the benchmarks share: a stage runs in a process of its own and says what it cost."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeVar

_Argument = TypeVar("_Argument")


@dataclass(frozen=True)
class Cost:
    """What a stage took: wall-clock seconds, and the most memory its process ever held."""

    seconds: float
    peak_mb: float


def in_process(stage: Callable[[_Argument], float | None], argument: _Argument) -> Cost:
    """The cost of a stage in a fresh process.

    The seconds are those the stage returns when it times a part of itself, else those of the whole
    stage. Raises `EOFError` when the stage fails; its own message is then on standard error.
    """
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_timed, args=(stage, argument, send))
    process.start()
    # With our copy of this end open, a stage that fails would leave us waiting for ever.
    send.close()
    cost: Cost = receive.recv()
    process.join()
    return cost


def _timed(stage: Callable[[_Argument], float | None], argument: _Argument, send: Connection) -> None:
    start = time.perf_counter()
    own = stage(argument)
    whole = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    send.send(Cost(whole if own is None else own, peak))
