"""An area whose page is built when it is first shown: it costs nothing at the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

Page = TypeVar("Page", bound=QWidget)


class LateArea(QWidget, Generic[Page]):
    """Stands in the window from the start; ``page`` is None until it was wanted."""

    def __init__(self, name: str, build: Callable[[], Page], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        # A page with much in it is squeezed in a small window, which is never pushed larger.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._build = build
        self.page: Page | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self.page is None:
            self.page = self._build()
            self._column.addWidget(self.page)
            self.setFocusProxy(self.page)
        super().showEvent(event)
