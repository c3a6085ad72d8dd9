"""The real program on a small demo practice, on each engine."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.operations.demo import make_demo
from desktop.persistence.migrate import upgrade
from tests.engines import ENGINES, drop_database, make_database
from tests.tour.driver import Driver

TODAY = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
PEOPLE = 300


@pytest.fixture(scope="session")
def demo_templates(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], str]:
    """Return a function that gives the demo of an engine, made once a process: file or name."""
    made: dict[str, str] = {}

    def make(engine: str) -> str:
        if engine not in made and engine == "sqlite":
            file = tmp_path_factory.mktemp("demo") / "demo.db"
            upgrade(f"sqlite:///{file}")
            make_demo(f"sqlite:///{file}", people=PEOPLE, seed=1, now=TODAY)
            made[engine] = str(file)
        elif engine not in made:
            cluster = request.getfixturevalue("postgres_cluster")
            made[engine] = f"demo_{uuid.uuid4().hex}"
            make_database(cluster, made[engine])
            upgrade(cluster.url(made[engine]))
            make_demo(cluster.url(made[engine]), people=PEOPLE, seed=1, now=TODAY)
        return made[engine]

    return make


@pytest.fixture(params=ENGINES)
def demo_url(
    request: pytest.FixtureRequest, demo_templates: Callable[[str], str], tmp_path: Path
) -> Iterator[str]:
    """Return a demo practice of 300 people, its clock at 10:22 on the pictures' day."""
    template = demo_templates(request.param)
    if request.param == "sqlite":
        shutil.copyfile(template, tmp_path / "practice.db")
        yield f"sqlite:///{tmp_path / 'practice.db'}"
        return
    cluster = request.getfixturevalue("postgres_cluster")
    name = f"test_{uuid.uuid4().hex}"
    make_database(cluster, name, template)
    yield cluster.url(name)
    drop_database(cluster, name)


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
