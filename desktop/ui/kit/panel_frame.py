"""The place of the patient panel: between its least and most width, at first the design's."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QWidget


class PanelFrame(QFrame):
    """A frame that asks for the width it was told."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("panel")
        self._wanted_px = 0

    def set_limits(self, least_px: int, most_px: int, wanted_px: int) -> None:
        """Set the least and most width, and the one to begin with."""
        self._wanted_px = wanted_px
        self.setMinimumWidth(least_px)
        self.setMaximumWidth(most_px)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._wanted_px, super().sizeHint().height())
