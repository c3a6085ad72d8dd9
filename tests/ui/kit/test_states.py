"""Empty places say so in words; a slow one stays still and says so in time."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.kit import states
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


def test_an_empty_place_says_what_is_not_there_and_offers_the_next_step(
    qtbot: QtBot, look: Look
) -> None:
    empty = states.EmptyState(look, "calendar-blank")
    qtbot.addWidget(empty)
    empty.say("No nurse mornings free next week", "2 open on the day at 08:00.")
    empty.set_steps(KeyButton(look, "See week after", kind="primary", name="week_after"))
    empty.show()
    assert empty.findChild(KeyButton, "week_after").isVisible()
    assert empty.accessibleName().startswith("No nurse mornings")


def test_waiting_shows_nothing_then_words_then_a_choice(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "WORDS_AFTER_MS", 20)
    monkeypatch.setattr(states, "SLOW_AFTER_MS", 60)
    waiting = states.LoadingState(look)
    qtbot.addWidget(waiting)
    waiting.show()
    words = waiting.findChild(QLabel, "loading_words")
    hint = waiting.findChild(QLabel, "loading_hint")
    waiting.start(
        "Opening Thu 19 November.",
        "Still opening. The server is slow today.",
        hint="Esc to stay on today.",
        stay="Stay on today",
    )
    assert not words.isVisible()
    qtbot.waitUntil(words.isVisible, timeout=15_000)
    assert words.text() == "Opening Thu 19 November."
    assert hint.isVisible()
    assert hint.text() == "Esc to stay on today."
    qtbot.waitUntil(waiting.stay.isVisible, timeout=15_000)
    assert words.text().startswith("Still opening")
    assert not hint.isVisible()
    assert waiting.stay.words() == "Stay on today"
    waiting.stop()
    assert not words.isVisible()
