"""Needs in the booking form: one is unticked by saying who said so, and ticked again."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.domain.needs import NeedState
from desktop.domain.preference_rules import Told
from desktop.operations.preferences import record_preference
from desktop.operations.undo import undo
from desktop.persistence.tables import visit_needs
from tests.ui.booking.conftest import Booking

FIRST, SECOND = "Book a BSL interpreter", "Fetch them in person"


def _open(booking: Booking) -> None:
    scene = booking.scene
    desk, person = scene.practice.desk, scene.practice.rosa
    for kind, told in (("bsl", Told((("how", "in-person"),))), ("fetch", Told())):
        given = {"patient_id": person, "kind": kind, "told": told}
        scene.do(partial(desk.act, record_preference, **given))
    booking.open(person)
    booking.until_held()
    booking.form.detail.needs.setFocus()


def _rows(booking: Booking) -> list[tuple[str, bool, str]]:
    return [(one.first, one.is_wanted, one.owner) for one in booking.form.detail.needs.rows.rows]


def _stored(booking: Booking) -> dict[str, tuple[NeedState, str]]:
    def read() -> Any:
        with booking.scene.practice.desk.database.reading() as db:
            return {row.kind: (row.state, row.said_by) for row in db.execute(select(visit_needs))}

    found: dict[str, tuple[NeedState, str]] = booking.scene.do(read)
    return found


def test_a_need_is_unticked_by_saying_who_said_so_and_booked_so(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    _open(booking)
    assert [one[:2] for one in _rows(booking)] == [(FIRST, True), (SECOND, True)]
    assert "I’ll ask for a BSL interpreter" in form.detail.say.accessibleName()
    chosen = form.pane.current()
    scene.press(Qt.Key.Key_Space)
    assert form.ask.words.text() == f"{FIRST}: not needed this time, who said so?"
    assert QApplication.focusWidget() is form.ask.why
    scene.press(Qt.Key.Key_Return)
    assert form.ask.words.text().startswith("Not needed this time: who said so?")
    scene.type("Rosa 2nd call")
    scene.press(Qt.Key.Key_Return)
    assert form.ask.isHidden()
    assert booking.booked == []
    assert _rows(booking)[0] == (FIRST, False, "said by Rosa 2nd call")
    assert "interpreter" not in form.detail.say.accessibleName()
    assert form.detail.needs.hasFocus(), "the next may be unticked"
    scene.press(Qt.Key.Key_Down)
    assert form.detail.needs.currentIndex().row() == 1
    assert form.pane.current() == chosen, "arrows in the list are the list’s"
    form.pane.go(1)
    assert _rows(booking)[0][1] is False, "another time is the same visit"
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert _stored(booking) == {
        "bsl": (NeedState.NOT_NEEDED, "Rosa 2nd call"), "fetch": (NeedState.TO_DO, ""),
    }  # fmt: skip


def test_it_is_ticked_again_at_once_and_esc_unticks_nothing(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    _open(booking)
    needs = form.detail.needs
    at = needs.visualRect(needs.rows.index(0)).topLeft() + QPoint(20, 12)
    QTest.mouseClick(needs.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert form.ask.is_asking
    scene.press(Qt.Key.Key_Escape)
    assert form.ask.isHidden()
    assert form.is_open
    assert _rows(booking)[0][:2] == (FIRST, True)
    scene.press(Qt.Key.Key_Space)
    scene.type("Rosa")
    form.ask.yes.click()
    assert not _rows(booking)[0][1]
    scene.press(Qt.Key.Key_Space)
    assert form.ask.isHidden()
    assert _rows(booking)[0][:2] == (FIRST, True)
    assert "I’ll ask for a BSL interpreter" in form.detail.say.accessibleName()


def test_what_was_unticked_is_kept_for_its_person_and_after_an_undone_booking(
    booking: Booking,
) -> None:
    scene, form = booking.scene, booking.form
    _open(booking)
    scene.press(Qt.Key.Key_Space)
    scene.type("Rosa")
    scene.press(Qt.Key.Key_Return)
    form.close_form()
    booking.open(scene.practice.kwame)
    assert form.detail.needs.not_needed == ()
    form.close_form()
    booking.open(scene.practice.rosa)
    assert [one[1] for one in _rows(booking)] == [False, True]
    outcomes: list[Any] = []
    scene.runner.did.connect(outcomes.append)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    undone = scene.do(lambda: scene.practice.desk.act(undo, inverse=outcomes[-1].undo))
    form.take_turned(undone.undo)
    booking.open(scene.practice.rosa)
    assert [one[1] for one in _rows(booking)] == [False, True], "there for the next try"


def test_needs_with_hostile_or_enormous_text_are_shown_safely(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    desk, person = scene.practice.desk, scene.practice.rosa
    for value in ("<b>Bob</b><img src=x>", "w" * 200):
        given = {
            "patient_id": person,
            "kind": "bespoke",
            "told": Told(value=value, own_words=value),
        }
        scene.do(partial(desk.act, record_preference, **given))
    booking.open(person)
    booking.until_held()
    spoken = [one.spoken for one in form.detail.needs.rows.rows]
    assert any("<b>Bob</b><img src=x>" in one for one in spoken)
    assert any("w" * 200 in one for one in spoken), "nothing is cut"
    assert form.detail.width() <= form._detail_scroll.viewport().width()
    needs = form.detail.needs
    needs.setCurrentIndex(needs.rows.index(0))
    needs.setFocus()
    scene.press(Qt.Key.Key_Space)
    scene.type("<i>Rosa</i>")
    scene.press(Qt.Key.Key_Return)
    assert "said by <i>Rosa</i>" in needs.rows.rows[0].spoken
    assert form.ask.words.textFormat() is Qt.TextFormat.PlainText
    assert "<i>" not in form.detail.say.text()
