"""Room for what is written: no words cut, nothing over anything else, targets large enough."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from desktop.ui.diary.diary_heads import Heads
from desktop.ui.kit.focus_ring import FocusRing
from desktop.ui.kit.scrim import Scrim
from tests.journeys.accessibility.naming import is_control, said_by

_MNEMONIC = re.compile(r"&(.)")
LEAST_TARGET = 24
SLACK = 1
"""Half pixels are rounded."""

CHIPS = frozenset({"NeedChip"})
"""What may end in … beside painted cells and rows: the whole is in its tooltip and its name. Cells
and rows say theirs in the row's accessible text."""

OVERLAYS = (FocusRing, Scrim)
"""What lies over other widgets on purpose."""


def _words_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return ""


def width_faults(widget: QWidget) -> Iterator[str]:
    """Yield words that have less room than their font's metrics want."""
    for kind, faults in _MEASURED:
        if isinstance(widget, kind):
            yield from faults(widget)
            return


def _button_faults(button: QAbstractButton) -> Iterator[str]:
    wanted, high = button.sizeHint().width(), button.fontMetrics().height()
    if button.width() + SLACK < wanted:
        yield _says(button, button.width(), wanted, "wide")
    if button.text() and button.height() + SLACK < high:
        yield _says(button, button.height(), high, "high")


def _figure_faults(box: QAbstractSpinBox) -> Iterator[str]:
    edit = box.findChild(QLineEdit)
    assert edit is not None
    wanted, margins = _width(box.fontMetrics(), box.text()), edit.textMargins()
    room = edit.contentsRect().width() - margins.left() - margins.right()
    if room + SLACK < wanted:
        yield _says(box, room, wanted, f"wide for “{box.text()}”")


def _head_faults(heads: Heads) -> Iterator[str]:
    for words in heads.drawn_words():
        if "…" in words:
            yield f"{said_by(heads)} draws “{words}”"


def _says(widget: QWidget, there: int, wanted: int, way: str) -> str:
    words = _words_of(widget) or widget.accessibleName()
    return f"{said_by(widget)} “{words[:60]}” is {there} px {way}, wants {wanted}"


def _label_faults(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text:
        return
    if "…" in text and type(label.parentWidget()).__name__ in CHIPS:
        whole = label.toolTip()
        if not whole or "…" in whole or label.accessibleName() != whole:
            yield f"{said_by(label)} “{text[:60]}” is cut and not whole in tooltip and name"
    document = _document(label) if _is_rich(label) else None
    margins = 2 * label.margin()
    room = label.contentsRect().width() - margins
    if label.wordWrap():
        wanted = label.heightForWidth(label.width())
        if label.height() + SLACK < wanted:
            yield _says(label, label.height(), wanted, "high")
        plain = document.toPlainText() if document else text
        widest = max(_width(label.fontMetrics(), word) for word in plain.split() or [""])
        if room + SLACK < widest and "\u200b" not in text:
            yield _says(label, room, widest, "wide (a word)")
        return
    wide, high = _size_of(label, document)
    if room + SLACK < wide:
        yield _says(label, room, wide, "wide")
    if label.height() + SLACK < high:
        yield _says(label, label.height(), high, "high")


def _is_rich(label: QLabel) -> bool:
    rich = label.textFormat() == Qt.TextFormat.RichText
    return rich or (label.textFormat() == Qt.TextFormat.AutoText and "<" in label.text())


def _document(label: QLabel) -> QTextDocument:
    """Return rich words as the label lays them out: bold parts are wider than plain ones."""
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(label.font())
    document.setHtml(label.text())
    return document


def _size_of(label: QLabel, document: QTextDocument | None) -> tuple[int, int]:
    """Return the room the words of a label want that does not wrap."""
    if document is not None:
        return math.ceil(document.idealWidth()), math.ceil(document.size().height())
    text = _MNEMONIC.sub(r"\1", label.text()) if label.buddy() is not None else label.text()
    lines = text.split("\n")
    metrics = label.fontMetrics()
    return max(_width(metrics, line) for line in lines), metrics.height()


def _header_faults(header: QHeaderView) -> Iterator[str]:
    if header.orientation() is not Qt.Orientation.Horizontal or header.model() is None:
        return
    for section in range(header.count()):
        words = str(header.model().headerData(section, header.orientation()) or "")
        wanted = max(_width(header.fontMetrics(), line) for line in words.split("\n"))
        there = header.sectionSize(section)
        if words and not header.isSectionHidden(section) and there + SLACK < wanted:
            yield f"{said_by(header)} “{words}” is {there} px wide, wants {wanted}"


def _width(metrics: QFontMetrics, words: str) -> int:
    return metrics.horizontalAdvance(words)


def _combo_faults(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    wanted = _width(box.fontMetrics(), box.currentText())
    if field.width() + SLACK < wanted:
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


_MEASURED: tuple[tuple[Any, Callable[[Any], Iterator[str]]], ...] = (
    (QLabel, _label_faults),
    (QPushButton | QToolButton | QCheckBox | QRadioButton, _button_faults),
    (QComboBox, _combo_faults),
    (QAbstractSpinBox, _figure_faults),
    (QLineEdit, _line_faults),
    (QHeaderView, _header_faults),
    (Heads, _head_faults),
)
"""How each kind of widget is measured; the first that fits."""


def size_faults(window: QWidget, room: QSize) -> Iterator[str]:
    """Yield a window that is larger than its room, a dialog that can't be made so small."""
    there = window.minimumSizeHint() if isinstance(window, QDialog) else window.size()
    if there.width() > room.width() or there.height() > room.height():
        yield f"{said_by(window)} is {there.toTuple()}, and has {room.toTuple()}"


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
    in_layout = frozenset(_placed_by(layout))
    placed = [
        one
        for one in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if one in in_layout and one.isVisible()
        if not one.isWindow() and not isinstance(one, OVERLAYS)
    ]
    for place, first in enumerate(placed):
        for second in placed[place + 1 :]:
            both = first.geometry() & second.geometry()
            if both.width() > SLACK and both.height() > SLACK:
                yield f"{said_by(first)} and {said_by(second)} overlap by {both.size().toTuple()}"


def _placed_by(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _placed_by(inner)


def target_faults(widget: QWidget) -> Iterator[str]:
    """Yield a control that is smaller than 24 by 24 px, its label counted in."""
    if not is_control(widget) or isinstance(widget, QAbstractScrollArea):
        return
    if min(widget.width(), widget.height()) < LEAST_TARGET:
        yield f"{said_by(widget)} is a target of {widget.width()} by {widget.height()} px"


def is_seen(widget: QWidget) -> bool:
    """Whether any of it is on screen: a place of no size shows nothing."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
