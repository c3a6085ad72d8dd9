"""A check box whose box and tick grow with the text and are seen in every theme."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

from desktop.ui.kit.look import Look


class CheckBox(QCheckBox):
    """The style sheet draws the box, this the tick; the words are part of the target."""

    def __init__(self, look: Look, words: str, name: str, parent: QWidget | None = None):
        super().__init__(words, parent)
        self._look = look
        self.setObjectName(name)
        self.setAccessibleName(words.replace("&", ""))
        look.changed.connect(self.updateGeometry)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        with QPainter(self) as painter:
            edge = self._look.px(2)
            place = QRectF(box).adjusted(edge, edge, -edge, -edge)
            colour = self._look.colour("onPrimary" if self.isEnabled() else "surface")
            self._look.paint_icon(painter, place, "check", colour, bold=True)
