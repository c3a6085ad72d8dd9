"""Qt classes that the rest of the program names: made on the window's thread before its import.

WORKAROUND PySide makes a class when it is first named, and lets Python's lock go in the middle,
while it makes the class's enums. Another thread that names it meanwhile gets it half made: what is
derived from it has no description for Qt, and the first question for one (a screen reader asks
many) ends the program at address 0, in ``MetaObjectBuilder::update``. One thread has to make them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

Classes = dict[str, str]
"""Names by module; what they derive from comes with them."""

OF_DIARY: Classes = {
    "PySide6.QtCore": "QAbstractTableModel QModelIndex QPersistentModelIndex",
    "PySide6.QtGui": "QAccessible QAccessibleEvent QAccessibleInterface QContextMenuEvent"
    " QHelpEvent QMouseEvent",
    "PySide6.QtWidgets": "QAbstractScrollArea QAccessibleWidget",
}
OF_DESK: Classes = {
    "PySide6.QtCore": "QAbstractListModel QElapsedTimer QItemSelectionModel QMarginsF QSizeF"
    " QStandardPaths QStringListModel QTime",
    "PySide6.QtGui": "QAbstractTextDocumentLayout QAccessibleAnnouncementEvent QHideEvent QImage"
    " QPageLayout QPageSize QPainterPath QPdfWriter QShortcut QShowEvent QStandardItemModel"
    " QTextCursor QTextOption QWheelEvent",
    "PySide6.QtPrintSupport": "QIntList QPrintDialog QPrinter",
    "PySide6.QtWidgets": "QAbstractItemDelegate QAbstractItemView QAbstractSpinBox QCheckBox"
    " QComboBox QDateTimeEdit QDialogButtonBox QFileDialog QFormLayout QGridLayout QListView"
    " QPlainTextEdit QProgressBar QRadioButton QScrollArea QSpinBox QStyle QStyleOption"
    " QStyleOptionButton QStyleOptionComboBox QStyleOptionViewItem QStylePainter"
    " QStyledItemDelegate QTimeEdit",
}
SLICE_SECONDS = 0.008
"""How long the window's thread makes classes before it looks after the window again."""
_LONGEST_SECONDS = 10.0


def make(classes: Classes) -> Iterator[None]:
    """Make classes on this thread, one at each step."""
    for module, names in classes.items():
        for name in names.split():
            getattr(import_module(module), name)
            yield


class ClassMaker(QObject):
    """Makes classes on the window's thread for a thread that is about to import what names them."""

    _wanted = Signal(object, object)

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._is_over = False
        self._are_made = threading.Event()
        self._wanted.connect(self._make_some, Qt.ConnectionType.QueuedConnection)

    def have(self, classes: Classes) -> None:
        """Return once they are made; called on another thread."""
        self._are_made = are_made = threading.Event()
        self._wanted.emit(make(classes), are_made)
        if not self._is_over:
            are_made.wait(_LONGEST_SECONDS)

    def stop(self) -> None:
        """Let go who waits: the window is closed."""
        self._is_over = True
        self._are_made.set()

    @Slot(object, object)
    def _make_some(self, left: Iterator[None], are_made: threading.Event) -> None:
        end = time.perf_counter() + SLICE_SECONDS
        is_more = False
        try:
            is_more = any(time.perf_counter() > end for _one in left)
        finally:
            if is_more:
                QTimer.singleShot(0, lambda: self._make_some(left, are_made))
            else:
                are_made.set()
