"""The waiting list: the most in need first; or whom a time that has come free would suit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.freed import FreedTime
from desktop.domain.ids import SlotId
from desktop.domain.names import fold
from desktop.domain.practice import PracticeOutline
from desktop.operations.freed_slots import WaitingView, read_waiting_view
from desktop.operations.outcome import Changes
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate
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
_OWN_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Insert)


class WaitingRows(QListView):
    """Enter, Delete, F2 and Insert mean what stands on the list.

    Signals: ``pressed_key(str)``: enter, delete, change or add.
    """

    pressed_key = Signal(str)

    def event(self, event: QEvent) -> bool:
        # The window's own Delete and F2 are of the visit and the person in the panel.
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Return: "enter",
            Qt.Key.Key_Enter: "enter",
            Qt.Key.Key_Delete: "delete",
            Qt.Key.Key_F2: "change",
            Qt.Key.Key_Insert: "add",
        }
        name = keys.get(Qt.Key(event.key()))
        if name is not None and not event.modifiers():
            self.pressed_key.emit(name)
        else:
            super().keyPressEvent(event)


class WaitingPage(QWidget):
    """The list with its filter, or the people a free time would suit; beside it what to say.

    Signals: ``act_wanted(str, Shown)``: offer, take, not_taken, find, change or end;
    ``add_wanted()``; ``chosen(PatientId)`` while the arrows move; ``counted(int)``;
    ``freed_over()`` when nothing is left of the times shown.
    """

    act_wanted = Signal(str, object)
    add_wanted = Signal()
    chosen = Signal(str)
    counted = Signal(int)
    freed_over = Signal()

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
        super().__init__(parent)
        self.setObjectName("waiting_page")
        self.setAccessibleName("Waiting list: who waits for a time")
        self._look, self._runner, self._clock, self._zone = look, runner, clock, zone
        self._outline = outline
        self._is_stale = True
        self._every: tuple[Shown, ...] = ()
        self.freed: tuple[FreedTime, ...] = ()
        self.slot_ids: tuple[SlotId, ...] = ()
        self.found: tuple[Shown, ...] = ()
        self.model = SpokenRows[VisitRow](self)
        self._pages = QStackedWidget(self)
        self.nothing = EmptyState(look, "hourglass-medium", self)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self._build_body())
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addLayout(self._build_head())
        column.addLayout(self._build_freed())
        column.addWidget(self._pages, 1)
        column.addWidget(self.detail.foot)
        self.setFocusProxy(self.list)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.focus_filter)
        runner.changed.connect(self._on_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _build_head(self) -> QHBoxLayout:
        self.heading = QLabel("Waiting list", self)
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

    def _build_freed(self) -> QVBoxLayout:
        """Build what says which time is free, over the people it would suit."""
        self.times = ChoiceBox(self._look, "freed_time", self)
        self.times.setAccessibleName("Times that are free")
        self.times.activated.connect(lambda _place: self._show())
        self.time_words = QLabel(self)
        self.time_words.setObjectName("freed_time_words")
        self.everybody = KeyButton(
            self._look, "Everybody who waits", key="Esc", name="waiting_all", parent=self
        )
        self.everybody.clicked.connect(self.leave_freed)
        self.words = QLabel(self)
        self.words.setObjectName("waiting_words_below")
        self.words.setProperty("tone", "text2")
        for label in (self.time_words, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        row.addWidget(self.time_words, 1)
        row.addWidget(self.times)
        row.addWidget(self.everybody)
        column = QVBoxLayout()
        column.setSpacing(self._look.px(4))
        column.addLayout(row)
        column.addWidget(self.words)
        return column

    def _build_body(self) -> QWidget:
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(16))
        self.list = WaitingRows(body)
        self.list.setObjectName("waiting_list")
        self.list.setModel(self.model)
        self.list.setItemDelegate(VisitRowDelegate(self._look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.pressed_key.connect(self._on_key)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.detail = WaiterDetail(self._look, body)
        self.detail.wanted.connect(self.want)
        row.addWidget(self.list, 1)
        row.addWidget(self.detail)
        return body

    # -- what is chosen -------------------------------------------------------------------------

    @property
    def current(self) -> Shown | None:
        """The row the keys act on."""
        row = self.list.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    @property
    def current_freed(self) -> FreedTime | None:
        """The free time whose people are shown; None for the whole list."""
        place = max(self.times.currentIndex(), 0)
        return self.freed[place] if place < len(self.freed) else None

    @Slot(str)
    def want(self, name: str) -> None:
        """Ask for what is to be done with the chosen row."""
        if self.current is not None:
            self.act_wanted.emit(name, self.current)

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

    def show_freed(self, freed: tuple[FreedTime, ...], slot_ids: tuple[SlotId, ...]) -> None:
        """Show the people whom these free times would suit."""
        self.freed, self.slot_ids = freed, slot_ids
        self._fill_times(0)
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
        if self._is_stale:
            self.reload()

    def forget(self) -> None:
        """Another person is at the desk."""
        self.freed, self.slot_ids = (), ()
        self.filter.clear()
        self._is_stale = True

    @Slot()
    def reload(self) -> None:
        """Read the list again; the chosen person stays, or who took their place."""
        self._is_stale = False
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
        counts: dict[str, int] = {}
        for one in view.waiters:
            counts[one.kind] = counts.get(one.kind, 0) + 1
        wanted = self.kinds.currentData()
        self.kinds.fill(
            [(EVERY_KIND, "")]
            + [(f"{kind} ({count})", kind) for kind, count in sorted(counts.items())]
        )
        self.kinds.choose(wanted or "")
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
        kept, row = self.current, max(self.list.currentIndex().row(), 0)
        freed = self.current_freed
        self.found = self._list() if freed is None else self._people_of(freed)
        now, names = self._clock(), names_of(self._outline())
        self.model.show_rows([row_of(one, names, now, self._zone) for one in self.found])
        self._say(freed)
        self._pages.setCurrentIndex(1 if self.found else 0)
        self.detail.foot.setVisible(bool(self.found))
        if not self.found:
            return
        ids = [one.waiter.id for one in self.found]
        place = ids.index(kept.waiter.id) if kept is not None and kept.waiter.id in ids else row
        self.list.setCurrentIndex(self.model.index(min(place, len(ids) - 1)))
        self._on_current_changed()

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

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        kinds = ("waiting", "appointment", "day", "practice", "names")
        if not any(changes.touches(kind) for kind in kinds):
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: object) -> None:
        one = self.current
        if one is not None:
            self.detail.show_row(one, self._outline(), self._clock(), self._zone)
            self.chosen.emit(one.waiter.patient_id)

    @Slot()
    def _apply_look(self) -> None:
        self.heading.setFont(self._look.font("section"))
        self.time_words.setFont(self._look.font("bodyStrong"))
        self.filter.setMinimumWidth(self._look.px(150))
        self.kinds.setMaximumWidth(self._look.px(220))


def _said(one: Shown, names: dict[str, str]) -> str:
    waiter = one.waiter
    who = (names.get(key, "") for key in (*waiter.wish.clinicians, *waiter.wish.clinics))
    return fold(" ".join((waiter.called, waiter.kind, waiter.wish.reason, *who)))
