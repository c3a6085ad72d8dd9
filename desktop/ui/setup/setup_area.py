"""The Set-up area of the window; its pages are built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from desktop.ui.setup.setup_pages import SetupPages


class SetupArea(QWidget):
    """Stands in the window from the start and costs nothing until it is wanted.

    Each person at the desk has pages of their own: what they left half typed waits for them.
    """

    def __init__(self, build: Callable[[], SetupPages], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("setup_area")
        self._build = build
        self.pages: SetupPages | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def put_by(self) -> SetupPages | None:
        """Hand the pages over with all that is typed in them."""
        pages, self.pages = self.pages, None
        if pages is not None:
            pages.hide()
            self._column.removeWidget(pages)
        return pages

    def bring_back(self, pages: SetupPages | None) -> None:
        """Put pages back that were put by; without any, fresh ones are built when shown."""
        self.pages = pages
        if pages is not None:
            self._put(pages)

    def showEvent(self, event: QShowEvent) -> None:
        if self.pages is None:
            self.pages = self._build()
            self._put(self.pages)
        super().showEvent(event)

    def _put(self, pages: SetupPages) -> None:
        self._column.addWidget(pages)
        pages.show()
        self.setFocusProxy(pages)
