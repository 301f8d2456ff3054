"""The sample shop's files, read once for all commands that are run inside the tests."""

import functools
from collections.abc import Iterator

import pytest

from scoring.commands import shared


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """A command reads the same files each time it runs; its processes of their own still do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "from_folder", functools.cache(shared.from_folder))
        yield
