"""Test data made by others, beside the source tree, and an honest count of what was used.

A test names its set with ``@pytest.mark.data_set("synthea/r4-1000")`` and gets a path from
``test_data("synthea/r4-1000/file")``. Without the data it is skipped by name, or fails where
ATTEND_TEST_DATA_REQUIRED=1. A set counts only when a test asserted a figure about its content.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parent.parent
_named = pytest.StashKey[set[str]]()
_counted = pytest.StashKey[set[str]]()


def data_root() -> Path:
    """Return the folder of the data sets; it may not exist."""
    given = os.environ.get("ATTEND_TEST_DATA")
    return (_ROOT / (given or "../shared/data")).resolve()


def _sets_of(item: pytest.Item) -> tuple[str, ...]:
    return tuple(name for mark in item.iter_markers("data_set") for name in mark.args)


class DataSets:
    """What a test reads of the data sets it names."""

    def __init__(self, names: tuple[str, ...], counted: set[str]) -> None:
        self._names = names
        self._counted = counted

    def __call__(self, path: str) -> Path:
        """Return the path of a file or folder of a named set; skip or fail where it is absent."""
        self._check_named(path)
        found = data_root() / path
        if not found.exists():
            said = f"data set {path} is not here ({data_root()})"
            if os.environ.get("ATTEND_TEST_DATA_REQUIRED") == "1":
                pytest.fail(said, pytrace=False)
            pytest.skip(said)
        return found

    def assert_figure(self, name: str, actual: object, expected: object) -> None:
        """Assert a figure about the content of that set, and count the set as used."""
        self._check_named(name)
        assert actual == expected, f"data set {name}: {actual!r} instead of {expected!r}"
        self._counted.update(one for one in self._names if _is_within(name, one))

    def _check_named(self, path: str) -> None:
        if not any(_is_within(path, name) for name in self._names):
            pytest.fail(f'the test lacks @pytest.mark.data_set("{path}")', pytrace=False)


def _is_within(path: str, name: str) -> bool:
    return path == name or path.startswith(name.rstrip("/") + "/")


@pytest.fixture
def test_data(request: pytest.FixtureRequest) -> DataSets:
    """Return the data sets this test names."""
    return DataSets(_sets_of(request.node), request.config.stash[_counted])


# pytest would take a fixture called test_... for a test.
test_data.__test__ = False  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """Start with nothing named and nothing counted."""
    config.stash[_named] = set()
    config.stash[_counted] = set()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note the sets that the tests to be run name."""
    session.config.stash[_named].update(n for item in session.items for n in _sets_of(item))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's sets to the process that prints the summary."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["data_sets_named"] = sorted(session.config.stash[_named])
        output["data_sets_counted"] = sorted(session.config.stash[_counted])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what a worker handed over; one that crashed has nothing to hand."""
    output: dict[str, Iterable[str]] = getattr(node, "workeroutput", None) or {}
    node.config.stash[_named].update(output.get("data_sets_named", ()))
    node.config.stash[_counted].update(output.get("data_sets_counted", ()))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run with the count."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(config, "workeroutput") or reporter is None:
        return
    named, counted = config.stash[_named], config.stash[_counted]
    if missing := sorted(named - counted):
        reporter.write_line("data sets not used: " + ", ".join(missing))
    if named:
        reporter.write_line(f"data sets: {len(counted)} of {len(named)}")
