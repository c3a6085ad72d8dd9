"""What scrolls up and down, and only where it has to."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(
    inside: QWidget, parent: QWidget, *, name: str = "", is_framed: bool = False
) -> QScrollArea:
    """Return what scrolls a part as wide as itself; the focus is for what stands in it."""
    area = QScrollArea(parent)
    area.setObjectName(name)
    if not is_framed:
        area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


class LeastHigh(QWidget):
    """What is scrolled only where its least height is more than there is."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout else -1


def clear_scrolled(inside: QWidget, name: str, parent: QWidget) -> QScrollArea:
    """Return the same with a frame, through which what lies under it is seen."""
    area = scrolled(inside, parent, name=name, is_framed=True)
    for part in (inside, area.viewport()):
        part.setAutoFillBackground(False)
    return area


def show_in_scroll(widget: QWidget, part: QWidget | None = None) -> None:
    """Scroll to a widget, or to a part of it, where it is in something that scrolls."""
    scroll = _scroll_of(widget)
    if scroll is not None:
        scroll.ensureWidgetVisible(part or widget)


def show_top_in_scroll(widget: QWidget) -> None:
    """Scroll to a widget; of one higher than what can be seen the top is shown."""
    scroll = _scroll_of(widget)
    if scroll is None:
        return
    inside = scroll.widget()
    scroll.ensureWidgetVisible(widget)
    if inside is not None and widget.height() > scroll.viewport().height():
        scroll.verticalScrollBar().setValue(widget.mapTo(inside, QPoint(0, 0)).y())


def _scroll_of(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent
