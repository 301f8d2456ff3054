"""What several tests share: the sample shop measured once, and repeatable random examples."""

import os

import pytest
from hypothesis import HealthCheck, settings

from sample_data import SAMPLE_SHOP
from scoring.measure.daily_sums import DailySums, daily_sums
from scoring.store.events import Events, from_folder

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def sample_events() -> Events:
    return from_folder(SAMPLE_SHOP)


@pytest.fixture(scope="session")
def sample_sums(sample_events: Events) -> DailySums:
    return daily_sums(sample_events)
