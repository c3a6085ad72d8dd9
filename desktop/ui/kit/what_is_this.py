"""What is this (Shift+F1): the thing that has the focus, said in words beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWhatsThis, QWidget

NOTHING = "Nothing is chosen here. F1 lists the keys of this place."


def say_what_it_is() -> None:
    """Show what the thing with the focus is until the next key or click, and read it out."""
    focus = QApplication.focusWidget()
    if focus is None:
        return
    words = describe(focus)
    place = _place_of(focus)
    QWhatsThis.showText(QPoint(place.center().x(), place.bottom()), words, focus)
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(focus, words))


def describe(widget: QWidget) -> str:
    """Return what a screen reader would say of it: what it is, what is chosen in it, what is wrong.

    The tooltip of a thing without words says what it does.
    """
    said = [widget.accessibleName(), _chosen_in(widget), widget.accessibleDescription()]
    tip = widget.toolTip()
    if tip and not any(tip in one for one in said):
        said.append(tip)
    lines = [one.strip().rstrip(".") for one in said if one.strip()]
    return ". ".join(dict.fromkeys(lines)) + "." if lines else NOTHING


def _place_of(widget: QWidget) -> QRect:
    """Return where on the screen the thing is: what is chosen in it, or the whole of it."""
    if isinstance(widget, QAbstractItemView):
        inside, row = widget.viewport(), widget.visualRect(widget.currentIndex())
        if not row.isEmpty():
            return QRect(inside.mapToGlobal(row.topLeft()), row.size())
    interface: Any = QAccessible.queryAccessibleInterface(widget)
    chosen = interface.focusChild() if interface is not None else None
    if chosen is not None and not chosen.rect().isEmpty():
        return QRect(chosen.rect())
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _chosen_in(widget: QWidget) -> str:
    """Return what is chosen in a list, a table or the diary."""
    if isinstance(widget, QAbstractItemView):
        index = widget.currentIndex()
        roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
        return next((str(said) for role in roles if (said := index.data(role))), "")
    interface: Any = QAccessible.queryAccessibleInterface(widget)  # None where there is none
    chosen = interface.focusChild() if interface is not None else None
    if chosen is None or chosen.object() is widget:
        return ""
    return str(chosen.text(QAccessible.Text.Name))
