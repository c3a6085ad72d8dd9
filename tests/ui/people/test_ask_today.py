"""What is asked today: once one is answered the keys go on to the next question, then back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.people import PatientCard
from desktop.ui.kit.look import Look
from desktop.ui.people.told_list import AskToday
from tests.ui.people.cards import TODAY, make_card, make_preference

DUE = tuple(
    replace(make_preference(kind), review_on=date(2026, 10, day))
    for day, kind in enumerate(("bsl", "step-free", "hearing"), start=1)
)


class Asked(NamedTuple):
    """The questions in their window, and a field the keys come from."""

    window: QWidget
    questions: AskToday
    field: QLineEdit


@pytest.fixture
def asked(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> Asked:
    """Return the three questions, and a field the keys come from."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field, asked, next_one = QLineEdit(window), AskToday(look, window), QLineEdit(window)
    for part in (field, asked, next_one):
        column.addWidget(part)
    asked.show_card(_card(*DUE), TODAY)
    front(window)
    field.setFocus()
    assert asked.focus_first()
    return Asked(window, asked, field)


def _card(*due: object) -> PatientCard:
    return make_card(preferences=due)


def _is_on(asked: AskToday, kind: str) -> bool:
    focus = QApplication.focusWidget()
    return any(
        one.preference.kind == kind and one.answers["confirm"] is focus for one in asked.questions
    )


def test_the_keys_go_to_the_next_question_and_then_back(
    asked: Asked,
) -> None:
    _window, questions, field = asked
    assert _is_on(questions, "bsl")
    questions.questions[1].answers["put_off"].setFocus()
    questions.show_card(_card(DUE[0], DUE[2]), TODAY)
    assert _is_on(questions, "hearing")
    questions.show_card(_card(DUE[0]), TODAY)
    assert _is_on(questions, "bsl")
    questions.show_card(_card(), TODAY)
    assert QApplication.focusWidget() is field


def test_where_the_keys_are_elsewhere_they_stay(asked: Asked) -> None:
    _window, questions, field = asked
    field.setFocus()
    questions.show_card(_card(*DUE[1:]), TODAY)
    assert QApplication.focusWidget() is field
