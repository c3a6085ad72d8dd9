"""The line: rising waits between tries, whose clock, what is said when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.connection import Connection
from desktop.domain.errors import Unavailable
from desktop.operations.desk import Desk, open_desk
from desktop.operations.worker import Worker
from desktop.ui.act_words import ActWords
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner, Settled
from tests.clock import SettableClock
from tests.operations.conftest import open_small_practice

BOOKED = ActWords("11:20 was booked", "Book it again")


class Lines:
    """A window on a real database whose line the test cuts."""

    def __init__(self, window: MainWindow, desk: Desk, url: str, qtbot: QtBot) -> None:
        self.desk = desk
        self.qtbot = qtbot
        self.worker = Worker()
        self.runner = Runner(self.worker, desk)
        self.said: list[str] = []
        self.is_cut = False
        self._plain = desk.reconnect
        desk.reconnect = self._reconnect  # type: ignore[method-assign]  # as a cable is cut
        self.line = Connection(
            window, self.runner, self.worker, url, clock=desk.clock, zone="Europe/London"
        )
        self.line.message.connect(lambda message: self.said.append(message.text))
        self.window = window

    def _reconnect(self) -> None:
        if self.is_cut:
            raise Unavailable("connection")
        self._plain()

    def cut(self) -> None:
        self.is_cut = True
        self.runner.lost.emit(Unavailable("connection"))
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.runner.is_busy)

    def close(self) -> None:
        self.line.close()
        self.worker.act(self.desk.close)
        self.worker.close()


def computer(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


@pytest.fixture
def lines(
    postgres_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[Lines]:
    """A line of a desk whose computer is 6 minutes fast, by the server's own clock."""
    open_small_practice(postgres_url, clock, tmp_path / "locks").desk.close()
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    desk = open_desk(postgres_url, computer_clock=lambda: computer(6), lock_dir=tmp_path / "locks")
    made = Lines(window, desk, postgres_url, qtbot)
    yield made
    made.close()


def test_the_waits_rise_and_the_last_one_stays(lines: Lines) -> None:
    lines.line.waits = (2, 4, 8)
    lines.cut()
    waited = []
    for _ in range(4):
        waited.append(lines.line.banner.words().rsplit("again in ", 1)[1])
        lines.line.try_now()
        lines.settle()
    assert waited == ["2 s.", "4 s.", "8 s.", "8 s."]


def test_the_seconds_count_down_and_then_it_tries(lines: Lines) -> None:
    lines.line.waits = (2,)
    lines.cut()
    lines.line._on_tick_timeout()
    assert lines.line.banner.words().endswith("Trying again in 1 s.")
    lines.is_cut = False
    lines.line._on_tick_timeout()
    assert lines.line.banner.words().endswith("Trying now.")
    lines.settle()
    assert not lines.line.is_lost
    assert "Connected again. The diary is up to date." in lines.said


def test_what_became_of_an_act_is_said_after_it_is_connected_again(lines: Lines) -> None:
    lines.line.say_clock()
    lines.cut()
    lines.is_cut = False
    lines.said.clear()
    lines.line.try_now()
    lines.qtbot.waitUntil(lambda: not lines.line.is_lost)
    offered: list[object] = []
    lines.line.again_offered.connect(offered.append)
    lines.runner.settled.emit(Settled(BOOKED, was_done=False, was_sure=True, again=lines.close))
    lines.settle()
    assert lines.said == [
        "Connected again. The diary is up to date.",
        "The line went before 11:20 was booked. Nothing was saved.",
    ]
    assert offered == [lines.close]


def test_a_clock_6_minutes_fast_is_said_at_the_start_and_when_it_is_right(lines: Lines) -> None:
    lines.line.say_clock()
    for minutes in (-6, -6.3, 0):
        lines.desk._computer_clock = lambda minutes=minutes: computer(minutes)
        lines.desk._measured_at = -60.0
        lines.line.look_at_clock()
        lines.settle()
    assert [one.removeprefix("This computer’s clock is ") for one in lines.said] == [
        "6 minutes fast. Attend goes by the server’s clock.",
        "6 minutes slow. Attend goes by the server’s clock.",
        "right again.",
    ]
