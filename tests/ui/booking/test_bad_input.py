"""Bad input in the booking form: a sentence at the field, nothing typed lost, nothing saved."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt

from desktop.domain.people import ContactPoint
from desktop.domain.practice import Channel
from tests.ui.booking.conftest import Booking

LONG = "x" * 10_000


@pytest.mark.parametrize("field", ["reason", "asked_by", "note"])
def test_ten_thousand_characters_are_told_at_the_field(booking: Booking, field: str) -> None:
    fields = booking.form.detail.fields
    booking.open(booking.scene.practice.rosa)
    widget = getattr(fields, field)
    (widget.setPlainText if field == "reason" else widget.setText)(LONG)
    booking.scene.press(Qt.Key.Key_Return)
    before = [one.geometry() for one in fields.inputs()]
    booking.scene.until(lambda: not fields.wrong.isHidden())
    label = {"reason": "Reason", "asked_by": "Who asked", "note": "Note"}[field]
    assert fields.wrong.text().startswith(f"{label}: This is 10,000 characters long")
    assert [one.geometry() for one in fields.inputs()] == before, "no field moves for it"
    assert widget.hasFocus()
    typed = widget.toPlainText() if field == "reason" else widget.text()
    assert typed == LONG
    assert booking.booked == []


def test_hidden_characters_are_told_at_each_field(booking: Booking) -> None:
    fields = booking.form.detail.fields
    booking.open(booking.scene.practice.rosa)
    for field, put in (
        ("reason", fields.reason.setPlainText),
        ("asked_by", fields.asked_by.setText),
        ("note", fields.note.setText),
    ):
        put("bring\x07list")
        booking.scene.press(Qt.Key.Key_Return)
        booking.scene.until(lambda: not fields.wrong.isHidden())
        assert "hidden character" in fields.wrong.text()
        assert getattr(fields, field).accessibleDescription() in fields.wrong.text()
        put("")
        fields._on_typed(field)
        assert fields.wrong.isHidden(), "put right"
    assert booking.booked == []


def test_right_to_left_and_combining_text_is_kept(booking: Booking) -> None:
    booking.open(booking.scene.practice.rosa)
    fields = booking.form.detail.fields
    fields.reason.setPlainText("رأسي يؤلمني\ne\u0301t\u00e9")
    fields.asked_by.setText("\u202bابنتها\u202c")
    fields.note.setText("cafe\u0301")
    booking.scene.press(Qt.Key.Key_Return)
    booking.scene.until(lambda: booking.booked)
    visit = booking.booked[0]
    assert (visit.reason, visit.asked_by, visit.note) == ("رأسي يؤلمني\nété", "ابنتها", "café")


def test_why_it_is_agreed_is_said_in_the_bar_and_stays_typed(booking: Booking) -> None:
    bar = booking.form.ask
    booking.open(booking.scene.practice.rosa)
    bar.ask("ask", "Open it now and say why?", needs_why=True, yes="Yes", take_focus=True)
    time = booking.form.pane.current()
    assert time is not None
    agree = partial(booking.form._agree, time, frozenset({"embargo"}), True)
    for typed, said in ((LONG, "10,000 characters long"), ("ask\x07ed", "hidden"), ("", "why")):
        bar.why.setText(typed)
        agree()
        assert said in bar.words.text()
        assert bar.words.text().endswith("Open it now and say why?")
        assert bar.why.text() == typed
        assert bar.why.hasFocus()
    assert booking.booked == []


@pytest.mark.parametrize(
    ("number", "said"),
    [("", "Type the number to ring."), ("07700", ""), ("call me", ""), (LONG, "")],
)
def test_a_phone_visit_needs_a_number_that_can_be_rung(
    booking: Booking, number: str, said: str
) -> None:
    fields = booking.form.detail.fields
    booking.open(booking.scene.practice.rosa)
    fields.channel.choose(Channel.TELEPHONE)
    fields.channel.activated.emit(fields.channel.currentIndex())
    assert not fields.call_on.isHidden()
    fields.call_on.setText(number)
    booking.scene.press(Qt.Key.Key_Return)
    assert not fields.wrong.isHidden()
    assert fields.wrong.text().startswith("Ring on: ")
    assert said in fields.wrong.text()
    assert fields.call_on.text() == number
    assert booking.booked == []


@pytest.mark.parametrize("typed", ["31/02", "soon", "29/02/2027", LONG, "\u202e25 nov"])
def test_a_date_that_is_none_is_told_and_no_time_is_offered(booking: Booking, typed: str) -> None:
    filters = booking.form.pane.filters
    booking.open(booking.scene.practice.rosa)
    filters.from_date.setText(typed)
    booking.scene.until(lambda: filters.from_words.property("tone") == "bad")
    booking.scene.settle()
    assert filters.from_words.text()
    assert booking.times() == []
    assert filters.from_date.text() == typed[:32_767]


def test_a_date_as_people_say_it_moves_the_times(booking: Booking) -> None:
    scene, filters = booking.scene, booking.form.pane.filters
    booking.open(scene.practice.rosa)
    filters.from_date.setText("in 6 weeks")
    scene.until(lambda: filters.from_words.text() == "From Wed 30 December 2026")
    scene.settle()
    assert booking.times() == []
    empty = booking.form.pane.empty
    assert not empty.isHidden()
    assert empty.accessibleName() == "No routine times free from Wed 30 December 2026"


def test_the_number_to_ring_is_the_current_one(booking: Booking) -> None:
    card = booking.scene.card(booking.scene.practice.rosa)
    phones = [("01632 960001", "old"), ("01632 960002", "home"), ("07700 900118", "mobile")]
    points = tuple(ContactPoint("phone", number, use) for number, use in phones)
    card = replace(card, details=replace(card.details, contact_points=points))
    fields = booking.form.detail.fields
    fields.show_person(card, None)
    assert fields.call_on.text() == "07700 900118"
