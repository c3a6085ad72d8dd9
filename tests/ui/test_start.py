"""Starting: the shell first, then the day, then the rest; nothing is imported before its time."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop import opening
from desktop.app import Start
from desktop.domain.errors import Unavailable
from desktop.opening import Opened, open_practice
from desktop.operations import first_day
from tests.engines import demo_template
from tests.tour.driver import PATIENCE_SECONDS, Driver

ROOT = Path(__file__).parents[2]
NEVER_BEFORE_THE_DAY = (
    *("sqlalchemy", "alembic", "psycopg", "click", "argon2", "phonenumbers", "email_validator"),
    *("dateutil", "holidays", "rapidfuzz", "jellyfish", "desktop.front_desk", "desktop.ui.people"),
    *("desktop.ui.booking", "desktop.ui.sign_in", "desktop.ui.visits", "desktop.ui.first_start"),
    *("keyring", "desktop.domain.people"),
)
NEVER_BEFORE_THE_SHELL = (*NEVER_BEFORE_THE_DAY, "sqlite3", "tomllib", "desktop.ui.diary")
FORMS = (
    *("desktop.ui.booking.booking_form", "desktop.ui.people.patient_form"),
    *("desktop.ui.sign_in.sign_in_page", "desktop.ui.visits.go_to_date_dialog", "alembic"),
    *("desktop.ui.first_start", "desktop.operations.first_start", "keyring"),
)


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small demo practice."""
    file = tmp_path_factory.mktemp("start") / "demo.db"
    shutil.copyfile(demo_template(), file)
    return f"sqlite:///{file}"


def _modules_at(stage: str, url: str) -> set[str]:
    """Return what is imported at a stage of a start: shell, day_shown or ready."""
    code = f"""
import json, sys
from desktop.app import FUSION, Start, read_arguments
from PySide6.QtWidgets import QApplication
settings = read_arguments(["--database", {url!r}])[0].settings
app = QApplication(["attend", *FUSION])
start = Start(settings, remember=False)
def end():
    print(json.dumps(sorted(sys.modules)))
    sys.stdout.flush()
    import os
    os._exit(0)
if {stage!r} == "shell":
    start._begin = end
else:
    start.{stage if stage != "shell" else "ready"}.connect(end)
start.show()
app.exec()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def _loaded(modules: set[str], names: tuple[str, ...]) -> list[str]:
    return [one for one in names if any(m == one or m.startswith(f"{one}.") for m in modules)]


def test_the_shell_needs_no_database_no_diary_and_no_form(demo_url: str) -> None:
    assert _loaded(_modules_at("shell", demo_url), NEVER_BEFORE_THE_SHELL) == []


def test_the_day_is_shown_before_the_database_library_and_the_forms_are_there(
    demo_url: str,
) -> None:
    modules = _modules_at("day_shown", demo_url)
    assert _loaded(modules, NEVER_BEFORE_THE_DAY) == []
    assert "desktop.ui.diary.diary_view" in modules


def test_the_front_desk_brings_no_form_and_no_orm() -> None:
    code = (
        "import json, sys, desktop.front_desk, desktop.opening; print(json.dumps([*sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert _loaded(set(json.loads(done.stdout)), (*FORMS, "sqlalchemy.orm")) == []


ON_ONE_THREAD = """
import enum, json, sys, threading
made = []
create = enum.EnumType._create_
def watched(cls, name, *given, **named):  # PySide makes the enums of a class by this, in Python
    made.append((threading.current_thread() is threading.main_thread(), name))
    return create(cls, name, *given, **named)
enum.EnumType._create_ = watched
from desktop.app import FUSION, Start, read_arguments
from PySide6.QtWidgets import QApplication
settings = read_arguments(["--database", sys.argv[1]])[0].settings
app = QApplication(["attend", *FUSION])
start = Start(settings, remember=False)
def end():
    print(json.dumps(made))
    sys.stdout.flush()
    import os
    os._exit(0)
getattr(start, sys.argv[2]).connect(end)
start.show()
app.exec()
"""


@pytest.mark.parametrize("last", ["forms_imported", "ready"])
def test_every_class_of_qt_is_made_on_the_thread_of_the_window(demo_url: str, last: str) -> None:
    url = demo_url if last == "forms_imported" else "sqlite:////nowhere/attend.db"
    done = subprocess.run(
        [sys.executable, "-c", ON_ONE_THREAD, url, last],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    made = json.loads(done.stdout.splitlines()[-1])
    assert len(made) > 20
    assert [name for on_its_thread, name in made if not on_its_thread] == []


@pytest.fixture
def closed_while(
    demo_url: str, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Start]:
    """Return a function that closes the window while a call stands in for one of its start."""

    def close(module: ModuleType, name: str, go_on: Callable[..., Any]) -> Start:
        is_held, may_go_on = threading.Event(), threading.Event()

        def hold(*given: Any, **named: Any) -> Any:
            is_held.set()
            assert may_go_on.wait(PATIENCE_SECONDS)
            return go_on(*given, **named)

        monkeypatch.setattr(module, name, hold)
        driver = Driver(demo_url)
        driver.start.show()
        driver.until(is_held.is_set)
        driver.window.close()
        may_go_on.set()
        driver.close()
        qapp.setStyleSheet("")
        return driver.start

    return close


def test_nothing_is_opened_for_a_window_closed_while_its_day_was_read(
    closed_while: Callable[..., Start], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(opening, "open_practice", lambda url, *_more, **_: opened.append(url))
    start = closed_while(first_day, "find_first_day", first_day.find_first_day)
    assert (opened, start.diary) == ([], None)


def test_a_practice_that_opens_after_the_window_was_closed_is_let_go(
    closed_while: Callable[..., Start],
) -> None:
    given: list[Opened] = []

    def open_it(*which: Any, **wanted: Any) -> Opened:
        given.append(open_practice(*which, **wanted))
        return given[0]

    assert closed_while(opening, "open_practice", open_it).front_desk is None
    assert not given[0].worker._thread.is_alive()


def test_what_stands_in_the_way_is_told_to_nobody_once_the_window_is_closed(
    closed_while: Callable[..., Start],
) -> None:
    def fail(*_which: Any, **_wanted: Any) -> Opened:
        raise Unavailable("unreachable", "The server is off.")

    assert closed_while(opening, "open_practice", fail)._first_start is None


def test_what_was_on_its_way_as_the_window_was_closed_is_told_to_nobody(
    demo_url: str, qapp: QApplication
) -> None:
    driver = Driver(demo_url)
    driver.start.not_opened.emit(Unavailable("unreachable", "The server is off."), demo_url)
    driver.start.day_read.emit(None)
    driver.close()
    qapp.setStyleSheet("")
    assert (driver.start._first_start, driver.start.diary) == (None, None)
