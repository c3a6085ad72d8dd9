"""The runner: paused, in doubt, once and not twice, slow."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.operations.desk import Desk
from desktop.operations.outcome import Changes, Outcome
from desktop.operations.worker import Worker
from desktop.ui.act_words import ACT_WORDS, NEVER_SAID
from desktop.ui.runner import Runner, Settled
from tests.operations.undo_cases import CASES, NO_UNDO

DONE = Outcome("the visit", Changes(), words="Booked.")


def book_appointment(work: Any, **_given: Any) -> Outcome[str]:
    """Stand for the operation of that name."""
    raise NotImplementedError


def hold_slots(work: Any, **_given: Any) -> Outcome[str]:
    """Stand for the operation of that name."""
    raise NotImplementedError


def read_day(_reading: Any) -> str:
    """Stand for a read."""
    raise NotImplementedError


class FakeDesk:
    """Answers acts as it is told; asked about one in doubt it says ``done``."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.fails: list[BaseException] = []
        self.waits: threading.Event | None = None
        self.done = True
        self.asked: list[str] = []

    def act(self, operation: Callable[..., Any], **given: Any) -> Any:
        self.sent.append((operation.__name__, given))
        if self.waits is not None:
            self.waits.wait(5)
        if self.fails:
            raise self.fails.pop(0)
        return DONE

    def read(self, operation: Callable[..., Any], **given: Any) -> Any:
        self.sent.append((operation.__name__, given))
        return "read"

    def reconnect(self) -> None:
        if self.fails:
            raise self.fails.pop(0)

    def was_done(self, act_id: str) -> bool:
        self.asked.append(act_id)
        return self.done


class Scene:
    """A runner and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.desk = FakeDesk()
        self.worker = Worker()
        self.runner = Runner(self.worker, cast(Desk, self.desk), slow_after_ms=0)
        self.view = QObject()
        self.done: list[Any] = []
        self.failed: list[BaseException] = []
        self.settled: list[Settled] = []
        self.lost: list[Unavailable] = []
        self.runner.settled.connect(self.settled.append)
        self.runner.lost.connect(self.lost.append)

    def act(self, operation: Callable[..., Any] = book_appointment, **given: Any) -> None:
        self.runner.run_act(
            operation,
            initiator=self.view,
            on_done=self.done.append,
            on_failed=self.failed.append,
            **given,
        )

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.runner.is_busy)

    def come_back(self) -> None:
        def on_there() -> bool:
            self.runner.resume()
            return True

        self.runner.reconnect(initiator=self.view, on_there=on_there, on_failed=self.failed.append)
        self.settle()


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    made = Scene(qtbot)
    yield made
    made.worker.close()


def cut_off(*, sent: bool) -> Unavailable:
    """Return the error of an act that the line cut off, after or before its commit was sent."""
    error = Unavailable("connection", "No answer.")
    error.act_id = "an act"
    error.outcome = DONE if sent else None
    return error


def test_nothing_is_sent_while_paused_and_each_run_says_so_later(scene: Scene) -> None:
    runner = scene.runner
    runner.pause("Acts rest.", "Reads rest.")
    failed = scene.failed.append
    scene.act()
    runner.run_read(read_day, initiator=scene.view, on_done=scene.done.append, on_failed=failed)
    runner.run_behind(book_appointment, initiator=scene.view, on_failed=failed)
    runner.run_call(lambda: None, initiator=scene.view, on_done=failed, on_failed=failed)
    assert scene.failed == [], "an answer never comes before the question has been put"
    scene.settle()
    assert [str(one) for one in scene.failed] == [
        "Acts rest.",
        "Reads rest.",
        "Reads rest.",
        "Acts rest.",
    ]
    assert scene.desk.sent == []
    with scene.qtbot.waitSignal(runner.resumed):
        runner.resume()
    scene.settle()
    assert scene.desk.sent == [], "nothing was queued"


def test_the_very_same_act_is_sent_once_while_it_is_under_way(scene: Scene) -> None:
    scene.desk.waits = threading.Event()
    for _twice in range(2):
        scene.act(slot="11:20")
    scene.act(slot="11:30")
    scene.desk.waits.set()
    scene.settle()
    assert [given["slot"] for _, given in scene.desk.sent] == ["11:20", "11:30"]
    scene.act(slot="11:20")
    scene.settle()
    assert len(scene.desk.sent) == 3, "an answered act may be done again"


def test_an_act_in_doubt_waits_and_is_done_once_the_line_says_so(scene: Scene) -> None:
    scene.desk.fails = [cut_off(sent=True)]
    with scene.qtbot.waitSignal(scene.runner.doubted):
        scene.act(said="11:20 was booked")
    assert (scene.done, scene.failed) == ([], [])
    with scene.qtbot.waitSignal(scene.runner.did) as did:
        scene.come_back()
    assert did.args == [DONE]
    assert scene.desk.asked == ["an act"]
    assert scene.done == [DONE]
    (settled,) = scene.settled
    assert (settled.was_done, settled.words.done) == (True, "11:20 was booked")
    assert len(scene.desk.sent) == 1


def test_an_act_in_doubt_that_was_not_done_can_be_sent_again(scene: Scene) -> None:
    scene.desk.fails = [cut_off(sent=True)]
    scene.desk.done = False
    with scene.qtbot.waitSignal(scene.runner.doubted):
        scene.act(said="11:20 was booked", slot="11:20")
    scene.come_back()
    (error,) = scene.failed
    assert isinstance(error, Unavailable)
    assert (error.code, str(error)) == (
        "not_done",
        "We were not sure that 11:20 was booked. It was not.",
    )
    (settled,) = scene.settled
    assert settled.again is not None
    settled.again()
    scene.settle()
    assert scene.done == [DONE]
    assert scene.desk.sent[0] == scene.desk.sent[1]


def test_an_act_cut_off_before_its_commit_fails_at_once_and_is_offered_again(
    scene: Scene,
) -> None:
    scene.desk.fails = [cut_off(sent=False)]
    scene.act()
    scene.settle()
    assert [type(one) for one in scene.failed] == [Unavailable]
    assert len(scene.lost) == 1
    assert scene.settled == []
    scene.come_back()
    assert scene.desk.asked == [], "nobody need be asked"
    (settled,) = scene.settled
    assert (settled.was_done, settled.was_sure) == (False, True)


def test_while_the_line_stays_away_an_act_stays_in_doubt(scene: Scene) -> None:
    scene.desk.fails = [cut_off(sent=True), cut_off(sent=False)]
    with scene.qtbot.waitSignal(scene.runner.doubted):
        scene.act()
    scene.come_back()
    assert (scene.done, scene.settled) == ([], [])
    scene.come_back()
    assert scene.done == [DONE]


def test_a_hold_in_doubt_is_taken_as_held_and_not_spoken_of(scene: Scene) -> None:
    scene.desk.fails = [cut_off(sent=True)]
    scene.desk.done = False  # a hold is not on record
    with scene.qtbot.assertNotEmitted(scene.runner.doubted):
        scene.act(hold_slots)
        scene.settle()
        scene.come_back()
    assert scene.done == [DONE]
    assert scene.settled == []


def test_a_closed_view_is_not_sent_for_again(scene: Scene) -> None:
    scene.desk.fails = [cut_off(sent=False)]
    scene.act()
    scene.settle()
    shiboken6.delete(scene.view)
    scene.view = QObject()
    scene.come_back()
    assert [one.again for one in scene.settled] == [None]


def test_an_act_that_takes_long_is_said_until_it_is_answered(scene: Scene) -> None:
    scene.desk.waits = threading.Event()
    with scene.qtbot.waitSignal(scene.runner.slow):
        scene.act()
    with scene.qtbot.waitSignal(scene.runner.slow_over):
        scene.desk.waits.set()
    scene.settle()


def test_a_hold_that_takes_long_is_not_spoken_of(scene: Scene) -> None:
    with scene.qtbot.assertNotEmitted(scene.runner.slow):
        scene.act(hold_slots)
        scene.settle()


def test_a_rule_that_is_broken_is_no_lost_line(scene: Scene) -> None:
    scene.desk.fails = [RuleViolation("x", None, "Not so.")]
    scene.act()
    scene.settle()
    assert len(scene.failed) == 1
    assert scene.lost == []


def test_the_names_in_the_table_of_words_are_operations() -> None:
    known = {*CASES, *NO_UNDO}
    assert set(ACT_WORDS) - known == set()
    assert NEVER_SAID - known == set()
