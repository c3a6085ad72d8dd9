"""The people of a group slot: who has a place, and how each of them stands."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.diary import Cell, CellState, VisitInDiary, visit_state
from desktop.domain.preferences import kind_of
from desktop.domain.sessions import SlotState
from desktop.domain.times import clock_time, minutes_between
from desktop.domain.visits import WORDS, State, here_words
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Words
from desktop.ui.people.panel_words import StateWords
from desktop.ui.people.visit_list import VisitList, VisitRow


class GroupList(QWidget):
    """How many places are taken, and the names; Enter opens the person."""

    def __init__(self, look: Look, *, zone: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._zone = zone
        self._cell: Cell | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(look.px(6))
        top = QHBoxLayout()
        self.heading = Words(look, "name", parent=self)
        top.addWidget(self.heading, 1)
        self.hide_button = KeyButton(look, "Hide", key="F4", kind="quiet", parent=self)
        self.hide_button.setObjectName("hide_group_button")
        top.addWidget(self.hide_button)
        column.addLayout(top)
        self.when = Words(look, "body", colour="text2", parent=self)
        column.addWidget(self.when)
        self.list = VisitList(look, "group_people", self)
        self.list.setAccessibleName("People of this group")
        column.addWidget(self.list)
        column.addStretch(1)

    def show_cell(self, cell: Cell, now: datetime) -> None:
        """Show the places of a group slot."""
        self._cell = cell
        self.heading.say(f"Group, {cell.taken} of {cell.capacity}")
        start, end = clock_time(cell.start_at, self._zone), clock_time(cell.end_at, self._zone)
        words = f"{start} to {end}" if cell.visits else f"{start} to {end}. No one yet."
        if cell.slot_state is SlotState.CLOSING:
            words = f"{words}. Being rebooked: Ctrl+R lists who still has to be asked."
        self.when.say(words)
        self.list.show_rows([_row(visit, now) for visit in cell.visits])

    def set_now(self, now: datetime) -> None:
        """Let the minutes go on."""
        if self._cell is not None:
            self.show_cell(self._cell, now)


def _row(visit: VisitInDiary, now: datetime) -> VisitRow:
    needs = ", ".join(kind_of(code).short for code in visit.needs)
    if visit.is_sensitive:
        needs = "Opens with a reason"
    over = visit.state in (State.CANCELLED, State.FULFILLED, State.NOSHOW)
    return VisitRow(visit, visit.called, needs or visit.reason, _state(visit, now), is_over=over)


def _state(visit: VisitInDiary, now: datetime) -> StateWords:
    state = visit_state(visit, now)
    words = WORDS[visit.state]
    if state is CellState.ARRIVED and visit.arrived_at is not None:
        words = here_words(minutes_between(visit.arrived_at, now))
    elif state is CellState.LATE:
        words = f"Late {minutes_between(visit.start_at, now)} min"
    return StateWords(state.value, words)
