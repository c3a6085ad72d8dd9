"""Which visit is meant, when a person has more than one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.people import VisitLine
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.visits.visit_words import line_words


class _Rows(QStyledItemDelegate):
    def __init__(self, height_px: int, parent: QObject):
        super().__init__(parent)
        self._height_px = height_px

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), self._height_px)


class ChooseVisitDialog(AskDialog):
    """Up and Down choose, Enter does it."""

    def __init__(
        self,
        look: Look,
        *,
        called: str,
        visits: Sequence[VisitLine],
        act: str,
        zone: str,
        today: date | None = None,
        parent: QWidget | None = None,
    ):
        """Ask; ``today`` is given where they may be on later days too."""
        when = "today" if today is None else "booked"
        title = f"{called} has {len(visits)} visits {when}. Which one?"
        super().__init__(look, title, "choose_visit_dialog", parent)
        self._visits = tuple(visits)
        self.list = QListView(self)
        self.list.setObjectName("visits_list")
        self.list.setAccessibleName(f"Visits {when}")
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        words = [line_words(one, zone=zone, today=today) for one in self._visits]
        self.list.setModel(QStringListModel(words, self.list))
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        row = look.row_height("list")
        self.list.setItemDelegate(_Rows(row, self.list))
        self.list.setFixedHeight(row * min(len(words), 6) + 2 * look.border_width + 4)
        self.list.doubleClicked.connect(self._on_list_double_clicked)
        self.body.addWidget(self.list)
        self.add_buttons(act, "None of these")
        self.list.setFocus()

    @property
    def chosen(self) -> VisitLine:
        """Return the visit chosen."""
        return self._visits[max(self.list.currentIndex().row(), 0)]

    def _on_list_double_clicked(self, _index: QModelIndex) -> None:
        self.submitted.emit()
