"""Work in the background: how far it is, its result or error, and a cancellation that leaves nothing."""

import threading
from collections.abc import Callable

import pytest

from dashboard.jobs import Job, Jobs, Reached, Tell, reached
from scoring.errors import Cancelled, EmptyFile
from scoring.intake.request import Progress


class Stepwise:
    """Work that goes on by one step each time it is let."""

    def __init__(self, steps: int = 3) -> None:
        self.steps = steps
        self.let = threading.Semaphore(0)
        self.said = threading.Semaphore(0)

    def __call__(self, tell: Tell) -> str:
        for step in range(self.steps):
            assert self.let.acquire(timeout=10)
            try:
                tell(Progress((step + 1) * 10, self.steps * 10, (step + 1) * 100))
            finally:
                self.said.release()
        return "all rows"

    def go_on(self) -> None:
        self.let.release()
        assert self.said.acquire(timeout=10)


def test_a_job_says_how_far_it_is_and_gives_its_result() -> None:
    work = Stepwise()
    job = Job("a.csv", work)
    assert job.state == "running"
    assert job.reached == Reached(0, None, None, None)
    work.go_on()
    at = job.reached
    assert (at.rows, at.share) == (100, pytest.approx(1 / 3))
    assert at.rows_per_second is not None
    assert at.rows_per_second > 0
    assert at.seconds_left is not None
    assert at.seconds_left > 0
    assert not job.wait(0), "it has not ended"
    work.go_on()
    work.go_on()
    assert job.wait(10)
    assert job.state == "done"
    assert job.result() == job.result() == "all rows"


def test_the_time_a_job_waits_for_its_turn_is_no_part_of_its_speed() -> None:
    assert reached(Progress(50, 100, 1000), 4.0) == Reached(1000, 250.0, 0.5, 4.0)
    assert reached(Progress(100, 100, 1000), 4.0).seconds_left == 0
    assert reached(Progress(200, 100, 1000), 4.0).share == 1.0, "a file that grew while it was read"
    assert reached(None, 4.0) == Reached(0, None, None, None)


@pytest.mark.parametrize("error", [EmptyFile("a.csv"), ValueError("unforeseen")])
def test_an_error_is_kept_and_raised_to_whoever_asks(error: Exception) -> None:
    def work(tell: Tell) -> None:
        raise error

    job = Job("a.csv", work)
    assert job.wait(10)
    assert job.state == "failed"
    assert job.error is error
    with pytest.raises(type(error)):
        job.result()


def test_a_job_that_is_cancelled_stops_at_its_next_word() -> None:
    dropped: list[str] = []
    work = Stepwise()
    job = Job("a.csv", work, dropped.append)
    work.go_on()
    job.cancel()
    assert job.state == "cancelling"
    work.go_on()
    assert job.wait(10)
    assert job.state == "cancelled"
    with pytest.raises(Cancelled):
        job.result()
    assert dropped == [], "there was no result to drop"


def once_it_is_there(job: Job[str], release: Callable[[], None]) -> None:
    release()
    assert job.wait(10)
    job.cancel()
    job.cancel()


def before_it_is_there(job: Job[str], release: Callable[[], None]) -> None:
    job.cancel()
    release()
    assert job.wait(10)
    job.cancel()


@pytest.mark.parametrize("cancel", [once_it_is_there, before_it_is_there])
def test_a_result_that_nobody_wants_any_more_is_dropped_once(
    cancel: Callable[[Job[str], Callable[[], None]], None],
) -> None:
    dropped: list[str] = []
    gate = threading.Event()

    def work(tell: Tell) -> str:
        assert gate.wait(10)
        return "rows"

    job = Job("a.csv", work, dropped.append)
    cancel(job, gate.set)
    assert dropped == ["rows"]
    assert job.state == "cancelled"
    with pytest.raises(Cancelled):
        job.result()


def test_cancelling_at_any_moment_gives_the_result_or_drops_it_never_both() -> None:
    for _ in range(200):
        dropped: list[str] = []
        job: Job[str] = Job("a.csv", lambda tell: "rows", dropped.append)
        job.cancel()
        assert job.wait(10)
        assert dropped == ["rows"]


def test_jobs_are_found_by_their_key_and_begun_once() -> None:
    jobs, begun = Jobs(), []

    def work(tell: Tell) -> int:
        begun.append(1)
        return len(begun)

    first = jobs.start("k", "a.csv", work)
    assert first.wait(10)
    assert jobs.start("k", "a.csv", work) is first is jobs.get("k")
    assert jobs.keys() == ["k"]
    assert begun == [1]
    jobs.forget("k")
    jobs.forget("k")
    assert jobs.get("k") is None
    assert jobs.start("k", "a.csv", work).result() == 2, "a key that was forgotten is free"


def test_forgetting_a_job_drops_its_result() -> None:
    jobs, dropped = Jobs(), []
    job = jobs.start("k", "a.csv", lambda tell: "rows", dropped.append)
    assert job.wait(10)
    jobs.forget("k")
    assert dropped == ["rows"]


def test_a_job_that_is_cancelled_from_inside_counts_as_cancelled() -> None:
    def work(tell: Tell) -> str:
        raise Cancelled("a.csv")

    job = Job("a.csv", work)
    assert job.wait(10)
    assert job.state == "cancelled"
