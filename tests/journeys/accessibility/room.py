"""Room for what is written: no words cut, nothing over anything else, targets large enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from desktop.ui.kit.elided_label import ElidedLabel
from desktop.ui.kit.focus_ring import FocusRing
from desktop.ui.kit.scrim import Scrim
from tests.journeys.accessibility.naming import is_control, said_by

_MNEMONIC = re.compile(r"&(.)")
LEAST_TARGET = 24
SLACK = 1
"""Half pixels are rounded."""

ELIDING = (ElidedLabel,)
"""What may end in …; the whole is in its tooltip and its name. Painted rows and cells are theirs
to keep: their sentence is the row's accessible text."""

OVERLAYS = (FocusRing, Scrim)
"""What lies over other widgets on purpose."""


def _words_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return ""


def width_faults(widget: QWidget) -> Iterator[str]:
    """Yield words that have less room than their font's metrics want."""
    if isinstance(widget, ELIDING):
        yield from _elided_faults(widget)
    elif isinstance(widget, QLabel):
        yield from _label_faults(widget)
    elif isinstance(widget, QPushButton | QToolButton | QCheckBox | QRadioButton):
        wanted = widget.sizeHint()
        if widget.width() + SLACK < wanted.width():
            yield _says(widget, widget.width(), wanted.width(), "wide")
        if _words_of(widget) and widget.height() + SLACK < widget.fontMetrics().height():
            yield _says(widget, widget.height(), widget.fontMetrics().height(), "high")
    elif isinstance(widget, QComboBox):
        yield from _combo_faults(widget)
    elif isinstance(widget, QLineEdit):
        yield from _line_faults(widget)


def _says(widget: QWidget, there: int, wanted: int, way: str) -> str:
    words = _words_of(widget) or widget.accessibleName()
    return f"{said_by(widget)} “{words[:60]}” is {there} px {way}, wants {wanted}"


def _elided_faults(label: QLabel) -> Iterator[str]:
    whole = label.text()
    if label.fontMetrics().horizontalAdvance(whole) <= label.width():
        return
    if label.toolTip() != whole or label.accessibleName() != whole:
        yield f"{said_by(label)} “{whole[:60]}” is cut and not whole in tooltip and name"


def _label_faults(label: QLabel) -> Iterator[str]:
    if not label.text() or label.textFormat() == Qt.TextFormat.RichText:
        return
    margins = 2 * label.margin()
    room = label.contentsRect()
    if label.wordWrap():
        wanted = label.heightForWidth(label.width())
        if label.height() + SLACK < wanted:
            yield _says(label, label.height(), wanted, "high")
        widest = max(_width(label.fontMetrics(), word) for word in label.text().split() or [""])
        if room.width() - margins + SLACK < widest and "\u200b" not in label.text():
            yield _says(label, room.width(), widest, "wide (a word)")
        return
    wanted = max(_width(label.fontMetrics(), line) for line in _lines(label))
    if room.width() - margins + SLACK < wanted:
        yield _says(label, room.width() - margins, wanted, "wide")
    high = label.fontMetrics().height()
    if label.height() + SLACK < high:
        yield _says(label, label.height(), high, "high")


def _lines(label: QLabel) -> list[str]:
    text = label.text()
    if label.textFormat() == Qt.TextFormat.AutoText and "<" in text:
        document = QTextDocument()
        document.setHtml(text)
        text = document.toPlainText()
    if label.buddy() is not None:
        text = _MNEMONIC.sub(r"\1", text)
    return text.split("\n")


def _width(metrics: QFontMetrics, words: str) -> int:
    return metrics.horizontalAdvance(words)


def _combo_faults(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    wanted = _width(box.fontMetrics(), box.currentText())
    if field.width() + SLACK < wanted and box.toolTip() != box.currentText():
        yield _says(box, field.width(), wanted, f"wide for “{box.currentText()}”")
    if box.height() + SLACK < box.fontMetrics().height():
        yield _says(box, box.height(), box.fontMetrics().height(), "high")


def _line_faults(edit: QLineEdit) -> Iterator[str]:
    margins = edit.textMargins().left() + edit.textMargins().right() + 4
    wanted = _width(edit.fontMetrics(), edit.placeholderText())
    if not edit.text() and edit.contentsRect().width() - margins + SLACK < wanted:
        yield _says(edit, edit.contentsRect().width() - margins, wanted, "wide (placeholder)")
    if edit.height() + SLACK < edit.fontMetrics().height():
        yield _says(edit, edit.height(), edit.fontMetrics().height(), "high")


def place_faults(widget: QWidget) -> Iterator[str]:
    """Yield a widget cut by what it stands in, or wider than what scrolls only up and down."""
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or isinstance(widget, OVERLAYS):
        return
    if widget.objectName().startswith("qt_") or parent.objectName().startswith("qt_tab"):
        return
    area = parent.parentWidget()
    if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
        off = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if isinstance(area, QScrollArea) and off and widget.width() > parent.width() + SLACK:
            yield f"{said_by(widget)} is {widget.width() - parent.width()} px wider than its place"
        return
    over = _over(widget.geometry(), parent.rect())
    if over and not widget.size().isEmpty():
        yield f"{said_by(widget)} “{_words_of(widget)[:40]}” is cut by its parent: {over}"


def _over(inner: QRect, outer: QRect) -> str:
    sides = {
        "left": outer.left() - inner.left(),
        "right": inner.right() - outer.right(),
        "top": outer.top() - inner.top(),
        "bottom": inner.bottom() - outer.bottom(),
    }
    return ", ".join(f"{side} {by} px" for side, by in sides.items() if by > SLACK)


def overlap_faults(parent: QWidget) -> Iterator[str]:
    """Yield the widgets a layout has put one over another for want of room."""
    layout = parent.layout()
    if layout is None:
        return
    placed = [
        one
        for one in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if one.isVisible() and not one.isWindow() and not isinstance(one, OVERLAYS)
        if layout.indexOf(one) >= 0 or any(True for _ in _in_layouts(layout, one))
    ]
    for place, first in enumerate(placed):
        for second in placed[place + 1 :]:
            both = first.geometry() & second.geometry()
            if both.width() > SLACK and both.height() > SLACK:
                yield f"{said_by(first)} and {said_by(second)} overlap by {both.size().toTuple()}"


def _in_layouts(layout: object, widget: QWidget) -> Iterator[bool]:
    for place in range(layout.count()):  # type: ignore[attr-defined]  # a QLayout
        item = layout.itemAt(place)  # type: ignore[attr-defined]
        inner = item.layout()
        if item.widget() is widget:
            yield True
        elif inner is not None:
            yield from _in_layouts(inner, widget)


def target_faults(widget: QWidget) -> Iterator[str]:
    """Yield a control that is smaller than 24 by 24 px, its label counted in."""
    if not is_control(widget) or isinstance(widget, QAbstractScrollArea):
        return
    if min(widget.width(), widget.height()) < LEAST_TARGET:
        yield f"{said_by(widget)} is a target of {widget.width()} by {widget.height()} px"


def is_seen(widget: QWidget) -> bool:
    """Whether any of it is on screen: a place of no size shows nothing."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
