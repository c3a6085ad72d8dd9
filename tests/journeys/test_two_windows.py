"""Two windows on one database, two processes, driven from a third."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from desktop.operations.desk import open_desk
from tests.engines import on_each_engine
from tests.tour.waiting_steps import ROSA, SIAN, plant


class Window:
    """One window's process, started at once."""

    def __init__(self, url: str):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.second_window", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.shown: dict[str, Any] = {}

    def open(self) -> None:
        """Wait until its day is on screen."""
        self.shown = self._answer()

    def is_desk(self, name: str) -> bool:
        """Whether its message bar says that this is its desk."""
        return any(f">{name}<" in words for words in self.shown["words"])

    def press(self, *keys: str) -> dict[str, Any]:
        return self._order({"do": "press", "keys": keys})

    def type(self, text: str) -> dict[str, Any]:
        return self._order({"do": "type", "text": text})

    def see(self, words: str) -> dict[str, Any]:
        """Wait until a cell of the diary says these words."""
        return self._order({"do": "see", "words": words})

    def walk_to(self, words: str) -> dict[str, Any]:
        """Hold the arrows until the selection in the diary says these words."""
        shown = self._order({"do": "walk", "words": words})
        assert words in shown["on"]
        return shown

    def hear(self, words: str) -> dict[str, Any]:
        """Wait until the message bar, the page or a dialog says these words."""
        return self._order({"do": "hear", "words": words})

    def miss(self, words: str) -> dict[str, Any]:
        """Wait until none of them says these words any more."""
        return self._order({"do": "miss", "words": words})

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write('{"do": "quit"}\n')
        self._process.stdin.close()
        assert self._process.wait(20) == 0
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self.shown = self._answer()
        return self.shown

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the window's process has ended"
        return json.loads(line)


@pytest.fixture
def two_windows(demo_url: str) -> Iterator[tuple[Window, Window]]:
    windows = (Window(demo_url), Window(demo_url))
    for window in windows:
        window.open()
    # Which of them was first at its name is chance: Desk 1 is the one that begins.
    one, other = sorted(windows, key=lambda window: window.is_desk("Desk 1/2"))
    yield one, other
    for window in windows:
        window.close()


def _find(window: Window, text: str) -> None:
    window.press("Ctrl+K")
    window.type(text)
    window.press("Return")


@on_each_engine("demo_url")
def test_what_one_does_appears_in_the_other_and_leaves_it_as_it_is(
    two_windows: tuple[Window, Window], demo_url: str
) -> None:
    one, other = two_windows
    other.press("Down", "Down")
    chosen = other.shown["chosen"]
    _hold_book_block_and_arrive(one, other)
    assert (other.shown["page"], other.shown["chosen"]) == ("diary_view", chosen)
    one.press(*["Ctrl+Z"] * 3)
    other.see("11:10, free, nurse treatment")
    _find(other, "maggie hughes 12/3/52")
    other.press("Ctrl+B", "Alt+R")
    chosen = other.type("My words stay")["chosen"]
    _hold_book_block_and_arrive(one, other)
    assert (other.shown["page"], other.shown["chosen"]) == ("booking_form", chosen)
    assert other.shown["typed"] == "My words stay"
    assert other.shown["focus"] == "Reason"
    _free_a_time(demo_url, one)
    other.hear("11:00 Dr Anjali Patel is free: ")
    assert (other.shown["page"], other.shown["chosen"]) == ("booking_form", chosen)
    assert other.shown["typed"] == "My words stay"
    assert other.shown["focus"] == "Reason"
    one.press("Ctrl+Shift+L", "Return")
    other.miss("is free: ")


def _free_a_time(url: str, window: Window) -> None:
    """Let somebody wait for a time of this morning, whose person then rings to cancel it."""
    desk = open_desk(url, desk_name="Desk 3")
    plant(desk, ROSA)
    desk.close()
    _find(window, SIAN)
    window.press("Delete")
    while window.shown["dialog"]:  # which of several, then why
        window.press("Ctrl+Return")


def _hold_book_block_and_arrive(one: Window, other: Window) -> None:
    """Do each in the one, and wait until the other shows it."""
    _find(one, "jo sm 12/3/80")
    one.press("Ctrl+B")
    one.type("n")
    one.press("Tab")
    one.type("g")
    other.see("11:10, held by Desk 1, ")
    one.press("Return")
    other.see("11:10 to 11:30, Joanna Smith, booked")
    one.press("F8")
    other.see("11:10 to 11:30, Joanna Smith, here")
    one.press("Ctrl+Down", "Ctrl+Shift+H")
    one.type("Called away")
    one.press("Return")
    other.see("Blocked: Called away")


@pytest.mark.parametrize("demo_url", ["postgresql"], indirect=True)
def test_who_is_second_is_told_and_two_edits_come_together(
    two_windows: tuple[Window, Window],
) -> None:
    one, other = two_windows
    _one_time_for_two(one, other)
    _moved_under_an_open_form(one, other)
    _one_person_edited_twice(one, other)


def _one_time_for_two(one: Window, other: Window) -> None:
    _find(one, "jo sm 12/3/80")
    one.press("Ctrl+B")
    one.type("n")
    one.press("Tab")
    one.type("g")
    other.see("11:10, held by Desk 1, ")
    other.walk_to("11:10, held by Desk 1")
    other.press("Return")
    other.hear("Desk 1 is holding 11:10.")
    other.press("Escape", "Escape")
    one.press("Return")
    other.see("11:10 to 11:30, Joanna Smith, booked")


def _moved_under_an_open_form(one: Window, other: Window) -> None:
    """One moves the visit while the other has the question of cancelling it open."""
    other.walk_to("Joanna Smith, booked")
    other.press("Delete")
    assert "Cancel" in other.shown["dialog"]
    one.walk_to("Joanna Smith, booked")
    one.press("Ctrl+X", "Ctrl+Down", "Ctrl+V")
    other.see("Joanna Smith, booked")
    other.press("Ctrl+Return")
    other.hear("This visit has changed since you opened it.")
    other.press("Escape")
    one.press("Ctrl+Z", "Ctrl+Z")


def _one_person_edited_twice(one: Window, other: Window) -> None:
    for window in (one, other):
        _find(window, "edwin osei")
        window.press("F2", *["Tab"] * 4)
    one.type("he/him")
    one.press("Ctrl+Return")
    other.type("they/them")
    other.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab")
    other.type("Mr")
    other.press("Ctrl+Return")
    other.hear("Priya Nair changed this person a moment ago.")
    assert other.shown["focus"] == "Theirs, Pronouns"
    other.press("Tab", "Space")  # Mine
    other.hear("Saved: Edwin Osei.")
