"""How the booking form is laid out: times at the left, the visit at the right, keys at the foot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.booking.ask_bar import AskBar
from desktop.ui.booking.time_detail import TimeDetail
from desktop.ui.booking.times_pane import TimesPane
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import LeastHigh, clear_scrolled
from desktop.ui.kit.whole_label import WholeLabel
from desktop.ui.runner import Runner

STACKED_BELOW = 760
WIDE_FILTERS_FROM = 440
ROOMY_FROM = 900
WIDE_FROM = 1150
LOW_BELOW = 560
"""So low, in px at 100 %, there is no room for the fields and for what to say below them."""
RING = 5
"""Room round the scrolled part for the focus ring."""


class BookingPage(QWidget):
    """The parts of the form and where they stand.

    ``times_share`` is the times' part of the width, of 20, where there is room; ``words_first``
    puts what to say before the fields.

    Signals: ``arranged()`` when the room, or the look, is another.
    """

    arranged = Signal()
    times_share = 10
    words_first = False

    def __init__(
        self,
        runner: Runner,
        look: Look,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._look = look
        self.name_page()
        self.setProperty("namesItsPerson", True)
        self.title = WholeLabel(parent=self)
        self.title.setObjectName("booking_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.other_person = KeyButton(look, "Someone else", name="other_person", parent=self)
        self._inside = LeastHigh(self)
        self._is_stacked = False
        self.pane = self.build_pane(runner, clock, self._inside)
        self.detail = TimeDetail(look, self._inside)
        self.ask = AskBar(look, "ask_bar", self)
        self.hold_bar = AskBar(look, "hold_bar", self)
        self._build_buttons()
        self._lay_out()
        self._set_tab_order()
        self.hold_bar.yes.set_kind("outlined")
        self.ask.changed.connect(self._show_green)
        self.detail.installEventFilter(self)
        self.detail.fields.told.connect(self._on_fields_told)
        self.pane.row_chosen.connect(self._on_row_chosen)
        self._apply_look()
        look.changed.connect(self._apply_look)

    def name_page(self) -> None:
        """Say what page this is."""
        self.setObjectName("booking_form")
        self.setAccessibleName("Booking")

    def build_pane(
        self, runner: Runner, clock: Callable[[], datetime], parent: QWidget
    ) -> TimesPane:
        """Return the times with what narrows them."""
        return TimesPane(runner, self._look, clock, parent)

    def wishes(self) -> tuple[QWidget, ...]:
        """Return what narrows the times, in the order it is seen."""
        return self.pane.filters.inputs()

    @Slot()
    def _show_green(self) -> None:
        """Let one button be green: what the bar offers, else booking."""
        self.book_button.set_kind("plain" if self.ask.can_agree else "primary")

    def focus_first(self) -> None:
        """Go to the first field."""
        self.pane.filters.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._show_top)  # once everything has its place

    def _show_top(self) -> None:
        if self.pane.filters.kind.hasFocus():
            self._scroll.verticalScrollBar().setValue(0)

    def show_whole(self, field: QWidget) -> None:
        """Scroll so that a field which got the focus is seen."""
        for area, inside in (
            (self._detail_scroll, self.detail),
            (self._scroll, self._inside),
        ):
            if inside.isAncestorOf(field):
                area.ensureWidgetVisible(field, 0, self._look.px(24))

    def _on_fields_told(self, words: QLabel) -> None:
        QTimer.singleShot(0, self, lambda: self._show_told(words))  # once it has its place

    def _show_told(self, words: QLabel) -> None:
        """Scroll to what is wrong, and to its field where both have no room at once."""
        self.show_whole(words)
        focus = QApplication.focusWidget()
        if focus is not None:
            self.show_whole(focus)

    def _on_row_chosen(self) -> None:
        QTimer.singleShot(0, self, self._show_row)  # once the list has found its height

    def _show_row(self) -> None:
        """Scroll to a time that was chosen, where the times are not scrolled by themselves."""
        row = self.pane.list.visualRect(self.pane.list.currentIndex())
        middle = self.pane.list.viewport().mapTo(self._inside, row.center())
        self._scroll.ensureVisible(middle.x(), middle.y(), 0, row.height() // 2 + RING)

    def _build_buttons(self) -> None:
        look = self._look
        self.book_button = KeyButton(
            look,
            "Book it",
            key="Enter",
            icon="calendar-check",
            kind="primary",
            name="book_button",
            parent=self,
        )
        self.next_button = KeyButton(
            look, "Next time", key="↓", name="next_time_button", parent=self
        )
        self.close_button = KeyButton(look, "Close", key="Esc", name="let_go_button", parent=self)

    def _lay_out(self) -> None:
        look = self._look
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        beside = QWidget(self)
        beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._beside_title = QHBoxLayout(beside)
        self._beside_title.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.title)
        head.addWidget(beside, 1)
        head.addWidget(self.other_person)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._inside)
        self._sides.setContentsMargins(RING, RING, RING, RING)
        self._sides.setSpacing(look.px(16))
        margin = look.px(12)
        self.detail.setContentsMargins(margin, look.px(8), margin, look.px(8))
        self._detail_scroll = clear_scrolled(self.detail, "booking_detail", self._inside)
        self._detail_scroll.setProperty("kind", "card")
        self._sides.addWidget(self.pane, 1)
        self._sides.addWidget(self._detail_scroll, 1)
        self._scroll = clear_scrolled(self._inside, "booking_scroll", self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._foot = foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addStretch(1)
        for button in (self.book_button, self.next_button, self.close_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        side = look.px(16) - RING
        column.setContentsMargins(side, look.px(10), side, look.px(10))
        for row in (head, foot):
            row.setContentsMargins(RING, 0, RING, 0)
        column.setSpacing(look.px(8))
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.hold_bar)
        column.addWidget(self.ask)
        column.addLayout(foot)

    def put_beside_title(self, widget: QWidget) -> None:
        """Let something take the room that the title leaves."""
        self._beside_title.addWidget(widget)

    def _set_tab_order(self) -> None:
        """Follow the eye: what narrows the times, the times, the visit (Alt+R: its reason)."""
        order: list[QWidget] = [
            *self.wishes(),
            *self.pane.order.inputs(),
            self.pane.list,
            self.pane.more,
            self.pane.none_suit,
            self.detail.needs,
            *self.detail.fields.inputs(),
            self.hold_bar.yes,
            self.ask.why,
            self.ask.yes,
            self.ask.no,
            self.book_button,
            self.next_button,
            self.close_button,
            self.other_person,
        ]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        QTimer.singleShot(0, self, self._show_focus)  # once everything has its place

    def _show_focus(self) -> None:
        """Keep the field being typed in in sight, where something took room from the form."""
        focus = QApplication.focusWidget()
        if focus is not None and self.detail.isAncestorOf(focus):
            self.show_whole(focus)

    def _arrange(self) -> None:
        look = self._look
        direction = QBoxLayout.Direction
        stacked = self.width() < look.px(STACKED_BELOW)
        self._sides.setDirection(direction.TopToBottom if stacked else direction.LeftToRight)
        # In little room the times need more of it: what narrows them stays in two rows.
        share = 10 if self.width() >= look.px(ROOMY_FROM) else 11
        if self.width() >= look.px(WIDE_FROM):
            share = self.times_share
        self._sides.setStretch(0, share)
        self._sides.setStretch(1, 20 - share)
        left = self.width() if stacked else self.width() * share // 20
        if self.pane.filters.set_wide(left >= look.px(WIDE_FILTERS_FROM)):
            self._set_tab_order()
        self.pane.show_whole_list(stacked)
        self._is_stacked = stacked
        is_low = self.height() < look.px(LOW_BELOW)
        self.detail.put_words_first(self.words_first or stacked or is_low)
        if stacked:  # in sight wherever the form is scrolled to
            self._foot.insertWidget(0, self.detail.held)
        else:
            self.detail.take_held()
        self.detail.fit_others()
        self._fit_detail()
        self.arranged.emit()

    def _fit_detail(self) -> None:
        """Below the times the visit is as high as its words: nothing is scrolled twice."""
        layout, area = self.detail.layout(), self._detail_scroll
        if layout is None or not self._is_stacked:
            area.setMinimumHeight(self._look.px(60))
            return
        edge = 2 * area.frameWidth()
        whole = layout.totalHeightForWidth(self.width() - 2 * self._look.px(16) - edge)
        area.setMinimumHeight(max(whole, layout.totalMinimumSize().height()) + edge)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.detail and event.type() is QEvent.Type.LayoutRequest:
            self._fit_detail()
        return super().eventFilter(watched, event)

    def _apply_look(self) -> None:
        self.title.setFont(self._look.font("name"))
        self._arrange()
