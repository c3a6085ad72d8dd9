"""What is to arrange for the visits to come: overdue on top, several done with one key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from desktop.domain.preferences import kind_of
from desktop.domain.text import sentence_case
from desktop.domain.times import date_of
from desktop.domain.to_arrange import (
    ToArrange,
    is_overdue,
    say_due,
    say_visit,
    say_what,
)
from desktop.operations.to_arrange import list_to_arrange
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.visit_rows import VisitRow
from desktop.ui.list_page import KeyedList, VisitRowsPage, offer_kinds
from desktop.ui.runner import Runner

EVERY_KIND = "Everything"
ARRANGED, CALLED_OFF = "Arranged", "Called off"
_BUTTONS = (
    (ARRANGED, "Enter", "done", "primary"),
    ("Not needed this time", "Del", "not_needed", "plain"),
)


_KEYS: dict[int, str] = {
    Qt.Key.Key_Return: "done",
    Qt.Key.Key_Enter: "done",
    Qt.Key.Key_Delete: "not_needed",
}


class ArrangePage(VisitRowsPage[ToArrange]):
    """The list, its filter by kind, and what can be done.

    Signals: ``act_wanted(str, tuple[ToArrange, ...])``: done or not_needed; ``counted(int)`` how
    many there are of every kind.
    """

    name = "arrange"
    touched_by = ("needs", "appointment", "day", "practice")

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        zone: str,
        parent: QWidget | None = None,
    ):
        spoken = "To arrange: what visits to come still need"
        super().__init__(look, runner, zone=zone, spoken=spoken, parent=parent)
        self._clock = clock
        self._every: tuple[ToArrange, ...] = ()
        self.nothing.say("Everything is ready", "No visit to come has anything left to arrange.")
        self.pages.addWidget(self._build_list())
        head = self._build_head()
        buttons = ButtonRow(self._build_buttons(_BUTTONS, self), spacing=look.px(8))
        self._lay_out(head, self.pages, buttons)

    def _build_head(self) -> QHBoxLayout:
        self.kinds = ChoiceBox(self._look, "arrange_kind", self)
        self.kinds.setAccessibleName("Show one kind alone")
        self.kinds.fill([(EVERY_KIND, "")])
        self.kinds.activated.connect(lambda _place: self._show())
        self.kinds.setMinimumContentsLength(16)
        self.kinds.setMaximumWidth(self._look.px(260))
        head = QHBoxLayout()
        head.setSpacing(self._look.px(10))
        head.addWidget(self.heading)
        head.addWidget(self.words, 1)
        head.addWidget(self.kinds)
        return head

    def _build_list(self) -> QListView:
        view = KeyedList(_KEYS, self)
        view.setAccessibleName("To arrange, overdue first")
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.pressed_key.connect(self.want)
        self._take_rows(view)
        return view

    @property
    def selected(self) -> tuple[ToArrange, ...]:
        """What the keys act on: what is chosen and stands as the current row does."""
        current = self.current
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        found = [self.found[row] for row in rows if row < len(self.found)]
        if current is None:
            return ()
        return tuple(one for one in found if one.state is current.state) or (current,)

    @Slot(str)
    def want(self, name: str) -> None:
        """Ask for what is to be done with what is chosen."""
        chosen = self.selected
        if chosen:
            self.act_wanted.emit(name, chosen)

    # -- reading --------------------------------------------------------------------------------

    def _read(self) -> None:
        self._runner.run_read(
            list_to_arrange, initiator=self, on_done=self._on_read, latest="to_arrange"
        )

    def _on_read(self, found: Sequence[ToArrange]) -> None:
        self._every = tuple(found)
        rows = ((kind_of(one.kind).words, one.kind) for one in found)
        offer_kinds(self.kinds, EVERY_KIND, rows)
        self.counted.emit(len(found))
        self._show()

    def _show(self) -> None:
        kind, today = self.kinds.currentData(), self._today
        overdue = sum(is_overdue(one, today) for one in self._every)
        late = f", {overdue} overdue" if overdue else ""
        self.words.setText(f"{len(self._every)} to arrange{late}." if self._every else "")
        found = [one for one in self._every if kind in ("", one.kind)]
        for button in self.buttons.values():
            button.setEnabled(bool(found))
        self._show_rows(found, [row_of(one, today, self._zone) for one in found])

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: QModelIndex) -> None:
        if self.current is not None:
            off = self.current.is_to_call_off
            self.buttons["done"].set_words(CALLED_OFF if off else ARRANGED)
            self.buttons["not_needed"].setVisible(not off)
            self.chosen.emit(self.current.patient_id)


def row_of(one: ToArrange, today: date, zone: str) -> VisitRow:
    """Return a row of the list in words."""
    what, due, visit = say_what(one), say_due(one, today), say_visit(one, today, zone)
    about = ". ".join(part for part in (one.detail, one.instead) if part)
    whose = f"{one.called}. {about}" if about else one.called
    late = is_overdue(one, today) or one.is_to_call_off
    spoken = ". ".join(part.rstrip(".") for part in (what, due, one.called, visit, about) if part)
    when = sentence_case(visit)
    return VisitRow(what, due, when, whose, spoken=spoken, is_pressing=late)
