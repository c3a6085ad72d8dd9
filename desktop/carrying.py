"""Moving a visit in the diary: who is carried, why it does not go there, what to say after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel

from desktop.domain.diary import Cell, VisitInDiary
from desktop.domain.people import VisitLine
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of, minutes_between
from desktop.domain.visits import Appointment
from desktop.domain.wording import clinician_out_loud, words_to_say
from desktop.operations.outcome import Changes
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.message_bar import Message
from desktop.ui.kit.words_to_say import show_words_to_say
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.visits.visit_acts import VisitActs
from desktop.ui.visits.visit_words import Visit, called_name, when_words

KEYS = "Arrows choose, Ctrl+V puts it down, Esc puts it back."


class Carrying(QObject):
    """Joins the diary's carrying with the acts and the words of the window.

    A visit is carried until it was moved, or was put back with Esc: a time that does not take it,
    a question answered with no and a time lost to another desk leave it carried.

    Signals: ``message(Message)``; ``picked_up(PatientId)`` and ``moved(PatientId, AppointmentId)``.
    """

    message = Signal(object)
    picked_up = Signal(str)
    moved = Signal(str, str)

    def __init__(
        self,
        window: MainWindow,
        acts: VisitActs,
        *,
        diary: DiaryView,
        panel: PatientPanel,
        outline: PracticeOutline,
        clock: Callable[[], datetime],
    ):
        super().__init__(window)
        self._window = window
        self._acts = acts
        self._diary = diary
        self._panel = panel
        self._outline = outline
        self._zone = outline.practice.zone
        self._clock = clock
        self._moving: Visit | None = None
        self._called = self._when = self._what = ""
        self._passing: Message | None = None
        self._refused = self._moved_id = ""
        self.to_say = self._build_words_to_say()
        diary.carrying_changed.connect(self._on_carrying_changed)
        diary.refused.connect(self._on_refused)
        diary.move_requested.connect(self._on_move_requested)
        diary.swap_requested.connect(self._on_swap_requested)
        diary.current_changed.connect(self._on_current_changed)
        window.areas.currentChanged.connect(self._on_area_changed)

    def take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up."""
        self._outline = outline

    def _build_words_to_say(self) -> QLabel:
        label = QLabel(self._window)
        label.setObjectName("words_to_say")
        label.setProperty("kind", "toSay")
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.hide()
        self._window.add_over_messages(label)
        return label

    def on_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        """An act of this window, an undo too: where it changes that visit, what was said is over.

        The move itself shows its words afterwards.
        """
        if changes.touches("appointment", self._moved_id):
            self.hide_words()

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    def hide_words(self) -> bool:
        """Put the words to say away; False when there are none."""
        was_shown = not self.to_say.isHidden()
        self.to_say.hide()
        return was_shown

    # -- what is carried ------------------------------------------------------------------------

    @Slot(object)
    def _on_carrying_changed(self, visit: Visit | None) -> None:
        if visit is None:
            QTimer.singleShot(0, self, self._say_put_back)  # unless it is being moved
            return
        self.hide_words()
        if self._moving is None:
            self._name(visit)
            self._say_carrying()
            if isinstance(visit, VisitInDiary):
                self.picked_up.emit(visit.patient_id)

    @Slot()
    def _say_put_back(self) -> None:
        if self._moving is None and self._diary.carried is None and self._called:
            words = f"{self._called}’s visit stays at {self._when}."
            self._say(f"{self._refused} {words}".strip())

    def _name(self, visit: Visit) -> None:
        """Keep how the visit is called: the panel may show somebody else later."""
        self._called = called_name(visit, self._panel.card) or "the visit"
        when = when_words(visit, today=self._today, zone=self._zone)
        self._when = when.removeprefix("today ")
        if isinstance(visit, VisitLine):
            kind = visit.slot_type_name
        else:
            kinds = {one.id: one.name for one in self._outline.slot_types}
            kind = kinds.get(visit.slot_type_id, "")
        self._what = f"{self._called}, {self._when} {kind.lower()}".strip()

    def _say_carrying(self, before: str = "") -> None:
        self._refused = before
        self._say(f"{before} Carrying {self._what}. {KEYS}".strip())

    def _say(self, words: str, tone: str = "info") -> None:
        """Say something that lasts no longer than what it speaks of."""
        self._passing = Message(words, tone, at=self._clock())
        self.message.emit(self._passing)

    def _is_said(self) -> bool:
        return self._passing is not None and self._window.message_bar.message() is self._passing

    @Slot(str)
    def _on_refused(self, words: str) -> None:
        self._say_carrying(words)

    @Slot(object)
    def _on_current_changed(self, cell: Cell | None) -> None:
        """The selection went on: what was said of the time before is over."""
        if cell is None or all(one.id != self._moved_id for one in cell.visits):
            self.hide_words()
        if self._diary.carried is None:
            self._clear()
        elif self._refused and self._is_said():
            self._say_carrying()

    @Slot(int)
    def _on_area_changed(self, _number: int) -> None:
        self.hide_words()
        self._clear()

    def _clear(self) -> None:
        if self._is_said():
            self.message.emit(Message("", "info"))
        self._passing = None
        self._refused = ""

    # -- putting down ---------------------------------------------------------------------------

    @Slot(object, object)
    def _on_move_requested(self, visit: Visit, cells: Sequence[Cell]) -> None:
        self._moving = visit
        self._acts.move(visit, cells, on_moved=self._on_moved, on_kept=self._on_kept)

    @Slot(object, object)
    def _on_swap_requested(self, visit: Visit, other: Visit) -> None:
        self._moving = visit
        self._acts.swap(visit, other, on_swapped=self._on_moved, on_kept=self._on_kept)

    def _on_kept(self) -> None:
        """It was not moved: carry it on, so that another time can be tried."""
        visit = self._moving
        if visit is not None:
            self._diary.pick_up(visit)
        self._moving = None
        self._say_carrying("Not moved.")

    def _on_moved(self, visit: Appointment) -> None:
        called, self._called = self._called, ""
        self._moving = self._passing = None
        self._refused = ""
        self._diary.put_back()  # still carried where another time was taken after all
        self._moved_id = visit.id
        self._show_words_to_say(called, visit)
        # Into sight, once there is less room for the diary.
        QTimer.singleShot(0, self, partial(self._diary.select_visit, visit.id, visit.version))
        self.moved.emit(visit.patient_id, visit.id)

    def _show_words_to_say(self, called: str, visit: Appointment) -> None:
        if visit.start_at is None or visit.end_at is None:
            return
        minutes = minutes_between(visit.start_at, visit.end_at)
        outline = self._outline
        who = next((one for one in outline.clinicians if one.id == visit.clinician_id), None)
        site = next((one.name for one in outline.clinics if one.id == visit.clinic_id), "")
        kind = next((one for one in outline.slot_types if one.id == visit.slot_type_id), None)
        parts = words_to_say(
            visit.start_at,
            minutes,
            clinician_out_loud(who) if who else "us",
            visit.channel,
            self._zone,
            site=site if len(outline.clinics) > 1 else "",
            information=kind.information if kind else "",
        )
        show_words_to_say(self.to_say, parts, before=f"Words to say to {called}: ")
        self.to_say.setFont(self._window.look.font("body"))
        self.to_say.show()
