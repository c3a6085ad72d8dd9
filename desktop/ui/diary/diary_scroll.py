"""Where the diary scrolls to: a cell with a row around it, or now one third down."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QAbstractScrollArea

from desktop.ui.diary.diary_layout import CellBox, DayLayout

RING = 4
"""Pixels a focus ring reaches beyond its cell."""


def reveal(view: QAbstractScrollArea, layout: DayLayout, box: CellBox, row: int) -> None:
    """Scroll so that the cell and a row around it are in sight."""
    down, across = view.verticalScrollBar(), view.horizontalScrollBar()
    size = view.viewport().size()
    top, bottom = box.rect.top() - row - RING, box.rect.bottom() + row + RING
    if top < down.value() or bottom - top > size.height():
        down.setValue(top)
    elif bottom > down.value() + size.height():
        down.setValue(bottom - size.height())
    left, right = layout.column_x(box.column), box.rect.right() + RING
    if left < across.value():
        across.setValue(left)
    elif right > across.value() + size.width():
        across.setValue(right - size.width())


def scroll_to_now(view: QAbstractScrollArea, layout: DayLayout, now: datetime) -> None:
    """Scroll a day that opens: now one third down, or to the first session on another day."""
    at = 0
    if layout.start_at <= now <= layout.end_at:
        at = layout.y_of(now) - view.viewport().height() // 3
    view.horizontalScrollBar().setValue(0)
    view.verticalScrollBar().setValue(at)
