"""The rebook list: who has to be asked, by when, what to say; one key moves who agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.rebooking import Rebooking, say_due, say_to_them
from desktop.domain.times import date_with_year
from desktop.operations.outcome import Changes
from desktop.operations.rebooking import list_rebookings
from desktop.ui.impact.impact_choices import say_time
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate
from desktop.ui.kit.words_to_say import show_words_to_say
from desktop.ui.runner import Runner

BUTTONS = (
    ("They agree, move it", "Enter", "take", "primary"),
    ("Another time", "Ctrl+M", "other", "plain"),
    ("Cancel the visit", "Del", "cancel", "plain"),
)
DETAIL_PX = 380


class RebookPage(QWidget):
    """Overdue first; in a day those who need it most.

    Signals: ``act_wanted(str, Rebooking)``: take, other or cancel; ``chosen(Rebooking)`` while the
    arrows move; ``counted(int)``.
    """

    act_wanted = Signal(str, object)
    chosen = Signal(object)
    counted = Signal(int)

    def __init__(
        self,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        zone: str,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("rebook_page")
        self.setAccessibleName("Rebook list: visits that have to find another time")
        self._look, self._runner, self._clock, self._zone = look, runner, clock, zone
        self._is_stale = True
        self.found: tuple[Rebooking, ...] = ()
        self.model = SpokenRows[VisitRow](self)
        self.heading = QLabel("Rebook list", self)
        self.words = QLabel(self)
        self.words.setProperty("tone", "text2")
        head = QHBoxLayout()
        head.setSpacing(look.px(10))
        head.addWidget(self.heading)
        head.addWidget(self.words, 1)
        self._pages = QStackedWidget(self)
        self.nothing = EmptyState(look, "check-circle", self)
        self.nothing.say("Nobody is to be rebooked", "Everybody touched by a change has a time.")
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self._build_body())
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.list)
        runner.changed.connect(self._on_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _build_body(self) -> QWidget:
        body = QWidget(self)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._look.px(16))
        self.list = QListView(body)
        self.list.setObjectName("rebook_list")
        self.list.setAccessibleName("Visits to rebook, most urgent first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(VisitRowDelegate(self._look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.activated.connect(lambda _index: self.want("take"))
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        row.addWidget(self.list, 1)
        row.addWidget(self._build_detail(body))
        return body

    def _build_detail(self, parent: QWidget) -> QScrollArea:
        """Build what to say and what can be done, beside the list."""
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
        self.buttons: dict[str, KeyButton] = {}
        for words, key, name, kind in BUTTONS:
            button = KeyButton(
                self._look, words, key=key, kind=kind, name=f"rebook_{name}", parent=inside
            )
            button.clicked.connect(lambda _on=False, wanted=name: self.want(wanted))
            self.buttons[name] = button
        column.addWidget(ButtonRow(tuple(self.buttons.values()), spacing=self._look.px(8)))
        column.addStretch(1)
        scroll = QScrollArea(parent)
        scroll.setObjectName("rebook_detail")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self._detail = scroll
        return scroll

    # -- what is chosen -------------------------------------------------------------------------

    @property
    def current(self) -> Rebooking | None:
        """The visit the keys act on."""
        row = self.list.currentIndex().row()
        return self.found[row] if 0 <= row < len(self.found) else None

    @property
    def has_keys(self) -> bool:
        """Whether the keys of a visit mean the chosen row."""
        focused = self.list.hasFocus() or any(one.hasFocus() for one in self.buttons.values())
        return self.isVisible() and focused

    def want(self, name: str) -> None:
        """Ask for what is to be done with the chosen visit."""
        if self.current is not None:
            self.act_wanted.emit(name, self.current)

    # -- reading --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._apply_look()  # what scrolls has lost its fonts as it was polished
        if self._is_stale:
            self.reload()

    def forget(self) -> None:
        """Another person is at the desk."""
        self._is_stale = True

    @Slot()
    def reload(self) -> None:
        """Read the list again; the chosen visit stays, or the one that took its place."""
        self._is_stale = False
        self._runner.run_read(
            list_rebookings, initiator=self, on_done=self._on_read, latest="rebookings"
        )

    def _on_read(self, found: Sequence[Rebooking]) -> None:
        kept, row = self.current, max(self.list.currentIndex().row(), 0)
        self.found = tuple(found)
        now = self._clock()
        self.model.show_rows([row_of(one, now, self._zone) for one in found])
        self.counted.emit(len(found))
        overdue = sum(one.due_at <= now for one in found)
        people = "1 person is" if len(found) == 1 else f"{len(found)} people are"
        late = f", {overdue} overdue" if overdue else ""
        self.words.setText(f"{people} to be asked{late}." if found else "")
        self._pages.setCurrentIndex(1 if found else 0)
        if not found:
            return
        ids = [one.id for one in self.found]
        place = ids.index(kept.id) if kept is not None and kept.id in ids else row
        self.list.setCurrentIndex(self.model.index(min(place, len(ids) - 1)))
        self._on_current_changed()

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        kinds = ("rebooking", "appointment", "day")
        if not any(changes.touches(kind) for kind in kinds):
            return
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, *_places: object) -> None:
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
        self.chosen.emit(one)

    @Slot()
    def _apply_look(self) -> None:
        self.heading.setFont(self._look.font("section"))
        self.say_head.setFont(self._look.font("label"))
        self.say_words.setFont(self._look.font("voiceLarge"))
        self.reach.setFont(self._look.font("bodyStrong"))
        self._detail.setFixedWidth(self._look.px(DETAIL_PX))


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
