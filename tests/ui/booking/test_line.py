"""The booking form while the database does not answer: nothing typed lost, nothing queued."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from desktop.domain.errors import Unavailable
from desktop.operations.feed import EVERYTHING
from desktop.operations.outcome import Outcome
from desktop.persistence.holds import delete_hold
from tests.ui.booking.conftest import Booking


def test_enter_while_paused_is_refused_and_works_once_it_is_back(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    scene.runner.pause("Acts rest.", "Reads rest.")
    scene.runner.changed.emit(EVERYTHING, None)  # the times are asked for, in vain
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: "Acts rest." in [str(one) for one in scene.errors])
    scene.runner.resume()
    scene.settle()
    assert booking.booked == [], "nothing was queued"
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)


def test_enter_that_waited_for_its_hold_is_not_sent_after_the_line_went(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    go_on = threading.Event()
    scene.worker.act(lambda: go_on.wait(5))
    scene.press(Qt.Key.Key_Down)
    scene.until(lambda: booking.form.keeper._is_asking)
    scene.press(Qt.Key.Key_Return)
    scene.runner.pause("Acts rest.", "Reads rest.")
    scene.runner.resume()
    go_on.set()
    scene.until(lambda: booking.form.ask.is_asking)
    scene.settle()
    assert booking.booked == []
    assert booking.form.ask.words.text().startswith("The line went before this was booked.")
    booking.form.ask.agree()
    scene.until(lambda: booking.booked)


def test_a_hold_is_asked_after_once_it_is_back(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    held = booking.form.keeper.hold
    assert held is not None
    scene.runner.pause("Acts rest.", "Reads rest.")
    scene.clock.advance(minutes=6)
    booking.form.keeper.tick()
    assert booking.form.hold_bar.words.text() == (
        "Your hold ended. Whether the time is still free is not known."
    )
    scene.runner.resume()
    booking.until_held()
    now_held = booking.form.keeper.hold
    assert now_held is not None
    assert now_held.until_at > held.until_at


def test_a_hold_whose_commit_was_lost_is_not_shown_as_held(booking: Booking) -> None:
    scene = booking.scene
    desk = scene.practice.desk
    plain = desk.act
    lost: list[str] = []

    def lossy(operation: Callable[..., Outcome[Any]], **given: Any) -> Any:
        """Hold, lose it and the answer: as a cut before the commit, see tests/faults."""
        desk.act = plain  # type: ignore[method-assign]
        error = Unavailable("connection")
        error.act_id, error.outcome = "an act", plain(operation, **given)
        with desk.database.writing() as db:
            delete_hold(db, error.outcome.value.id)  # type: ignore[attr-defined]
        lost.append(error.outcome.value.id)  # type: ignore[attr-defined]
        raise error

    desk.act = lossy  # type: ignore[method-assign]
    booking.open(scene.practice.rosa)
    scene.until(lambda: lost)
    scene.settle()
    ended = []
    booking.form.keeper.ended.connect(lambda: ended.append(True))
    scene.runner.pause("Acts rest.", "Reads rest.")

    def on_there() -> bool:
        scene.runner.resume()
        return True

    scene.runner.reconnect(initiator=scene.window, on_there=on_there, on_failed=scene.errors.append)
    scene.until(lambda: ended)
    assert booking.form.keeper.hold is None or booking.form.keeper.hold.id not in lost
