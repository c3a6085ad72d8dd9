"""The window while its server does not answer, answers late, or never says whether it was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from sqlalchemy import make_url

from desktop.front_desk import FrontDesk
from desktop.operations import rehearsal
from desktop.persistence.schema import HEAD
from desktop.ui.people.search_results import STILL_LOOKING
from tests.faults.proxy import Wire
from tests.faults.test_upgraded import LATER, upgrade_to
from tests.journeys.test_file_gone import UPGRADED
from tests.tour.driver import Driver
from tests.tour.steps import _book_first as book_first

pytestmark = pytest.mark.parametrize("demo_url", ["postgresql"], indirect=True)
BANNER = (
    "Not connected since 10:22. You can read today. Booking and checking in are paused. "
    "Trying again in "
)


@dataclass
class Wired:
    """The program on a wire that can be cut, and how often each operation was done or read."""

    driver: Driver
    wire: Wire
    url: str
    done: list[str] = field(default_factory=list)

    @property
    def desk(self) -> FrontDesk:
        desk = self.driver.start.front_desk
        assert desk is not None
        return desk

    def until_said(self, words: str) -> None:
        self.driver.until(lambda: self.driver.said == words)

    def until_lost(self) -> None:
        banner = self.desk.line.banner
        self.driver.until(lambda: banner.words().startswith(BANNER))
        assert banner.isVisible()

    def count(self, name: str) -> int:
        return self.done.count(name)


@pytest.fixture
def wired(demo_url: str, open_driver: Callable[[str], Driver]) -> Iterator[Wired]:
    """The program, open over the wire; nothing is tried again by itself before a minute."""
    address = make_url(demo_url)
    with Wire(address.port or 0) as wire:
        driver = open_driver(address.set(port=wire.port).render_as_string(hide_password=False))
        made = Wired(driver, wire, demo_url)
        made.desk.line.waits = (60,)
        _note(made)
        yield made
        wire.let_answers_go()


def _note(wired: Wired) -> None:
    """Note each operation that reaches the desk, by its name."""
    desk = wired.desk.runner.desk
    for name in ("act", "read"):
        plain = getattr(desk, name)

        def noted(operation: Any, *given: Any, plain: Any = plain, **arguments: Any) -> Any:
            if operation.__module__ != rehearsal.__name__:  # whenever the desk finds time for it
                wired.done.append(operation.__name__)
            return plain(operation, *given, **arguments)

        setattr(desk, name, noted)


def _begin_booking(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+B")
    driver.type("n")
    driver.press("Alt+R")
    driver.type("Dressing")


def _label(wired: Wired, name: str) -> QLabel:
    label = wired.driver.window.findChild(QLabel, name)
    assert isinstance(label, QLabel), name
    return label


def _end_holds(url: str) -> None:
    """End every hold, as if its five minutes were over."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("UPDATE places SET hold_id = NULL, held_until = NULL")
        db.execute("DELETE FROM holds")


def _typed(driver: Driver) -> str:
    reason = driver.window.findChild(QPlainTextEdit, "booking_reason")
    assert reason is not None
    return reason.toPlainText()


def test_cut_and_back(wired: Wired) -> None:
    driver, desk = wired.driver, wired.desk
    _begin_booking(driver)
    typed = _typed(driver)
    wired.wire.go_down()
    wired.until_lost()
    live = _label(wired, "message_live")
    assert live.text() == "Not connected"
    wired.done.clear()

    driver.press("Return")
    assert driver.said.startswith("Not connected: nothing was sent")
    assert (_typed(driver), wired.done) == (typed, [])

    driver.press("Escape", "Alt+Right")
    assert driver.said.startswith("Thu 19 Nov is not kept here.")
    today = desk.diary_control.on_date
    assert today is not None
    assert desk.diary.day_layout is not None
    driver.press("F8")
    assert wired.done == []

    wired.wire.come_up()
    driver.press("F5")
    wired.until_said("Connected again. The diary is up to date.")
    assert not desk.line.banner.isVisible()
    assert live.text() == "Live"
    assert "read_day" in wired.done
    driver.press("Ctrl+B")
    assert _typed(driver) == typed
    driver.press("Return")
    assert driver.said.startswith("Booked ")


def test_a_server_upgraded_while_the_line_was_cut_is_said_once_it_answers(wired: Wired) -> None:
    driver, desk = wired.driver, wired.desk
    wired.wire.go_down()
    wired.until_lost()
    upgrade_to(wired.url, LATER)
    wired.wire.come_up()
    driver.press("F5")
    driver.until(lambda: desk.line.banner.words().startswith(UPGRADED))
    driver.press("Ctrl+Down", "Ctrl+H")
    assert driver.said.startswith("Not connected: nothing was sent")

    upgrade_to(wired.url, HEAD)  # its owner went back to the copy
    driver.press("F5")
    wired.until_said("Connected again. The diary is up to date.")


@pytest.mark.parametrize("sent", [True, False], ids=["done", "not done"])
def test_a_booking_whose_answer_was_lost(wired: Wired, *, sent: bool) -> None:
    driver, desk = wired.driver, wired.desk
    _begin_booking(driver)
    typed = _typed(driver)
    wired.wire.lose_next_commit(sent=sent)
    driver.press("Return")
    driver.until(lambda: driver.said.startswith("We were not sure that "))
    time = driver.said.removeprefix("We were not sure that ")[:5]
    if sent:
        assert driver.said == f"We were not sure that {time} was booked. It was."
        assert wired.count("book_appointment") == 1
        driver.press("Ctrl+Z")
        driver.until(lambda: driver.said.startswith("Undone: Booked "))
        return
    assert driver.said == f"We were not sure that {time} was booked. It was not."
    assert driver.window.message_bar.action.words() == "Book it again"
    assert driver.window.areas.currentWidget() is desk.booking
    assert _typed(driver) == typed
    driver.press("Ctrl+Shift+Z")
    driver.until(lambda: driver.said.startswith("Booked "))
    assert wired.count("book_appointment") == 2


def test_what_another_desk_did_meanwhile_is_shown_and_the_form_goes_on(wired: Wired) -> None:
    driver, desk = wired.driver, wired.desk
    _begin_booking(driver)
    held = desk.booking.keeper.hold
    assert held is not None
    wired.wire.go_down()
    wired.until_lost()
    _end_holds(wired.url)
    book_first(wired.url)
    wired.wire.come_up()
    desk.line.try_now()
    wired.until_said("Connected again. The diary is up to date.")
    driver.settle()
    assert "renew_hold" in wired.done
    now_held = desk.booking.keeper.hold
    assert now_held is None or now_held.id != held.id
    assert desk.booking.isVisible()


def test_a_slow_day_is_said_and_stay_drops_it(wired: Wired) -> None:
    driver, desk = wired.driver, wired.desk
    today = desk.diary_control.on_date
    wired.wire.hold_answers()
    driver.press("Alt+Right", settled=False)
    opening = _label(wired, "loading_words")
    driver.until(opening.isVisible)  # a second
    assert opening.text() == "Opening Thu 19 November."
    assert _label(wired, "loading_hint").text() == "Esc to stay on today."
    driver.press("Escape", settled=False)
    assert not opening.isVisible()
    assert desk.diary_control.on_date == today

    wired.done.clear()
    desk.search._slow.setInterval(0)  # the second has been waited for above
    driver.press("Ctrl+K", settled=False)
    driver.type("maggie hug", settled=False)
    popup = desk.search.popup
    driver.until(lambda: popup.heading.accessibleName() == STILL_LOOKING)
    wired.wire.let_answers_go()
    driver.settle()
    assert wired.count("find_people") == 1
    assert popup.heading.accessibleName().startswith("2 people called Maggie Hughes.")
    assert desk.diary_control.day is not None
    assert desk.diary_control.day.on_date == today


def test_a_slow_act_says_so_and_is_given_once(wired: Wired) -> None:
    driver = wired.driver
    _begin_booking(driver)
    wired.wire.hold_answers()
    driver.press("Return", "Return", "Return", settled=False)
    driver.until(lambda: driver.said.startswith("Still saving. The server is slow today."))
    wired.wire.let_answers_go()
    driver.until(lambda: driver.said.startswith("Booked "))
    driver.settle()
    assert wired.count("book_appointment") == 1
