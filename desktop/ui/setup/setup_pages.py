"""The pages of Set-up: their names at the left, the one chosen beside them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QStackedWidget, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from desktop.ui.kit.base_model import ValuesModel
from desktop.ui.kit.look import Look
from desktop.ui.setup.record_list import NameDelegate, set_up_list
from desktop.ui.setup.record_page import RecordPage, act_of

LIST_PX = 204
LIST_SHARE = 0.16
"""How wide the names of the pages are, at most; and of a small window, or large text, what part."""


class _Columns(StrEnum):
    NAME = "Page"


class PageModel(ValuesModel[Widget]):
    """The pages, one a row."""

    columns = _Columns

    def words(self, value: Widget, column: StrEnum) -> str:
        return str(getattr(value, "title", value.accessibleName()))


class SetupPages(Widget):
    """Up and Down choose a page; Right, or Enter, goes into it, Insert adds to it."""

    def __init__(self, look: Look, pages: Sequence[Widget], parent: Widget | None = None):
        super().__init__(parent)
        self.setObjectName("setup_pages")
        self.setAccessibleName("Set-up")
        self._look = look
        self.all = tuple(pages)
        self.model = PageModel(self.all, self)
        self._left = self._build_left()
        self.stack = QStackedWidget(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(self.stack, 1)
        for page in self.all:
            self.stack.addWidget(page)
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.setFocusProxy(self.list)
        self.list.installEventFilter(self)
        for page in self.all:
            if isinstance(page, RecordPage):
                page.names_requested.connect(self.go_to_names)
        look.changed.connect(self._fit)

    @property
    def shown(self) -> Widget:
        """The page on screen."""
        return self.all[max(0, self.stack.currentIndex())]

    def _build_left(self) -> QFrame:
        look = self._look
        left = QFrame(self)
        left.setProperty("kind", "side")
        heading = QLabel("Set-up", left)
        heading.setFont(look.font("section"))
        self.list = QListView(left)
        self.list.setObjectName("setup_list")
        self.list.setAccessibleName("Pages of Set-up")
        set_up_list(self.list, self.model, NameDelegate(look, self.list))
        self.list.setWordWrap(True)  # rows are laid out anew when it is wider or narrower
        self.list.selectionModel().currentChanged.connect(self._on_page_chosen)
        self.list.activated.connect(self._enter)
        column = QVBoxLayout(left)
        column.setContentsMargins(look.px(12), look.px(14), look.px(8), look.px(8))
        column.setSpacing(look.px(10))
        column.addWidget(heading)
        column.addWidget(self.list, 1)
        return left

    @Slot(QModelIndex, QModelIndex)
    def _on_page_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.stack.setCurrentIndex(current.row())

    @Slot()
    def _enter(self) -> None:
        self.setFocusProxy(self.shown)
        # As by a key: where a page begins with a field, what stands in it is typed over.
        self.shown.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def go_to_names(self) -> None:
        """Go back to the names of the pages."""
        self.setFocusProxy(self.list)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self, event: QKeyEvent) -> bool:
        """Let Insert, or Ctrl+F, do in the page shown what it would do there."""
        page, act = self.shown, act_of(event)
        if act not in ("add", "filter") or not isinstance(page, RecordPage) or not page.has_list:
            return False
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            self._enter()
            page.add() if act == "add" else page.go_to_filter()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if isinstance(event, QKeyEvent) and event.type() in kinds and self._go_on(event):
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Right:
                self._enter()
                return True
            if event.key() == Qt.Key.Key_Escape:
                event.ignore()  # the list would take it for a letter: it is the window's
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        look = self._look
        words = " ".join(str(self.model.index(row, 0).data()) for row in range(len(self.all)))
        longest = max(map(look.metrics("bodyStrong").horizontalAdvance, words.split()))
        column, bar = self._left.layout(), self.list.verticalScrollBar()
        assert column is not None
        sides = column.contentsMargins()
        around = sides.left() + sides.right() + 2 * look.px(8) + bar.sizeHint().width() + 2
        wanted = max(int(self.width() * LIST_SHARE), longest + around)
        self._left.setFixedWidth(min(look.px(LIST_PX), wanted))
