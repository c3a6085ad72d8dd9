"""Where the diary scrolls to: a cell with a row around it, or now one third down."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QAbstractScrollArea

from desktop.ui.diary.diary_layout import CellBox, DayLayout, Measures
from desktop.ui.diary.diary_words import NO_SESSION
from desktop.ui.kit.look import Look

WEEK_MIN_PERCENT = 61
"""How wide a day of a week is at least, of a column of a day: the whole week in sight."""
RING = 4
"""Pixels a focus ring reaches beyond its cell."""


def measures_of(look: Look) -> Measures:
    """Return the sizes of the grid in a look."""
    body = look.metrics("body").height()
    least = look.layout("columnMin")
    return Measures(
        per_minute=look.row_height("diaryPer10Min", padding=8) / 10,
        column_min=least,
        column_ideal=look.layout("columnIdeal"),
        column_max=look.layout("columnMax"),
        least_cell=max(24, look.metrics("bodyStrong").height() + 8),
        foot=body + look.px(12),
        week_min=least * WEEK_MIN_PERCENT // 100,
        no_session=look.metrics("caption").horizontalAdvance(NO_SESSION) + look.px(18),
    )


def set_scroll_ranges(view: QAbstractScrollArea, layout: DayLayout | None, line: int) -> None:
    """Let the bars reach over all that is laid out; one step down is a line."""
    size = view.viewport().size()
    across, down = view.horizontalScrollBar(), view.verticalScrollBar()
    across.setRange(0, max((layout.width if layout else 0) - size.width(), 0))
    across.setPageStep(size.width())
    across.setSingleStep(layout.column_width if layout else 20)
    down.setRange(0, max((layout.height if layout else 0) - size.height(), 0))
    down.setPageStep(size.height())
    down.setSingleStep(line)


def reveal(view: QAbstractScrollArea, layout: DayLayout, box: CellBox, row: int) -> None:
    """Scroll so that the cell and a row around it are in sight, from the edge of a column on."""
    down, across = view.verticalScrollBar(), view.horizontalScrollBar()
    size = view.viewport().size()
    top, bottom = box.rect.top() - row - RING, box.rect.bottom() + row + RING
    if top < down.value() or bottom - top > size.height():
        down.setValue(top)
    elif bottom > down.value() + size.height():
        down.setValue(bottom - size.height())
    left, right = layout.lefts[box.column : box.column + 2]
    if left < across.value():
        across.setValue(left)
    elif right > across.value() + size.width():
        least = right - size.width()
        across.setValue(next(edge for edge in layout.lefts if edge >= least))


def was_in_sight(view: QAbstractScrollArea, box: CellBox, height: int) -> bool:
    """Return whether a cell was seen whole while the viewport was so high."""
    top = box.rect.top() - view.verticalScrollBar().value()
    return top >= 0 and top + box.rect.height() <= height


def scroll_to_now(view: QAbstractScrollArea, layout: DayLayout, now: datetime) -> None:
    """Scroll a day that opens: now one third down, or to the first session on another day."""
    at = 0
    here = layout.columns_of(now)
    if here:
        at = layout.y_of(now, here.start) - view.viewport().height() // 3
    view.horizontalScrollBar().setValue(0)
    view.verticalScrollBar().setValue(at)
