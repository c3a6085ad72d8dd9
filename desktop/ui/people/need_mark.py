"""How a need of a visit stands, as a small mark."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Icon, Words
from desktop.ui.people.whole_words import MarkWords


class NeedMark(QWidget):
    """How a need stands: icon and words in one colour."""

    def __init__(self, look: Look, mark: MarkWords, parent: QWidget | None = None):
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        icon = Icon(look, mark.icon, size="inline", colour=mark.colour, parent=self)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        label = Words(look, "label", colour=mark.colour, parent=self)
        label.setWordWrap(False)
        label.say(mark.words)
        row.addWidget(label)
        self.setAccessibleName(mark.words)
