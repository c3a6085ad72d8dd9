"""Steps of the tour where things go wrong: not connected, in doubt, slow, a mistake of ours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.errors import Unavailable
from desktop.ui.act_words import ActWords
from desktop.ui.runner import Settled
from tests.tour.driver import Driver
from tests.tour.steps import _Shots as Shots

BOOKED = ActWords("11:20 was booked", "Book it again")
BUSY = "Another program keeps the database busy. Nothing was saved."


def line_steps(url: str, pictures: Path, *, theme: str = "light", text_percent: int = 100) -> None:
    """Cut the line, find it again, be in doubt, be slow, make a mistake."""
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    shot = Shots(driver, pictures)
    look = f"-{theme}-{text_percent}"
    _not_connected(driver, shot, look)
    _slow(driver, shot, look)
    _in_doubt(driver, shot, look)
    _wrong(driver, shot, look)
    driver.close()


def _not_connected(driver: Driver, shot: Shots, look: str) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    plain = desk.runner.desk.reconnect

    def fail() -> None:
        raise Unavailable("connection")

    desk.line.waits = (8,)
    desk.runner.desk.reconnect = fail  # type: ignore[method-assign]  # as a cut cable does
    desk.runner.lost.emit(Unavailable("connection"))
    driver.settle()
    shot(f"60-not-connected{look}")
    driver.press("F8")
    shot(f"61-paused{look}")
    desk.runner.desk.reconnect = plain  # type: ignore[method-assign]
    driver.press("F5")
    shot(f"62-connected-again{look}")


def _in_doubt(driver: Driver, shot: Shots, look: str) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    desk.runner.doubted.emit(BOOKED)
    shot(f"63-in-doubt{look}")
    desk.runner.settled.emit(Settled(BOOKED, was_done=True, can_undo=True))
    shot(f"64-it-was{look}")
    desk.runner.settled.emit(Settled(BOOKED, was_done=False, again=lambda: None))
    shot(f"65-it-was-not{look}")


def _slow(driver: Driver, shot: Shots, look: str) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    today = desk.diary_control.on_date
    assert today is not None
    desk.diary.show_opening(today.replace(day=19))
    waiting = desk.diary.findChild(QWidget, "diary_opening")
    for seconds in (1, 8):
        waiting._on_timer_timeout()  # type: ignore[union-attr]  # as if so long had gone
        shot(f"66-opening-{seconds}-s{look}")
    driver.press("Escape")
    assert not driver.window.findChild(QLabel, "loading_words").isVisible()  # type: ignore[union-attr]


def _wrong(driver: Driver, shot: Shots, look: str) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    for error, name in ((KeyError("x"), "67-report"), (Unavailable("locked", BUSY), "68-busy")):
        try:
            raise error
        except (KeyError, Unavailable) as caught:
            desk.errors.take(caught)
        driver.settle()
        driver.front()
        shot(f"{name}{look}")
        driver.press("Escape")
