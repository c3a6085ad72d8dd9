"""What stands around the diary's cells: bar, column heads, times, scroll bars."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.diary.diary_layout import DayLayout
from desktop.ui.diary.diary_scroll import set_scroll_ranges

if TYPE_CHECKING:
    from desktop.ui.diary.diary_view import DiaryView


class DiaryFrame:
    """Gives the strips around a diary's viewport their place, and the bars their range."""

    def __init__(self, view: DiaryView):
        self._view = view
        self._bar: QWidget | None = None
        self._below_axis = QWidget(view)  # the bar below begins where the columns do
        self._below_axis.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        view.addScrollBarWidget(self._below_axis, Qt.AlignmentFlag.AlignLeft)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_bar(self, bar: QWidget | None) -> None:
        """Put a bar above the column heads, or take it away."""
        if self._bar is not None:
            self._bar.hide()
        self._bar = bar
        if bar is not None:
            bar.setParent(self._view)
            bar.show()

    @property
    def bar_height(self) -> int:
        """How much the bar above the heads takes."""
        return 0 if self._bar is None else self._bar.sizeHint().height()

    def give_axis_room(self) -> None:
        """Let the columns begin beside the times."""
        view = self._view
        view.heads.axis_width = axis = view.axis.width_wanted()
        view.setViewportMargins(axis, view.viewportMargins().top(), 0, 0)
        self._below_axis.setFixedWidth(axis)

    def show_day(self, layout: DayLayout | None, now: datetime | None) -> None:
        """Show the heads and times of a day."""
        for strip in (self._view.heads, self._view.axis):
            strip.show_day(layout, now)

    def settle(self, layout: DayLayout | None) -> None:
        """Place the strips and let the bars come or go at once, not when events are next sent."""
        view = self._view
        self.place_strips()
        set_scroll_ranges(view, layout, view.look.px(24))
        self.follow_scroll()
        view.setViewportMargins(view.viewportMargins())

    def place_strips(self) -> None:
        """Place bar, heads and times around the viewport."""
        view = self._view
        axis, head, bar = view.axis.width_wanted(), view.heads.height_wanted(), self.bar_height
        view.setViewportMargins(axis, head + bar, 0, 0)
        if self._bar is not None:
            self._bar.setGeometry(0, 0, axis + view.viewport().width(), bar)
        view.heads.setGeometry(0, bar, axis + view.viewport().width(), head)
        view.axis.setGeometry(0, bar + head, axis, view.viewport().height())
        view.states.place(view.viewport().geometry())

    def follow_scroll(self) -> None:
        """Scroll heads and times along."""
        view = self._view
        across, down = view.horizontalScrollBar().value(), view.verticalScrollBar().value()
        if view.heads.scrolled != across:
            view.heads.scrolled = across
            view.heads.update()
        if view.axis.scrolled != down:
            view.axis.scrolled = down
            view.axis.update()
