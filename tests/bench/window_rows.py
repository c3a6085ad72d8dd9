"""Rows of the real window: keys and clicks until the answer is painted."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.week import monday_of
from desktop.front_desk import FrontDesk
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Figures, Row, settle
from tests.tour.driver import Driver

SIZE = (1920, 1080)
WORDS = ("smith j", "jo sm", "khan", "12/3/80", "okaf", "patel", "maria g", "hug")
BOOKINGS, DAYS, LONGEST_SECONDS = 25, 60, 10.0


def measure_window(databases: Databases) -> Iterator[Row]:
    """Drive one window on the practice of 10,000 people, at 1920x1080."""
    url = databases.practice("sqlite")
    driver = Driver(url, size=SIZE, desk="Bench")
    driver.open()
    desk = driver.start.front_desk
    assert desk is not None
    settle()
    yield _measure_days(driver, desk, url)
    yield _measure_weeks(driver, desk, url)
    yield _measure_search(driver, desk, url)
    yield _measure_booking(driver, desk)
    driver.close()


def _until(condition: Callable[[], bool]) -> None:
    """Let the window work until something is so and painted.

    It sleeps between events as the program's own loop does: a loop that spins would keep Python's
    lock from the worker that is waited for.
    """
    end = time.monotonic() + LONGEST_SECONDS
    app = QApplication.instance()
    assert app is not None
    awake = QTimer()  # nothing else may be due for a while
    awake.start(50)
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    app.processEvents()


class _Painted(QObject):
    """Notes when a widget has been painted while something was so, and keys are taken again."""

    def __init__(self, widget: QWidget, condition: Callable[[], bool]) -> None:
        super().__init__(widget)
        self.at = 0.0
        self._condition = condition
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.at and self._condition():
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = self.at or time.perf_counter()


def _measure_days(driver: Driver, desk: FrontDesk, url: str) -> Row:
    opened: list[object] = []
    desk.diary_control.day_opened.connect(opened.append)
    today = desk.diary_control.on_date
    assert today is not None
    days = [one for one in (today + timedelta(days=n - 40) for n in range(90)) if one.weekday() < 5]
    took = []
    for on_date in days[:DAYS]:
        driver.settle()
        opened.clear()
        began = time.perf_counter()
        desk.diary_control.open_day(on_date)
        _until(lambda: bool(opened))
        took.append((time.perf_counter() - began) * 1000)
    note = "asked for in the window to painted, 1920x1080, days of the 10,000-person practice; "
    bare = _bare_days(url, days[:DAYS])
    return Row(
        "day.open", Figures(tuple(took)), bare, Budget(p95=50), note + "bare: one SELECT of the day"
    )


def _bare_days(url: str, days: list[date]) -> Figures:
    db = sqlite3.connect(url.removeprefix("sqlite:///"))
    took = []
    for on_date in days:
        began = time.perf_counter()
        db.execute(
            "SELECT a.id, a.start_at, a.state, p.given_names, p.family_name FROM appointments a "
            "JOIN patients p ON p.id = a.patient_id WHERE a.on_date = ?",
            (on_date.isoformat(),),
        ).fetchall()
        took.append((time.perf_counter() - began) * 1000)
    db.close()
    return Figures(tuple(took))


def _measure_weeks(driver: Driver, desk: FrontDesk, url: str) -> Row:
    """Measure the weeks of whoever works most; a row that shows a week without a slot is wrong."""
    driver.press("Ctrl+W")
    week = desk.place.week
    assert week is not None
    clinician, name, mondays = _busiest(url)
    week.bar.choice.setCurrentText(name)
    opened: list[object] = []
    week.opened.connect(opened.append)
    took, slots = [], []
    for monday in mondays:
        driver.settle()
        opened.clear()
        began = time.perf_counter()
        desk.diary_control.open_day(monday)
        _until(lambda: bool(opened))
        took.append((time.perf_counter() - began) * 1000)
        layout = desk.diary.day_layout
        assert layout is not None
        assert {one.clinician_id for one in layout.day.columns} == {clinician}
        slots.append(sum(len(column) for column in layout.boxes))
    desk.place.leave_week()
    driver.press("Ctrl+T")
    note = (
        f"weeks of one clinician, {min(slots)} to {max(slots)} slots, asked for in the window to "
        "painted, 1920x1080; bare: one SELECT of the week"
    )
    bare = _bare_weeks(url, mondays, clinician)
    right = min(slots) > 0
    return Row("week.view", Figures(tuple(took)), bare, Budget(p95=50), note, is_right=right)


def _busiest(url: str) -> tuple[str, str, list[date]]:
    """Return who has the most sessions, how the week's list names them, and their weeks."""
    db = sqlite3.connect(url.removeprefix("sqlite:///"))
    key, *names = db.execute(
        "SELECT c.id, c.title, c.given_names, c.family_name FROM clinicians c "
        "JOIN sessions e ON e.clinician_id = c.id GROUP BY c.id ORDER BY count(*) DESC, c.id"
    ).fetchone()
    of_key = "SELECT DISTINCT on_date FROM sessions WHERE clinician_id = ? AND state != 'cancelled'"
    days = [date.fromisoformat(on) for (on,) in db.execute(of_key, (key,))]
    db.close()
    mondays = sorted({monday_of(on) for on in days})
    return key, " ".join(one for one in names if one), mondays


def _bare_weeks(url: str, mondays: list[date], clinician: str) -> Figures:
    db = sqlite3.connect(url.removeprefix("sqlite:///"))
    took = []
    for monday in mondays:
        began = time.perf_counter()
        db.execute(
            "SELECT s.id, s.start_at, s.state, a.id, p.given_names, p.family_name FROM sessions e "
            "JOIN slots s ON s.session_id = e.id JOIN places l ON l.slot_id = s.id "
            "LEFT JOIN appointments a ON a.id = l.appointment_id "
            "LEFT JOIN patients p ON p.id = a.patient_id "
            "WHERE e.clinician_id = ? AND e.start_at >= ? AND e.start_at < ?",
            (clinician, monday.isoformat(), (monday + timedelta(days=7)).isoformat()),
        ).fetchall()
        took.append((time.perf_counter() - began) * 1000)
    db.close()
    return Figures(tuple(took))


def _measure_search(driver: Driver, desk: FrontDesk, url: str) -> Row:
    field = driver.window.top_bar.search.field
    field.setFocus()
    took = []
    for words in WORDS * 4:
        field.clear()
        driver.settle()
        for letter in words:
            if letter == " ":  # asks nothing new
                QTest.keyClicks(field, letter)
                driver.settle()
                continue
            began = time.perf_counter()
            QTest.keyClicks(field, letter)
            _until(lambda: not desk.runner.is_busy)
            took.append((time.perf_counter() - began) * 1000)
    field.clear()
    driver.settle()
    note = "key press to painted results, 10,000 people; bare: a prefix of the family name by SQL"
    return Row("search.painted", Figures(tuple(took)), _bare_search(url), Budget(p95=16), note)


def _bare_search(url: str) -> Figures:
    db = sqlite3.connect(url.removeprefix("sqlite:///"))
    took = []
    for letter in "smithjonespatel" * 10:
        began = time.perf_counter()
        db.execute(
            "SELECT patient_id FROM patient_search WHERE family >= ? AND family < ? "
            "ORDER BY family, given LIMIT 60",
            (letter, letter + "\U0010ffff"),
        ).fetchall()
        took.append((time.perf_counter() - began) * 1000)
    db.close()
    return Figures(tuple(took))


def _measure_booking(driver: Driver, desk: FrontDesk) -> Row:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return")
    took = []
    for number in range(BOOKINGS):
        driver.press("Ctrl+B")
        driver.type("n")
        driver.press("Tab")
        driver.type("g")
        driver.press("Alt+R")
        driver.type(f"Bench {number}")
        focus = QApplication.focusWidget()
        assert focus is not None
        painted = _Painted(desk.diary.viewport(), partial(_shows, driver, f"Bench {number}"))
        began = time.perf_counter()
        QTest.keyClick(focus, Qt.Key.Key_Return)
        _until(lambda one=painted: one.at > 0)
        took.append((painted.at - began) * 1000)
        driver.settle()
        assert driver.said.startswith("Booked "), driver.said
        painted.deleteLater()
    note = "Enter in the booking form to the diary painted with the visit in its slot, SQLite"
    return Row("book.shown", Figures(tuple(took)), None, Budget(p95=50), note)


def _shows(driver: Driver, reason: str) -> bool:
    """Whether the diary is shown with that visit under its selection."""
    diary = driver.start.diary
    cell = diary.current_cell() if diary is not None and diary.isVisible() else None
    return cell is not None and any(visit.reason == reason for visit in cell.visits)
