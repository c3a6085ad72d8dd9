"""The real program on a small demo practice: SQLite, each engine where a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication

from desktop.operations.demo import make_demo
from tests.engines import database_of_its_own, made_once, migrated_template
from tests.postgres_cluster import Cluster
from tests.tour.driver import Driver

TODAY = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
PEOPLE = 300
Driver.hurry()


def demo_template(cluster: Cluster | None = None) -> str:
    """Return the demo that windows are opened on: 300 people, its clock at 10:22."""

    def fill(url: str) -> None:
        make_demo(url, people=PEOPLE, seed=1, now=TODAY)

    return made_once("demo_300", cluster, fill, start=migrated_template(cluster))


@pytest.fixture(params=("sqlite",))
def demo_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return a demo of the test's own: SQLite, unless the test says ``on_each_engine``."""
    with database_of_its_own(request, request.param, demo_template) as url:
        yield url


@pytest.fixture
def open_driver(qapp: QApplication) -> Iterator[Callable[[str], Driver]]:
    """Return a function that opens the program on a database; it is closed at the end."""
    opened: list[Driver] = []

    def open_one(url: str) -> Driver:
        driver = Driver(url)
        opened.append(driver)
        driver.open()
        return driver

    yield open_one
    for driver in opened:
        driver.close()


@pytest.fixture
def driver(demo_url: str, open_driver: Callable[[str], Driver]) -> Driver:
    """Return the program, open on the demo."""
    return open_driver(demo_url)
