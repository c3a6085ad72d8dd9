"""The Tab key goes region by region, also through what features put into them later."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def tab_stops(window: QWidget, regions: Sequence[QWidget]) -> list[QWidget]:
    """Return what Tab reaches, in the order of the regions; inside one, in Qt's own order."""
    stops = []
    one = window.nextInFocusChain()
    while one is not None and one is not window:
        if _is_stop(one):
            stops.append(one)
        one = one.nextInFocusChain()
    return sorted(stops, key=lambda stop: _place(stop, regions))


def go_to_next(window: QWidget, regions: Sequence[QWidget], *, forward: bool) -> bool:
    """Move the focus one stop on, or back; False when there is none."""
    stops = tab_stops(window, regions)
    if not stops:
        return False
    focus = QApplication.focusWidget()
    step = 1 if forward else -1
    place = stops.index(focus) + step if focus in stops else (0 if forward else -1)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[place % len(stops)].setFocus(reason)
    return True


def tab_after(stop: QWidget, part: QWidget) -> None:
    """Let Tab go from a stop into a part that was put into the window later."""
    inside = []
    one = stop.nextInFocusChain()
    while one is not None and one is not stop:
        if part.isAncestorOf(one) and one.focusPolicy() != Qt.FocusPolicy.NoFocus:
            inside.append(one)
        one = one.nextInFocusChain()
    for one in inside:
        QWidget.setTabOrder(stop, one)
        stop = one


def _is_stop(one: QWidget) -> bool:
    policy = one.focusPolicy()
    wanted = Qt.FocusPolicy.TabFocus
    return bool(
        (policy & wanted) == wanted
        and one.isVisible()
        and one.isEnabled()
        and one.focusProxy() is None
        and not one.isWindow()
    )


def _place(stop: QWidget, regions: Sequence[QWidget]) -> int:
    for number, region in enumerate(regions):
        if region is stop or region.isAncestorOf(stop):
            return number
    return len(regions)


def first_stop(region: QWidget) -> QWidget | None:
    """Return the first of a region that Tab goes to, None where there is none."""
    if region.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return region
    for widget in region.findChildren(QWidget):
        stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if stop and widget.isVisible() and widget.isEnabled():
            return widget
    return None
