"""Calendars in the window: busy times proposed and taken back, a session saved without names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop.domain.closures import ClosureKind
from desktop.exchange.calendar_reading import read_calendar
from desktop.operations.closures import list_proposed
from desktop.ui.kit.list_dialogs import TableDialog
from desktop.ui.setup.calendar_dialogs import ExportDiaryDialog, ImportCalendarDialog
from tests.journeys.test_at_desk import change
from tests.journeys.test_people_desk import do
from tests.tour.driver import Driver
from tests.tour.month_steps import CALENDAR


def _trigger(driver: Driver, name: str) -> object:
    driver.window.action(name).trigger()
    driver.settle()
    driver.front()
    return driver.app.activeModalWidget()


def test_a_calendar_becomes_proposed_leave_in_one_act(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not driver.window.action("import_calendar").isVisible()
    change(driver, "r", "Ruth Cohen")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(CALENDAR), ""))
    dialog = _trigger(driver, "import_calendar")
    assert isinstance(dialog, ImportCalendarDialog)
    assert dialog.found.text() == (
        "2 busy times: Dentist, Thu 3 Dec from 14:00 to 15:30; Half term, Mon 15 Feb to Fri 19 Feb."
        " 1 can’t be taken; you will see why."
    )
    driver.type("grace")
    driver.press("Return")
    driver.front()
    shown = driver.app.activeModalWidget()
    assert isinstance(shown, TableDialog)
    assert shown.windowTitle() == "1 event was not taken"
    driver.press("Escape")
    assert driver.said == "2 closures proposed. Accept or turn down each in Set-up, Closures."
    proposed = do(driver, lambda desk: desk.read(list_proposed))
    assert {(one.details.kind, one.details.name) for one in proposed} == {
        (ClosureKind.LEAVE, "Half term"),
        (ClosureKind.LEAVE, "Dentist"),
    }
    driver.press("Ctrl+Z")
    assert do(driver, lambda desk: desk.read(list_proposed)) == ()


def test_a_session_is_saved_without_names_and_a_diary_with_them(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(driver, "r", "Ruth Cohen")
    file = tmp_path / "diary.ics"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    dialog = _trigger(driver, "export_diary")
    assert isinstance(dialog, ExportDiaryDialog)
    assert dialog.what.currentText() == "Dr Anjali Patel"
    driver.press("Down")
    assert dialog.what.currentText() == ("This session: Dr Patel, Wed 18 Nov 08:30 to 12:30")
    assert not dialog.first.isEnabled()
    driver.press("Return")
    driver.front()
    assert driver.said.endswith(" events saved in diary.ics.")
    today = date(2026, 11, 18)
    found = read_calendar(file, today, date(2026, 11, 19), "Europe/London").occurrences
    assert len(found) == int(driver.said.split()[0]) > 10
    assert b"Winston Clarke" not in file.read_bytes()
    _trigger(driver, "export_diary")
    driver.press("Tab", "Tab", "Tab", "Space", "Return")
    driver.front()
    assert b"Winston Clarke" in file.read_bytes()
