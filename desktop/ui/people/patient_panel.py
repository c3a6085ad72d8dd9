"""The compact patient panel: who is chosen, what helps them, what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.diary import Cell, VisitInDiary
from desktop.domain.looks import SHOWN_MS
from desktop.domain.people import PatientCard, Preference, VisitLine
from desktop.domain.preferences import kind_of
from desktop.domain.times import date_of
from desktop.domain.visits import Step
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled
from desktop.ui.people.closed_record import ClosedRecord
from desktop.ui.people.group_list import GroupList
from desktop.ui.people.panel_editors import PanelEditors
from desktop.ui.people.panel_parts import Line, Words, apply_look
from desktop.ui.people.panel_sections import Head, Matters, Reach, TodayCard, Visits
from desktop.ui.people.panel_words import ASK_NEEDS, NO_NEEDS, find_current_visit, next_step
from desktop.ui.people.speakers import Speakers
from desktop.ui.people.still_to_book import StillToBook
from desktop.ui.people.told_list import AskToday, Told, else_told, needs_told
from desktop.ui.people.whole_words import marks_of, ready_words

if TYPE_CHECKING:
    from desktop.ui.kit.ask_dialog import AskDialog

ADD_NEED = "Add something they told us"
NO_ONE = "No one is chosen. Find a patient, or choose a visit in the diary."


class PatientPanel(QWidget):
    """What the dock on the right shows.

    Signals: ``step_requested(visit, Step)``, ``book_requested(PatientId)``,
    ``change_requested(PatientId)``, ``hide_requested()``, ``visit_chosen(visit)``,
    ``visit_clicked(visit)`` by the mouse, once,
    ``cancel_requested(visit)``, ``move_requested(visit)``, ``person_chosen(PatientId)`` from the
    names of a group, ``speaker_requested(RelatedPerson | None)`` to change somebody who may speak
    for them or add one, ``told_requested(Preference | None)`` to change what they told us or add
    to it, ``question_answered(str, Preference)`` what was asked today,
    ``reason_given(PatientId, str)`` for a sensitive record,
    ``looked_at(PatientId)`` once somebody was shown for 2 s, ``left()`` when nobody is any more,
    ``shown()`` whenever a card is; ``kept_requested()`` to say what was kept of today's needs;
    ``whole_requested()`` for the whole panel.
    A visit is a VisitLine, or a VisitInDiary for the names of a group.
    """

    step_requested = Signal(object, object)
    book_requested = Signal(str)
    change_requested = Signal(str)
    hide_requested = Signal()
    visit_chosen = Signal(object)
    visit_clicked = Signal(object)
    cancel_requested = Signal(object)
    move_requested = Signal(object)
    person_chosen = Signal(str)
    speaker_requested = Signal(object)
    told_requested = Signal(object)
    question_answered = Signal(str, object)
    reason_given = Signal(str, str)
    looked_at = Signal(str)
    left = Signal()
    shown = Signal()
    kept_requested = Signal()
    whole_requested = Signal()

    def __init__(self, look: Look, *, zone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("patient_panel")
        self.setAccessibleName("Patient")
        self._look = look
        self._zone = zone
        self._now: datetime | None = None
        self.card: PatientCard | None = None
        self.editors = PanelEditors()
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(SHOWN_MS)
        self._looking.timeout.connect(self._on_looked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._build_nobody())
        self._pages.addWidget(self._build_person())
        self._pages.addWidget(self._build_group())
        column.addWidget(self._pages)
        look.changed.connect(self._on_look_changed)

    def _build_nobody(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        words = Words(self._look, "body", colour="text2", parent=page)
        words.say(NO_ONE)
        column.addWidget(words)
        column.addStretch(1)
        return page

    def _build_person(self) -> QWidget:
        look = self._look
        page = QWidget(self)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inside = QWidget(page)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 10, 6, 12)
        column.setSpacing(look.px(10))
        self.head = Head(look, inside)
        self.today = TodayCard(look, inside)
        self.needs = Told(
            look, "panel_needs", "Needs", (NO_NEEDS, ASK_NEEDS), add=ADD_NEED, parent=inside
        )
        self.ask_today = AskToday(look, inside)
        self.told = Told(look, "panel_told", "What else they told us", (), parent=inside)
        self.matters = Matters(look, inside)
        self.reach = Reach(look, "panel_reach", inside)
        self.visits = Visits(look, inside)
        self.to_book = StillToBook(look, inside)
        self.speakers = Speakers(look, inside)
        self.closed = ClosedRecord(look, inside)
        for part in (self.head, self.today, self.closed, self.needs, self.matters, self.ask_today):
            column.addWidget(part)
        for later in (self.to_book, self.visits, self.reach, self.told, self.speakers):
            column.addWidget(later)
        column.addStretch(1)
        self._scroll = scrolled(inside, page, name="panel_scroll")
        outer.addWidget(self._scroll, 1)
        outer.addWidget(Line(look, page))
        outer.addWidget(self._build_footer(page))
        self._join()
        return page

    def _build_footer(self, page: QWidget) -> QWidget:
        footer = QFrame(page)
        footer.setObjectName("panel_footer")
        row = QHBoxLayout(footer)
        row.setContentsMargins(12, 8, 12, 8)
        self.change_button = KeyButton(
            self._look, "Change", key="F2", icon="pencil-simple", parent=footer
        )
        self.change_button.setObjectName("change_patient_button")
        self.whole_button = KeyButton(
            self._look, "Full panel", key="F3", icon="identification-card", parent=footer
        )
        self.whole_button.setObjectName("full_panel_button")
        row.addWidget(self.whole_button)
        row.addWidget(self.change_button)
        row.addStretch(1)
        return footer

    def _build_group(self) -> QWidget:
        self.group = GroupList(self._look, zone=self._zone, parent=self)
        self.group.list.opened.connect(self._on_group_visit_opened)
        self.group.list.cancel_requested.connect(self.cancel_requested)
        self.group.list.move_requested.connect(self.move_requested)
        self.group.hide_button.clicked.connect(self.hide_requested)
        return self.group

    def _join(self) -> None:
        self.head.hide_button.clicked.connect(self.hide_requested)
        self.today.step_pressed.connect(self._on_step_pressed)
        self.today.book_pressed.connect(self._on_book_pressed)
        self.change_button.clicked.connect(self._on_change_clicked)
        self.whole_button.clicked.connect(self.whole_requested)
        self.today.kept_pressed.connect(self.kept_requested)
        self.visits.list.opened.connect(self.visit_chosen)
        self.visits.list.pointed_at.connect(self.visit_clicked)
        self.speakers.wanted.connect(self.speaker_requested)
        self.needs.wanted.connect(self.told_requested)
        self.told.wanted.connect(self.told_requested)
        self.ask_today.answered.connect(self.question_answered)
        self.closed.reason_given.connect(self._on_reason_given)
        self.visits.list.cancel_requested.connect(self.cancel_requested)
        self.visits.list.move_requested.connect(self.move_requested)

    def show_card(self, card: PatientCard, now: datetime) -> None:
        """Show a person; the scroll place stays when it is the same one."""
        other = self.card is None or self.card.id != card.id
        if other:
            self._leave()
        self.card = card
        self._now = now
        self._show_sections(card, now)
        self._pages.setCurrentIndex(1)
        if other:
            self._scroll.verticalScrollBar().setValue(0)
            self._looking.start()
        self.shown.emit()

    def show_group(self, cell: Cell, now: datetime) -> None:
        """Show the people of a group slot; the day's keys act on the chosen one."""
        self._leave()
        self._now = now
        self.group.show_cell(cell, now)
        self._pages.setCurrentIndex(2)

    def show_nobody(self) -> None:
        """Show that no one is chosen."""
        self._leave()
        self._pages.setCurrentIndex(0)

    def set_now(self, now: datetime) -> None:
        """Let the minutes go on; nothing else is drawn anew."""
        self._now = now
        if self.card is not None:
            self.today.show_card(self.card, now, self._zone)
        elif self._pages.currentIndex() == 2:
            self.group.set_now(now)

    @property
    def current_visit(self) -> VisitLine | None:
        """Today's visit of the person shown, on which F8, F9 and Shift+F7 act."""
        return find_current_visit(self.card) if self.card is not None else None

    @property
    def chosen_visit(self) -> VisitLine | VisitInDiary | None:
        """The visit the keys act on: the chosen row when a list has the focus, else today's."""
        if self._pages.currentIndex() == 2:
            return self.group.list.chosen_visit
        if self.visits.list.hasFocus():
            return self.visits.list.chosen_visit
        return self.current_visit

    def focus_list(self) -> None:
        """Move the focus into the list: the names of a group, else the visits."""
        group = self._pages.currentIndex() == 2
        chosen = self.group.list if group else self.visits.list
        chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def put_editor(self, editor: AskDialog, preference: Preference | None) -> None:
        """Open an editor under the row it changes, of something new above the needs."""
        if self.card is None:
            return
        is_need = preference is None or kind_of(preference.kind).is_need
        place, key = self.needs if is_need else self.told, preference.id if preference else ""
        self.editors.put(self.card.id, editor, place, key)

    def _leave(self) -> None:
        if self.card is not None:
            self.editors.put_away(self.card.id)
            self.card = None
            self._looking.stop()
            self.left.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.card is not None:
            self._looking.start()

    @Slot()
    def _on_looked(self) -> None:
        if self.card is not None and self.isVisible():
            self.looked_at.emit(self.card.id)

    @Slot(str)
    def _on_reason_given(self, why: str) -> None:
        if self.card is not None:
            self.reason_given.emit(self.card.id, why)

    @Slot()
    def _on_look_changed(self) -> None:
        apply_look(self)
        if self.card is not None and self._now is not None:
            self._show_sections(self.card, self._now)

    def _show_sections(self, card: PatientCard, now: datetime) -> None:
        self.head.show_card(card, date_of(now, self._zone))
        self.today.show_card(card, now, self._zone)
        today = date_of(now, self._zone)
        names = dict(card.names)
        visit = find_current_visit(card)
        self.needs.show_told(
            needs_told(card), today, names=names, marks=marks_of(visit), beside=ready_words(visit)
        )
        self.told.show_told(else_told(card), today, names=names)
        self.ask_today.show_card(card, today)
        self.matters.show_card(card)
        self.reach.show_card(card)
        self.speakers.show_card(card)
        self.closed.show_card(card)
        for part in (self.needs, self.matters, self.reach, self.speakers):
            part.setVisible(not card.is_closed)
        self.told.setVisible(bool(else_told(card)) and not card.is_closed)
        if card.is_closed:
            self.editors.put_away(card.id)
        else:
            self.editors.show_for(card.id)
        for button in (self.change_button, self.whole_button):
            button.setEnabled(not card.is_closed)
        self.visits.show_card(card, now, self._zone)
        self.to_book.show_card(card, today)

    @Slot()
    def _on_step_pressed(self) -> None:
        line = self.current_visit
        step = next_step(line)
        if line is not None and step is not None:
            self.step_requested.emit(line, Step(step.step))

    @Slot()
    def _on_book_pressed(self) -> None:
        if self.card is not None:
            self.book_requested.emit(self.card.id)

    @Slot()
    def _on_change_clicked(self) -> None:
        if self.card is not None:
            self.change_requested.emit(self.card.id)

    @Slot(object)
    def _on_group_visit_opened(self, visit: VisitInDiary) -> None:
        self.person_chosen.emit(visit.patient_id)
