"""The compact panel and the strip: what they show, and the wishes their keys send out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.diary import Cell, VisitInDiary
from desktop.domain.ids import (
    AppointmentId,
    PatientId,
    PreferenceId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.people import Preference
from desktop.domain.practice import Channel
from desktop.domain.sessions import SlotState
from desktop.domain.visits import State, Step
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.people.needs_line import NeedsLine
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.people.patient_strip import PatientStrip, count_fitting
from tests.ui.people.cards import DETAILS, NOW, WORDS, ZONE, make_card, make_preference, make_visit

NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> PatientPanel:
    panel = PatientPanel(look, zone=ZONE)
    qtbot.addWidget(panel)
    panel.resize(312, 640)
    panel.show_card(make_card(), NOW)
    front(panel)
    return panel


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
    QTest.keyClick(widget.window().windowHandle(), key, held)


def test_the_panel_says_who_how_to_say_it_what_helps_and_how_to_reach(panel: PatientPanel) -> None:
    shown = texts(panel)
    for words in (
        "Maggie Hughes",
        "Say “MAG-ee”, never Margaret. She/her",
        "74, born 12 Mar 1952   NHS 999 012 3454",
        "Today 10:20, Grace Adeyemi",
        "2 min after the time",
        "Next: Wed 25 Nov 10:22, Grace Adeyemi",
        "BSL interpreter",
        "Joanna Price first",
        f"“{WORDS}”",
        "Reach her by",
        "07700 900118",
    ):
        assert words in shown
    assert panel.today.chip.words == "Here 7 min"


def test_the_next_step_and_booking_are_sent_as_wishes(panel: PatientPanel, qtbot: QtBot) -> None:
    step = panel.findChild(QPushButton, "next_step_button")
    with qtbot.waitSignal(panel.step_requested) as asked:
        step.click()
    assert asked.args == [make_card().today[0], Step.SENT_IN]
    with qtbot.waitSignal(panel.book_requested) as booked:
        panel.findChild(QPushButton, "book_next_button").click()
    assert booked.args == ["maggie"]
    with qtbot.waitSignal(panel.change_requested):
        panel.findChild(QPushButton, "change_patient_button").click()


def test_minutes_go_on_without_anything_else_changing(panel: PatientPanel) -> None:
    panel.set_now(NOW + timedelta(minutes=5))
    assert panel.today.chip.words == "Here 12 min"
    assert "7 min after the time" in texts(panel)


def test_visits_are_reached_by_keys_and_acted_on(panel: PatientPanel, qtbot: QtBot) -> None:
    panel.focus_list()
    assert panel.chosen_visit is not None
    assert panel.chosen_visit.id == "next"
    assert panel.visits.list.selectionModel().isSelected(panel.visits.list.currentIndex())
    press(panel, Qt.Key.Key_Down)
    for signal, key, held in (
        (panel.visit_chosen, Qt.Key.Key_Return, NO_KEY),
        (panel.cancel_requested, Qt.Key.Key_Delete, NO_KEY),
        (panel.move_requested, Qt.Key.Key_X, CTRL),
    ):
        with qtbot.waitSignal(signal) as asked:
            press(panel, key, held)
        assert asked.args[0].id == "last"


def test_no_needs_says_what_to_ask(panel: PatientPanel) -> None:
    panel.show_card(make_card(preferences=()), NOW)
    shown = texts(panel)
    assert "No needs recorded." in shown
    assert "Ask: “Is there anything that helps when you come here?”" in shown
    assert "Nothing here yet. These are the patient’s words, so ask first." in shown


def test_without_a_visit_booking_is_the_green_button(panel: PatientPanel) -> None:
    panel.show_card(make_card(today=(), coming=()), NOW)
    assert "No visit today" in texts(panel)
    assert "Next: none booked." in texts(panel)
    assert not panel.today.step_button.isVisible()
    assert panel.today.book_button.property("kind") == "primary"


def test_a_person_who_died_is_said_above_all(panel: PatientPanel) -> None:
    panel.show_card(make_card(is_deceased=True, deceased_on=NOW.date(), today=(), coming=()), NOW)
    assert panel.head.banner.isVisible()
    assert panel.head.banner.words == "Recorded as died on 18 Nov 2026."


def test_own_words_are_never_cut(panel: PatientPanel, qtbot: QtBot) -> None:
    long = "I would rather you told me everything. " * 60
    panel.show_card(make_card(preferences=(make_preference("own-words", own_words=long),)), NOW)
    assert f"“{long}”" in texts(panel)
    label = next(one for one in panel.findChildren(QLabel) if one.text() == f"“{long}”")
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))


def test_every_control_of_the_panel_has_a_name(panel: PatientPanel) -> None:
    for button in panel.findChildren(QPushButton):
        assert button.accessibleName()
        assert button.objectName()
    assert panel.visits.list.accessibleName()
    index = panel.visits.list.visits.index(0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Wed 25 Nov 10:22, Grace Adeyemi. Booked.")
    QAbstractItemModelTester(panel.visits.list.visits)


def group_cell() -> Cell:
    def visit(name: str, state: State) -> VisitInDiary:
        return VisitInDiary(
            AppointmentId(name),
            1,
            PatientId(f"p-{name}"),
            name.title(),
            state,
            NOW,
            NOW + timedelta(minutes=30),
            SlotTypeId("g"),
            Channel.IN_PERSON,
            needs=("bsl",),
            arrived_at=NOW - timedelta(minutes=3) if state is State.ARRIVED else None,
        )

    return Cell(
        (SlotId("s"),),
        SessionId("x"),
        SlotTypeId("g"),
        NOW,
        NOW + timedelta(minutes=30),
        SlotState.OPEN,
        True,
        1,
        capacity=8,
        visits=(visit("rosa", State.ARRIVED), visit("kwame", State.BOOKED)),
    )


def test_a_group_lists_its_names_and_the_keys_act_on_the_chosen(
    panel: PatientPanel, qtbot: QtBot
) -> None:
    panel.show_group(group_cell(), NOW)
    assert "Group, 2 of 8" in texts(panel)
    panel.focus_list()
    press(panel, Qt.Key.Key_Down)
    assert panel.chosen_visit is not None
    assert panel.chosen_visit.id == "kwame"
    with qtbot.waitSignal(panel.person_chosen) as chosen:
        press(panel, Qt.Key.Key_Return)
    assert chosen.args == ["p-kwame"]
    with qtbot.waitSignal(panel.cancel_requested) as cancelled:
        press(panel, Qt.Key.Key_Delete)
    assert cancelled.args[0].id == "kwame"


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_no_word_of_the_panel_is_wider_than_its_room(
    qtbot: QtBot, look: Look, percent: int
) -> None:
    look.text_percent = percent
    look.apply()
    panel = PatientPanel(look, zone=ZONE)
    qtbot.addWidget(panel)
    panel.resize(look.layout("panel"), 700)
    panel.show_card(make_card(details=replace(DETAILS, family_name="Hughes-Featherstone")), NOW)
    panel.show()
    inside = panel._scroll.widget()
    assert inside.minimumSizeHint().width() <= panel._scroll.viewport().width()


def test_at_its_usual_width_the_next_step_and_book_next_stand_side_by_side(
    panel: PatientPanel,
) -> None:
    step, book = panel.today.step_button, panel.today.book_button
    assert step.geometry().top() == book.geometry().top()
    done = make_visit("a", State.CHECKED_IN)
    panel.show_card(make_card(today=(done,)), NOW)
    assert step.words() == "Done"
    card = panel.today.rect()
    assert card.contains(book.mapTo(panel.today, book.rect().bottomRight()))


def test_the_strip_says_of_a_group_how_many_and_of_nobody_what_to_do(
    qtbot: QtBot, look: Look
) -> None:
    strip = PatientStrip(look, zone=ZONE)
    qtbot.addWidget(strip)
    strip.show()
    assert texts(strip)[:2] == [
        "No one is chosen",
        "Find a patient, or choose a visit in the diary.",
    ]
    assert strip.step_button.isHidden()
    strip.show_card(make_card(), NOW)
    strip.show_group(group_cell())
    assert strip.name.text() == "Group, 2 of 8"
    assert strip.current_visit is None
    assert strip.step_button.isHidden()


def test_the_strip_says_name_visit_and_needs_with_the_next_step(qtbot: QtBot, look: Look) -> None:
    strip = PatientStrip(look, zone=ZONE)
    qtbot.addWidget(strip)
    strip.resize(1000, 60)
    strip.show()
    strip.show_card(make_card(), NOW)
    shown = texts(strip)
    assert "Maggie Hughes" in shown
    assert "Today 10:20, Grace Adeyemi. Here 7 min" in shown
    assert "BSL" in shown
    with qtbot.waitSignal(strip.step_requested) as asked:
        strip.findChild(QPushButton, "strip_step_button").click()
    assert asked.args[1] is Step.SENT_IN
    with qtbot.waitSignal(strip.panel_requested):
        strip.findChild(QPushButton, "open_panel_button").click()


def test_the_strip_shows_only_what_there_is_room_for(qtbot: QtBot, look: Look) -> None:
    strip = PatientStrip(look, zone=ZONE)
    qtbot.addWidget(strip)
    strip.resize(560, 60)
    strip.show()
    strip.show_card(make_card(today=(make_visit("a", State.BOOKED),)), NOW)
    visible = [chip for chip in strip._chips if chip.isVisible()]
    assert len(visible) < len(strip._chips)
    assert all(chip.geometry().right() <= strip.step_button.geometry().left() for chip in visible)
    assert strip.more.text() == f"+{len(strip._chips) - len(visible)}"
    assert strip.more.accessibleName().endswith(strip._chips[-1].accessibleName())
    assert strip.more.geometry().right() <= strip.step_button.geometry().left()
    strip.resize(1400, 60)
    assert strip.more.isHidden()


def test_needs_have_the_room_of_a_next_step_that_is_not_offered(qtbot: QtBot, look: Look) -> None:
    strip = PatientStrip(look, zone=ZONE)
    qtbot.addWidget(strip)
    strip.show()
    shown = []
    for width in range(700, 1000, 20):
        strip.resize(width, 60)
        for today in ((make_visit("a", State.BOOKED),), ()):
            strip.show_card(make_card(today=today), NOW)
            shown.append(sum(not chip.isHidden() for chip in strip._chips))
    with_step, without = shown[::2], shown[1::2]
    assert all(less <= more for less, more in zip(with_step, without, strict=True))
    assert with_step != without
    assert strip.when.text() == "Next: Wed 25 Nov 10:22, Grace Adeyemi", "the commonest question"


def test_a_form_says_the_needs_only_where_no_panel_does(qtbot: QtBot, look: Look) -> None:
    panel_is_there = True
    line = NeedsLine(look, lambda: not panel_is_there)
    qtbot.addWidget(line)
    line.resize(120, 30)
    line.show_card(make_card())
    assert line.isHidden()
    panel_is_there = False
    line.fit()
    assert not line.isHidden()
    assert "BSL" in texts(line)
    assert line.more.text() == f"+{sum(chip.isHidden() for chip in line._chips)}"
    line.show_card(None)
    assert line.isHidden()


@pytest.mark.parametrize(("room", "count"), [(0, 0), (59, 0), (60, 1), (99, 1), (149, 2), (150, 3)])
def test_of_chips_that_do_not_all_fit_the_first_leave_room_to_say_how_many_more(
    room: int, count: int
) -> None:
    assert count_fitting([50, 50, 50], room, more=10) == count


def test_preferences_with_hostile_or_enormous_text_are_shown_safely(panel: PatientPanel) -> None:
    odd = ("<b>Bob</b><img src=x>", "w" * 4_000, "{{ 7 * 7 }}", "\u202eevil", "\x00\x07", "́" * 99)
    told = tuple(
        Preference(PreferenceId(f"{kind}{n}"), kind, text[:500], text)
        for kind in ("bespoke", "own-words", "write-down")
        for n, text in enumerate(odd)
    )
    panel.show_card(make_card(preferences=told), NOW)
    labels = [one for one in panel.findChildren(QLabel) if one.text()]
    named = [one for one in labels if "Bob" in one.text()]
    assert len(named) >= 3
    assert {one.textFormat() for one in named} == {Qt.TextFormat.PlainText}
    assert any("w" * 4_000 in one.text().replace("\u200b", "") for one in labels), "nothing is cut"
    inside = panel._scroll.widget()
    assert inside is not None
    assert inside.width() <= panel._scroll.viewport().width()
    assert panel.width() == 312


def test_an_editor_is_put_away_with_a_record_that_closes_and_forgotten_with_the_desk(
    panel: PatientPanel, look: Look
) -> None:
    card = make_card()
    editor = AskDialog(look, "Maggie: BSL interpreter", "preference_dialog")
    panel.put_editor(editor, next(one for one in card.preferences if one.kind == "bsl"))
    assert editor.isVisible()
    panel.show_card(replace(card, is_sensitive=True, is_closed=True), NOW)
    assert not editor.isVisible(), "a closed record shows nothing of what was being typed"
    panel.show_card(card, NOW)
    assert editor.isVisible()
    panel.show_nobody()
    assert [*panel.editors] == [editor]
    panel.editors.forget()
    assert [*panel.editors] == []
