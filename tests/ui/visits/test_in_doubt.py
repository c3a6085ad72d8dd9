"""Acts of the desk whose answer was lost: done or not, the view hears it once the line is back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import Unavailable
from desktop.domain.ids import ActId
from desktop.domain.visits import State
from desktop.operations.desk import new_id
from desktop.operations.outcome import Changes, Outcome
from desktop.ui.history import History
from desktop.ui.runner import Settled
from desktop.ui.visits.visit_acts import VisitActs
from desktop.ui.visits.visit_words import Visit
from tests.engines import on_each_engine
from tests.ui.desk_scene import DeskScene
from tests.ui.visits.conftest import asked

Given = Callable[[DeskScene, VisitActs, Visit], None]


def _arrive(_scene: DeskScene, acts: VisitActs, visit: Visit) -> None:
    acts.arrived(visit)


def _cancel(scene: DeskScene, acts: VisitActs, visit: Visit) -> None:
    acts.cancel(visit)
    asked(scene)
    scene.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def _move(scene: DeskScene, acts: VisitActs, visit: Visit) -> None:
    free = [one for one in scene.cells() if not one.visits and one.slot_ids]
    acts.move(visit, free[:1])


CASES = {
    "arrive": (_arrive, "was marked"),
    "cancel": (_cancel, "was cancelled"),
    "move": (_move, "was moved"),
}


@dataclass
class Line:
    """Loses the answer of the next act, done or not; ``back`` finds the database again."""

    scene: DeskScene
    settled: list[Settled] = field(default_factory=list)

    def lose_next(self, *, done: bool) -> None:
        desk = self.scene.practice.desk
        plain = desk.act

        def lossy(operation: Callable[..., Outcome[Any]], **given: Any) -> Any:
            desk.act = plain  # type: ignore[method-assign]
            act_id = ActId(new_id())
            error = Unavailable("connection")
            error.act_id = act_id
            error.outcome = Outcome(None, Changes())
            if done:
                error.outcome = plain(operation, act_id=act_id, **given)
            raise error

        desk.act = lossy  # type: ignore[method-assign]  # as a cut wire does, see tests/faults

    def back(self) -> None:
        def on_there() -> bool:
            self.scene.runner.resume()
            return True

        self.scene.runner.reconnect(
            initiator=self.scene.window, on_there=on_there, on_failed=self.scene.errors.append
        )
        self.scene.settle()


@pytest.fixture
def line(scene: DeskScene) -> Line:
    made = Line(scene)
    scene.runner.settled.connect(made.settled.append)
    return made


@on_each_engine("window_url")
@pytest.mark.parametrize("name", CASES)
def test_it_was_done_and_can_be_undone(
    scene: DeskScene, acts: VisitActs, line: Line, name: str
) -> None:
    give, words = CASES[name]
    history = History(scene.runner, scene.clock)
    booked = scene.book(scene.practice.rosa)
    before = scene.card(scene.practice.rosa).today
    line.lose_next(done=True)
    with scene.qtbot.waitSignal(scene.runner.doubted):
        give(scene, acts, scene.visit(booked.id))
    line.back()
    (settled,) = line.settled
    assert (settled.was_done, settled.can_undo) == (True, True)
    assert settled.words.done == f"Rosa Marín’s visit {words}"
    assert QApplication.activeModalWidget() is None
    assert scene.card(scene.practice.rosa).today != before
    history.undo()
    scene.settle()
    (after,) = scene.card(scene.practice.rosa).today
    assert (after.state, after.start_at) == (State.BOOKED, before[0].start_at)
    assert scene.errors == []


@pytest.mark.parametrize("name", CASES)
def test_it_was_not_done_and_one_key_does_it(
    scene: DeskScene, acts: VisitActs, line: Line, name: str
) -> None:
    give, _words = CASES[name]
    booked = scene.book(scene.practice.rosa)
    before = scene.card(scene.practice.rosa).today
    line.lose_next(done=False)
    with scene.qtbot.waitSignal(scene.runner.doubted):
        give(scene, acts, scene.visit(booked.id))
    line.back()
    (settled,) = line.settled
    assert not settled.was_done
    assert scene.card(scene.practice.rosa).today == before
    if (dialog := QApplication.activeModalWidget()) is not None:
        assert dialog.wrong.text().endswith("It was not.")  # type: ignore[attr-defined]
        scene.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    else:
        assert settled.again is not None
        settled.again()
    scene.settle()
    scene.until(lambda: scene.card(scene.practice.rosa).today != before)
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("done", [True, False])
def test_a_dialog_closed_meanwhile_is_not_missed(
    scene: DeskScene, acts: VisitActs, line: Line, *, done: bool
) -> None:
    booked = scene.book(scene.practice.rosa)
    line.lose_next(done=done)
    with scene.qtbot.waitSignal(scene.runner.doubted):
        _cancel(scene, acts, scene.visit(booked.id))
    scene.press(Qt.Key.Key_Escape)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    line.back()
    (settled,) = line.settled
    if settled.again is not None:
        settled.again()
        scene.settle()
    assert scene.card(scene.practice.rosa).today[0].state is State.CANCELLED
    told = [one.code for one in scene.errors if isinstance(one, Unavailable)]
    assert told == ([] if done else ["not_done"]), "which the banner tells, see ui/errors.py"
