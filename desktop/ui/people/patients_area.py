"""The Patients area of the window; its page is built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from desktop.ui.people.duplicates_page import DuplicatesPage


class PatientsArea(QWidget):
    """Stands in the window from the start and costs nothing until it is wanted."""

    def __init__(self, build: Callable[[], DuplicatesPage], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("patients_area")
        self._build = build
        self.page: DuplicatesPage | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self.page is None:
            self.page = self._build()
            self._column.addWidget(self.page)
            self.setFocusProxy(self.page)
        super().showEvent(event)
