"""What every test can ask for; the fixtures of engines, data sets and leaks are in their files."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.clock import SettableClock

# Before Qt is imported. ATTEND_TEST_PLATFORM=xcb runs the windows on a real X server (Xvfb).
os.environ["QT_QPA_PLATFORM"] = os.environ.get("ATTEND_TEST_PLATFORM", "offscreen")

pytest_plugins = [
    "tests.engines",
    "tests.data_sets",
    "tests.leaks",
    "tests.passwords",
    "tests.statements",
]

LONG = (
    *("test_accessibility", "test_visits_import_sets", "test_races", "test_two_windows"),
    "test_killed",
)
"""Files whose tests take many seconds each."""

# Two cores shared with a database server: a slow example is no failure.
_slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("desk", deadline=None, max_examples=100, suppress_health_check=_slow)
settings.register_profile("ci", settings.get_profile("desk"), print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: item.path.stem not in LONG)


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests find nothing of who runs them in the folders of this person, and leave nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("own")))
        yield


@pytest.fixture
def clock() -> SettableClock:
    """Return a clock at 10:22 UTC on 18 November 2026; clock.advance(minutes=5) moves it."""
    return SettableClock()
