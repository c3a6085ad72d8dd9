"""The waiting list: the most in need first; or whom a time that has come free would suit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.domain.freed import FreedTime
from desktop.domain.ids import SlotId
from desktop.domain.names import fold
from desktop.domain.practice import PracticeOutline
from desktop.operations.freed_slots import WaitingView, read_waiting_view
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.list_page import KeyedList, VisitRowsPage, offer_kinds
from desktop.ui.runner import Runner
from desktop.ui.waiting.waiter_detail import WaiterDetail, acts_on
from desktop.ui.waiting.waiting_words import (
    Shown,
    freed_words,
    names_of,
    others_words,
    row_of,
)

EVERY_KIND = "Every kind"
_KEYS: dict[int, str] = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_F2: "change",
    Qt.Key.Key_Insert: "add",
}


class WaitingPage(VisitRowsPage[Shown]):
    """The list with its filter, or the people a free time would suit; beside it what to say.

    Signals: ``act_wanted(str, Shown)``: offer, take, not_taken, find, change or end;
    ``add_wanted()``; ``freed_over()`` when nothing is left of the times shown.
    """

    add_wanted = Signal()
    freed_over = Signal()
    name = "waiting"
    touched_by = ("waiting", "appointment", "day", "practice", "names")

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        outline: Callable[[], PracticeOutline],
        clock: Callable[[], datetime],
        zone: str,
        parent: QWidget | None = None,
    ):
        spoken = "Waiting list: who waits for a time"
        icon = "hourglass-medium"
        super().__init__(look, runner, zone=zone, spoken=spoken, icon=icon, parent=parent)
        self._outline, self._clock = outline, clock
        self._every: tuple[Shown, ...] = ()
        self.freed: tuple[FreedTime, ...] = ()
        self.slot_ids: tuple[SlotId, ...] = ()
        self._shown_at: datetime | None = None
        self.pages.addWidget(self._build_body())
        head = self._build_head()
        self._lay_out(head, self._build_freed(), self.words, self.pages, self.detail.foot)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.focus_filter)

    def _build_head(self) -> QHBoxLayout:
        self.kinds = ChoiceBox(self._look, "waiting_kind", self)
        self.kinds.setAccessibleName("Show one kind of visit alone")
        self.kinds.fill([(EVERY_KIND, "")])
        self.kinds.activated.connect(lambda _place: self._show())
        self.kinds.setMinimumContentsLength(14)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("waiting_filter")
        self.filter.setPlaceholderText("Filter, Ctrl+F")
        self.filter.setAccessibleName("Filter by name, kind, clinician or reason, Ctrl+F")
        self.filter.textChanged.connect(lambda _text: self._show())
        self.add = KeyButton(self._look, "Add", key="Ins", name="waiting_add", parent=self)
        self.add.clicked.connect(self.add_wanted)
        head = QHBoxLayout()
        head.setSpacing(self._look.px(10))
        head.addWidget(self.heading)
        head.addStretch(1)
        for widget in (self.kinds, self.filter, self.add):
            head.addWidget(widget)
        return head

    def _build_freed(self) -> QHBoxLayout:
        """Build what says which time is free, over the people it would suit."""
        self.times = ChoiceBox(self._look, "freed_time", self)
        self.times.setAccessibleName("Times that are free")
        self.times.activated.connect(lambda _place: self._show())
        self.times.keep_whole()
        self.time_words = QLabel(self)
        self.time_words.setObjectName("freed_time_words")
        self.everybody = KeyButton(
            self._look, "Everybody who waits", key="Esc", name="waiting_all", parent=self
        )
        self.everybody.clicked.connect(self.leave_freed)
        self.words.setObjectName("waiting_words_below")
        for label in (self.time_words, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        row.addWidget(self.time_words, 1)
        row.addWidget(self.times)
        row.addWidget(self.everybody)
        return row

    def _build_body(self) -> QWidget:
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(16))
        view = KeyedList(_KEYS, body)
        view.pressed_key.connect(self._on_key)
        self._take_rows(view)
        self.detail = WaiterDetail(self._look, body)
        self.detail.wanted.connect(self.want)
        row.addWidget(self.list, 1)
        row.addWidget(self.detail, 1)
        return body

    # -- what is chosen -------------------------------------------------------------------------

    @property
    def current_freed(self) -> FreedTime | None:
        """The free time whose people are shown; None for the whole list."""
        place = max(self.times.currentIndex(), 0)
        return self.freed[place] if place < len(self.freed) else None

    @Slot(str)
    def _on_key(self, key: str) -> None:
        if key == "add":
            self.add_wanted.emit()
        if self.current is None:
            return
        can = acts_on(self.current)
        meant = {"enter": can[:1], "change": ("change",), "delete": ("not_taken", "end")}
        name = next((one for one in meant.get(key, ()) if one in can), None)
        if name is not None:
            self.want(name)

    @Slot()
    def focus_filter(self) -> None:
        """Go to the filter (Ctrl+F)."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_filter, is_escape = self.filter.hasFocus(), event.key() == Qt.Key.Key_Escape
        if is_filter and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif is_escape and is_filter and self.filter.text():
            self.filter.clear()
        elif is_escape and self.freed:
            self.leave_freed()
        else:
            super().keyPressEvent(event)

    # -- what is free ---------------------------------------------------------------------------

    def show_freed(
        self,
        freed: tuple[FreedTime, ...],
        slot_ids: tuple[SlotId, ...],
        newest: tuple[SlotId, ...] = (),
    ) -> None:
        """Show the people whom these free times would suit, the most in need chosen.

        Of several times the one that came free last is shown first.
        """
        self.freed, self.slot_ids = freed, slot_ids
        is_new = [not set(newest).isdisjoint(one.time.slot_ids) for one in freed]
        self._fill_times(is_new.index(True) if True in is_new else 0)
        self.filter.clear()
        self.reload()

    @Slot()
    def leave_freed(self) -> None:
        """Show everybody who waits again."""
        self.freed, self.slot_ids = (), ()
        self._show()
        self.freed_over.emit()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_times(self, place: int) -> None:
        now = self._clock()
        self.times.fill(
            (freed_words(one, "", now, self._zone).partition(",")[0], number)
            for number, one in enumerate(self.freed)
        )
        self.times.setCurrentIndex(min(place, len(self.freed) - 1))
        self.times.setVisible(len(self.freed) > 1)

    # -- reading --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.detail.apply_look()  # what scrolls has lost its fonts as it was polished

    def forget(self) -> None:
        super().forget()
        self.freed, self.slot_ids = (), ()
        self.filter.clear()

    def _read(self) -> None:
        self._runner.run_read(
            read_waiting_view,
            initiator=self,
            on_done=self._on_read,
            latest="waiting_view",
            slot_ids=self.slot_ids,
        )

    def _on_read(self, view: WaitingView) -> None:
        self._every = tuple(Shown(one) for one in view.waiters)
        if view.slot_ids == self.slot_ids:  # else they were asked for before
            self._take_freed(view.freed)
        kinds = sorted(one.kind for one in view.waiters)
        offer_kinds(self.kinds, EVERY_KIND, ((kind, kind) for kind in kinds))
        self.counted.emit(len(view.waiters))
        self._show()

    def _take_freed(self, found: tuple[FreedTime, ...]) -> None:
        """Take the times as they are free now; one that is offered stays until it is answered."""
        if not self.freed:
            return
        offered = {one.waiter.offer.start_at for one in self._every if one.waiter.offer is not None}
        starts = {one.time.start_at for one in found}
        kept = [
            one
            for one in self.freed
            if one.time.start_at not in starts
            and any(match.time.start_at in offered for match in one.matches)
        ]
        place = max(self.times.currentIndex(), 0)
        self.freed = tuple(sorted((*found, *kept), key=lambda one: one.time.start_at))
        self._fill_times(place)
        if not self.freed:
            self.slot_ids = ()
            self.freed_over.emit()

    def _show(self) -> None:
        freed = self.current_freed
        start_at = freed.time.start_at if freed is not None else None
        if start_at is not None and start_at != self._shown_at:
            self.list.setCurrentIndex(QModelIndex())  # of another time the most in need comes first
        self._shown_at = start_at
        found = self._list() if freed is None else self._people_of(freed)
        now, names = self._clock(), names_of(self._outline())
        self._show_rows(found, [row_of(one, names, now, self._zone) for one in found])
        self._say(freed)
        self.detail.foot.setVisible(bool(found))

    def _list(self) -> tuple[Shown, ...]:
        kind, typed = self.kinds.currentData(), fold(self.filter.text())
        names = names_of(self._outline())
        return tuple(
            one
            for one in self._every
            if kind in ("", None, one.waiter.kind) and (not typed or typed in _said(one, names))
        )

    def _people_of(self, freed: FreedTime) -> tuple[Shown, ...]:
        """Return whom a time suits, each as they stand on the list now."""
        now = {one.waiter.id: one.waiter for one in self._every}
        return tuple(
            Shown(now[match.waiter.id], match) for match in freed.matches if match.waiter.id in now
        )

    def _say(self, freed: FreedTime | None) -> None:
        of_list: tuple[QWidget, ...] = (self.kinds, self.filter, self.add)
        of_time: tuple[QWidget, ...] = (self.time_words, self.everybody)
        for widget in (*of_list, *of_time):
            widget.setVisible((widget in of_list) == (freed is None))
        self.times.setVisible(freed is not None and len(self.freed) > 1)
        below = others_words(freed) if freed is not None else self._count_words()
        self.words.setText(below)
        self.words.setVisible(bool(below))
        if freed is None:
            self._say_list()
            return
        kinds = {one.id: one.name for one in self._outline().slot_types}
        kind = kinds.get(freed.time.slot_type_id, "")
        said = freed_words(freed, kind, self._clock(), self._zone)
        self.time_words.setText(said)
        self.heading.setText("Free now")
        self.list.setAccessibleName(f"Whom {said} would suit, most in need first")
        self.nothing.say("Nobody is left to ask", "Esc shows everybody who waits.")

    def _count_words(self) -> str:
        """Say how many wait, and how many of them have an offer to answer."""
        count, due = len(self._every), sum(one.is_offered for one in self._every)
        answer = f", {due} to answer an offer" if due else ""
        waits = "1 person waits" if count == 1 else f"{count} people wait"
        return f"{waits}{answer}." if count else ""

    def _say_list(self) -> None:
        self.heading.setText("Waiting list")
        self.list.setAccessibleName("Who waits for a time, most in need first")
        count = len(self._every)
        if count and not self.found:
            self.nothing.say("Nothing matches", f"{count} are hidden by what you filter by.")
        else:
            self.nothing.say("No one is waiting for a time.", "Ins puts somebody on the list.")

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: QModelIndex) -> None:
        one = self.current
        if one is not None:
            self.detail.show_row(one, self._outline(), self._clock(), self._zone)
            self.chosen.emit(one.waiter.patient_id)

    @Slot()
    def _apply_look(self) -> None:
        super()._apply_look()
        self.time_words.setFont(self._look.font("bodyStrong"))
        self.filter.setMinimumWidth(self._look.px(150))
        self.kinds.setMaximumWidth(self._look.px(220))


def _said(one: Shown, names: dict[str, str]) -> str:
    waiter = one.waiter
    who = (names.get(key, "") for key in (*waiter.wish.clinicians, *waiter.wish.clinics))
    return fold(" ".join((waiter.called, waiter.kind, waiter.wish.reason, *who)))
