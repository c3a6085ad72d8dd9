"""Which words an error gets, where they are told, and what a report leaves out."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import (
    Agreement,
    Conflict,
    NeedsAgreement,
    NotAllowed,
    NotFound,
    RuleViolation,
    Unavailable,
)
from desktop.domain.mistakes import report_text
from desktop.ui.errors import ErrorTeller, Place, ReportWindow, tell


@pytest.mark.parametrize(
    ("error", "place", "words"),
    [
        (RuleViolation("empty", "reason", "Say why."), Place.FIELD, "Say why."),
        (RuleViolation("state", None, "Too soon."), Place.MESSAGE_BAR, "Too soon."),
        (Conflict("taken", "Desk 2 was first."), Place.MESSAGE_BAR, "Desk 2 was first."),
        (Conflict("taken"), Place.MESSAGE_BAR, "Someone was quicker. Nothing was lost."),
        (NotAllowed("book", "manager"), Place.MESSAGE_BAR, "Only a manager can do this."),
        (NotFound("staff", "x"), Place.MESSAGE_BAR, "This person can’t sign in any more."),
        (NotFound("thing", "x"), Place.MESSAGE_BAR, "This is not there any more."),
        (NeedsAgreement([Agreement("a", "Is it so?")]), Place.MESSAGE_BAR, "Is it so?"),
        (Unavailable("full", "The disk is full."), Place.DIALOG, "The disk is full."),
        (Unavailable("connection", "No answer."), Place.BANNER, "No answer."),
        (Unavailable("missing", "It is gone."), Place.BANNER, "It is gone."),
        (Unavailable("not_done", "It was not."), Place.BANNER, "It was not."),
        (Unavailable("paused", "Not now."), Place.MESSAGE_BAR, "Not now."),
        (ZeroDivisionError("Rosa"), Place.REPORT, "Something went wrong on our side."),
    ],
)
def test_each_kind_of_error_has_its_place_and_words(
    error: BaseException, place: Place, words: str
) -> None:
    told = tell(error)
    assert told.place is place
    assert told.words.startswith(words)
    assert "!" not in told.words
    assert "lease" not in told.words


def test_something_unavailable_comes_with_the_next_step() -> None:
    assert tell(Unavailable("full")).next_step.startswith("Make room on the disk")
    assert tell(Unavailable("never heard of")).next_step


def fail(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"no such person: {name}") from error


def test_a_report_names_places_in_the_program_and_no_person() -> None:
    with pytest.raises(ValueError, match="no such person") as caught:
        fail("Rosa Marín")
    report = report_text(caught.value)
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "test_errors.py" in report
    assert " fail" in report
    assert "Rosa" not in report
    assert str(__file__).rsplit("/tests/", 1)[0] not in report


def test_a_bug_opens_one_report_window_that_copies_its_details(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    teller = ErrorTeller(window)
    for _again in range(2):
        teller.take(ValueError("Rosa"))
    (report,) = window.findChildren(ReportWindow)
    details = report.findChild(QPlainTextEdit, "report_details")
    button = report.findChild(QPushButton, "copy_details_button")
    button.click()
    assert QGuiApplication.clipboard().text() == details.toPlainText()
    close = report.findChild(QPushButton, "close_button")
    assert close.isDefault()
    close.click()
    assert teller._open is None


def test_what_the_banner_of_the_line_tells_opens_no_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    teller = ErrorTeller(window)
    with qtbot.assertNotEmitted(teller.said):
        teller.take(Unavailable("connection", "The database does not answer."))
    assert window.findChildren(QDialog) == []


def test_a_busy_database_offers_to_try_again(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    teller = ErrorTeller(window)
    teller.take(Unavailable("locked", "Another program keeps the database busy."))
    button = window.findChild(QPushButton, "try_again_button")
    with qtbot.waitSignal(teller.try_again_requested):
        button.click()


def test_a_lost_time_is_told_in_the_message_bar(qtbot: QtBot) -> None:
    teller = ErrorTeller()
    with qtbot.waitSignal(teller.said) as said:
        teller.take(Conflict("taken", "Desk 2 booked 11:20 a moment ago."))
    assert said.args == ["Desk 2 booked 11:20 a moment ago."]
