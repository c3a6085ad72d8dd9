"""A mistake of ours under an open form: a report, nothing typed lost, and on it goes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from sqlalchemy import make_url

from desktop.ui.errors import ReportWindow
from tests.tour.driver import Driver


def set_states(url: str, wrong: str, right: str) -> None:
    """Break every session's row (or mend it), as a bug of ours might have written it."""
    file = Path(str(make_url(url).database))
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE sessions SET state = ? WHERE state = ?", (wrong, right))


def test_a_report_keeps_what_was_typed_and_tries_again(demo_url: str, driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+B")
    driver.type("n")
    driver.press("Alt+R")
    driver.type("Dressing")
    reason = driver.window.findChild(QPlainTextEdit, "booking_reason")
    assert isinstance(reason, QPlainTextEdit)
    typed = reason.toPlainText()
    set_states(demo_url, "broken", "open")

    driver.press("Return")
    report = QApplication.activeModalWidget()
    assert isinstance(report, ReportWindow)
    assert reason.toPlainText() == typed
    copy = report.findChild(QPushButton, "copy_details_button")
    assert isinstance(copy, QPushButton)
    driver.front()
    driver.focus(copy)
    driver.press("Space")
    details = QGuiApplication.clipboard().text()
    assert "operations/booking.py" in details
    card = driver.start.front_desk.panel.card  # type: ignore[union-attr]  # open
    assert card is not None
    for word in (*card.called.split(), "Dressing", card.id):
        assert word not in details

    set_states(demo_url, "open", "broken")
    again = report.findChild(QPushButton, "try_again_button")
    assert isinstance(again, QPushButton)
    driver.focus(again)
    driver.press("Space")
    assert driver.said.startswith("Booked ")
