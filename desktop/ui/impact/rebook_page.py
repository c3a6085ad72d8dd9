"""The rebook list: who has to be asked, by when, what to say; one key moves who agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.rebooking import Rebooking, say_due, say_to_them
from desktop.domain.times import date_with_year
from desktop.operations.rebooking import list_rebookings
from desktop.ui.impact.impact_choices import say_time
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled
from desktop.ui.kit.visit_rows import VisitRow
from desktop.ui.kit.words_to_say import show_words_to_say
from desktop.ui.list_page import VisitRowsPage
from desktop.ui.runner import Runner

BUTTONS = (
    ("They agree, move it", "Enter", "take", "primary"),
    ("Another time", "Ctrl+M", "other", "plain"),
    ("Cancel the visit", "Del", "cancel", "plain"),
)
DETAIL_PX = 380
"""The widest it is, at 100 % text; the list has half of the page at least."""


class RebookPage(VisitRowsPage[Rebooking]):
    """Overdue first; in a day those who need it most.

    Signals: ``act_wanted(str, Rebooking)``: take, other or cancel.
    """

    name = "rebook"
    touched_by = ("rebooking", "appointment", "day")

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        zone: str,
        parent: QWidget | None = None,
    ):
        spoken = "Rebook list: visits that have to find another time"
        super().__init__(look, runner, zone=zone, spoken=spoken, parent=parent)
        self._clock = clock
        self.nothing.say("Nobody is to be rebooked", "Everybody touched by a change has a time.")
        self.pages.addWidget(self._build_body())
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        head.addWidget(self.heading)
        head.addWidget(self.words, 1)
        self._foot = ButtonRow(self._build_buttons(BUTTONS, self), spacing=look.px(8))
        self._lay_out(head, self.pages, self._foot)

    def _build_body(self) -> QWidget:
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(16))
        self._take_rows(QListView(body))
        self.list.setAccessibleName("Visits to rebook, most urgent first")
        self.list.activated.connect(lambda _index: self.want("take"))
        row.addWidget(self.list, 1)
        row.addWidget(self._build_detail(body), 1)
        return body

    def _build_detail(self, parent: QWidget) -> QScrollArea:
        """Build what to say, beside the list."""
        inside = QWidget(parent)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(8))
        self.say_head = QLabel("Words to say", inside)
        self.say_words = QLabel(inside)
        self.say_words.setObjectName("rebook_words")
        self.say_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reach = QLabel(inside)
        self.reach.setObjectName("rebook_reach")
        self.facts = QLabel(inside)
        self.facts.setProperty("tone", "text2")
        self.say_words.setProperty("kind", "toSay")
        for label in (self.say_head, self.say_words, self.reach, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self._detail = scrolled(inside, parent, name="rebook_detail")
        return self._detail

    # -- reading --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._apply_look()  # what scrolls has lost its fonts as it was polished

    def _read(self) -> None:
        self._runner.run_read(
            list_rebookings, initiator=self, on_done=self._on_read, latest="rebookings"
        )

    def _on_read(self, found: Sequence[Rebooking]) -> None:
        now = self._clock()
        self.counted.emit(len(found))
        overdue = sum(one.due_at <= now for one in found)
        people = "1 person is" if len(found) == 1 else f"{len(found)} people are"
        late = f", {overdue} overdue" if overdue else ""
        self.words.setText(f"{people} to be asked{late}." if found else "")
        self._show_rows(found, [row_of(one, now, self._zone) for one in found])
        self._foot.setVisible(bool(found))

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: QModelIndex) -> None:
        one = self.current
        if one is None:
            return
        now = self._clock()
        show_words_to_say(self.say_words, say_to_them(one, now, self._zone))
        phones = ", ".join(one.phones)
        closed = "The number is in their record, which opens with a reason."
        none = closed if one.is_sensitive else "No phone number is recorded."
        self.reach.setText(f"Ring {phones}" if phones else none)
        born = f"Born {date_with_year(one.born_on)}. " if one.born_on else ""
        needs = f"Needs: {one.needs_words}. " if one.needs else ""
        place = "It has no time now." if one.lost else "The old time is still theirs in the diary."
        self.facts.setText(f"{born}{needs}{place}")
        self.buttons["take"].setEnabled(one.held is not None)
        self.chosen.emit(one.patient_id)

    @Slot()
    def _apply_look(self) -> None:
        super()._apply_look()
        self.say_head.setFont(self._look.font("label"))
        self.say_words.setFont(self._look.font("voiceLarge"))
        self.reach.setFont(self._look.font("bodyStrong"))
        self._detail.setMaximumWidth(self._look.px(DETAIL_PX))


def row_of(one: Rebooking, now: datetime, zone: str) -> VisitRow:
    """Return a row of the list in words."""
    was = say_time(one.was_at, now, zone)
    about = f"Was {was}, {one.clinician_name}. {one.kind}"
    if one.needs:
        about = f"{about}, {one.needs_words}"
    due = say_due(one, now, zone)
    held = "No time held"
    if one.held is not None:
        held = f"→ {say_time(one.held.start_at, now, zone)}, {one.held.clinician_name}"
    lost = "no time now" if one.lost else "being rebooked"
    spoken = ". ".join((one.called, due, about, held.replace("→ ", "Held: "), lost))
    return VisitRow(
        one.called,
        due,
        about,
        held,
        lost,
        "bad" if one.lost else "warn",
        spoken,
        is_pressing=one.due_at <= now,
        is_time=one.held is not None,
    )
