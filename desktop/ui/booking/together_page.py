"""How pages of several visits are laid out: what is asked, the list, the details beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of
from desktop.ui.booking.ask_bar import AskBar
from desktop.ui.booking.held_chip import HeldChip
from desktop.ui.booking.visit_fields import Draft, VisitFields
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import LeastHigh, clear_scrolled
from desktop.ui.kit.spoken_rows import SpokenRows
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.visit_rows import VisitRow, VisitRowDelegate
from desktop.ui.runner import Runner

STACKED_BELOW = 760
RING = 5
"""Room round what is scrolled for the focus ring."""


class TogetherPage(QWidget):
    """The base: a subclass has what is asked, fills the rows, and books.

    Signals: ``booked(visits)``; ``closed()``.
    """

    booked = Signal(object)
    closed = Signal()
    leaves: ClassVar[bool] = False
    """Whether Space leaves a row for later."""

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        name: str,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("namesItsPerson", True)
        self._runner, self._look, self._clock = runner, look, clock
        self._zone = "Europe/London"
        self._card: PatientCard | None = None
        self._outline: PracticeOutline | None = None
        self._is_booking = False
        self._inside = LeastHigh(self)
        self.title = QLabel(self)
        self.title.setObjectName(f"{name}_title")
        self.words = QLabel(self._inside)
        self.words.setObjectName(f"{name}_words")
        self.words.setProperty("tone", "text2")
        for label in (self.title, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.model = SpokenRows[VisitRow](self)
        self.list = QListView(self._inside)
        self.empty = EmptyState(look, "calendar-blank", self._inside)
        self.fields = VisitFields(look, self._inside, name=name)
        self.say_head = QLabel("Words to say", self._inside)
        self.say = QLabel(self._inside)
        self.ask = AskBar(look, f"{name}_ask", self)
        self.hold_bar = AskBar(look, f"{name}_hold_bar", self)
        self.hold_bar.yes.set_kind("outlined")
        self.held = HeldChip(look, self)
        self.held.setObjectName(f"{name}_held")
        self.book_button = KeyButton(
            look, "Book", key="Enter", icon="calendar-check", kind="primary",
            name=f"{name}_book", parent=self,
        )  # fmt: skip
        self.close_button = KeyButton(look, "Close", key="Esc", name=f"{name}_close", parent=self)
        self._build_list(name)
        self.book_button.clicked.connect(self.book)
        self.close_button.clicked.connect(self.close_page)
        self.ask.changed.connect(self._show_green)
        for bar in (self.ask, self.hold_bar):
            bar.left.connect(self._on_ask_left)

    def _on_ask_left(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)  # else it goes to the search box

    # -- what a subclass says -------------------------------------------------------------------

    def book(self) -> None:
        """Book what is shown."""
        raise NotImplementedError

    def choose(self, number: int) -> None:
        """Take what a figure means, from 1."""
        raise NotImplementedError

    def leave(self) -> None:
        """Space on the list, or on a box beside it."""

    def settle_then(self, call: Callable[[], None]) -> None:
        """Call once the rows answer what is asked."""
        raise NotImplementedError

    @property
    def asked_inputs(self) -> tuple[QWidget, ...]:
        """What is asked, in the order it stands."""
        raise NotImplementedError

    # -- opening and closing --------------------------------------------------------------------

    def open_page(self, card: PatientCard, outline: PracticeOutline, draft: Draft | None) -> None:
        """Begin for a person, with what was typed of the visit already."""
        self._card, self._outline = card, outline
        self._zone = outline.practice.zone
        self._is_booking = False
        self.ask.clear()
        self.hold_bar.clear()
        self.fields.show_person(card, draft)

    def close_page(self) -> None:
        """Close; nothing has been booked, what was held is let go."""
        self._card = None
        self.closed.emit()

    def is_open_for(self, card: PatientCard) -> bool:
        """Whether visits of this person are being looked for."""
        return self._card is not None and self._card.id == card.id and not self.isHidden()

    @property
    def _today(self) -> date:
        return date_of(self._clock(), self._zone)

    # -- the list -------------------------------------------------------------------------------

    @property
    def row(self) -> int:
        """The chosen row, -1 for none."""
        return self.list.currentIndex().row()

    def go(self, step: int) -> None:
        """Choose another row."""
        self.go_to(min(max(self.row + step, 0), self.model.rowCount() - 1))

    def go_to(self, row: int) -> None:
        """Choose a row, if it is there."""
        index = self.model.index(row, 0)
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flags)
            self.list.scrollTo(index)

    def go_to_list(self) -> None:
        """Go from what is asked to the rows, once they are there."""
        self.settle_then(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))

    def show_rows(self, rows: Sequence[VisitRow], kept: int) -> None:
        """Show the rows; one of them stays chosen."""
        self.model.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.book_button.setEnabled(bool(rows))
        if rows:
            self.go_to(min(max(kept, 0), len(rows) - 1))
        self._fit()

    # -- building -------------------------------------------------------------------------------

    def _build_list(self, name: str) -> None:
        self.list.setObjectName(f"{name}_list")
        self.list.setModel(self.model)
        self.list.setItemDelegate(VisitRowDelegate(self._look, self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.empty.hide()
        self.say.setObjectName(f"{name}_say")
        self.say.setProperty("kind", "toSay")
        self.say.setWordWrap(True)
        self.say.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _lay_out(self, asked: QWidget, side: Sequence[QWidget], buttons: Sequence[QWidget]) -> None:
        look = self._look
        self._side = QWidget(self._inside)
        beside = QVBoxLayout(self._side)
        margin = look.px(12)
        beside.setContentsMargins(margin, look.px(8), margin, look.px(8))
        beside.setSpacing(look.px(8))
        for part in (*side, self.say_head, self.say, self.fields):
            beside.addWidget(part)
        beside.addStretch(1)
        self._side_scroll = clear_scrolled(self._side, f"{self.objectName()}_side", self._inside)
        self._side_scroll.setProperty("kind", "card")
        rows = QWidget(self._inside)
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(RING, RING, RING, RING)
        inner.setSpacing(look.px(8))
        inner.addWidget(self.words)
        inner.addWidget(asked)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(look.px(16))
        inner.addLayout(self._sides, 1)
        self._sides.addWidget(rows, 1)
        self._sides.addWidget(self._side_scroll, 1)
        self._scroll = clear_scrolled(self._inside, f"{self.objectName()}_scroll", self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._foot = ButtonRow(
            (self.book_button, *buttons, self.close_button), spacing=look.px(8), parent=self
        )
        whole = QVBoxLayout(self)
        edge = look.px(16) - RING
        whole.setContentsMargins(edge, look.px(10), edge, look.px(10))
        whole.setSpacing(look.px(8))
        head = QHBoxLayout()
        head.setContentsMargins(RING, 0, RING, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.held)
        whole.addLayout(head)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self.hold_bar)
        whole.addWidget(self.ask)
        foot = QHBoxLayout()
        foot.setContentsMargins(RING, 0, RING, 0)
        foot.addWidget(self._foot, 1)
        whole.addLayout(foot)
        self._look.changed.connect(self._apply_look)
        self._apply_look()

    def _set_tab_order(self, side: Sequence[QWidget], buttons: Sequence[QWidget]) -> None:
        order = [
            *self.asked_inputs,
            self.list,
            *side,
            *self.fields.inputs(),
            self.hold_bar.yes,
            self.ask.why,
            self.ask.yes,
            self.ask.no,
            self.book_button,
            *buttons,
            self.close_button,
        ]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_whole(self, field: QWidget) -> None:
        """Scroll so that a field which got the focus is seen."""
        for area, inside in ((self._side_scroll, self._side), (self._scroll, self._inside)):
            if inside.isAncestorOf(field):
                area.ensureWidgetVisible(field, 0, self._look.px(24))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._apply_look()  # what scrolls has lost its fonts as it was polished

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Stand one below the other where there is little room; then all is scrolled as one."""
        if not hasattr(self, "_sides"):
            return
        look = self._look
        self._fit_asked()
        stacked = self.width() < look.px(STACKED_BELOW)
        way = QBoxLayout.Direction
        self._sides.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        rows = self.model.rowCount() if stacked else min(self.model.rowCount(), 2)
        high = sum(self.list.sizeHintForRow(row) for row in range(rows))
        self.list.setMinimumHeight(max(high + 4, look.px(60)))
        policies = Qt.ScrollBarPolicy
        self.list.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if stacked else policies.ScrollBarAsNeeded
        )
        layout = self._side.layout()
        if stacked and layout is not None:
            width = self.width() - 2 * look.px(16) - 2 * RING
            high = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
            self._side_scroll.setMinimumHeight(high + 2 * self._side_scroll.frameWidth())
        else:
            self._side_scroll.setMinimumHeight(look.px(80))

    def _fit_asked(self) -> None:
        """Lay out what is asked for the width there is."""

    def _on_current_changed(self) -> None:
        QTimer.singleShot(0, self, self._fit)

    def _show_green(self) -> None:
        self.book_button.set_kind("plain" if self.ask.can_agree else "primary")

    def _apply_look(self) -> None:
        self.title.setFont(self._look.font("name"))
        self.say_head.setFont(self._look.font("label"))
        self.say.setFont(self._look.font("voiceLarge"))
        self._fit()
