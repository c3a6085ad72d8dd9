"""Ctrl+Z in a field with nothing to take back undoes the last act instead of doing nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)


class UndoKey(QObject):
    """Watches the field that has the focus, and only that one.

    Qt's line, text and time edits claim Ctrl+Z even when they have nothing to take back.
    """

    def __init__(self, app: QApplication, parent: QObject):
        super().__init__(parent)
        app.focusChanged.connect(self._on_app_focus_changed)

    def _on_app_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, _FIELDS):
            old.removeEventFilter(self)
        if isinstance(new, _FIELDS):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            if (undo and not _can_undo(watched)) or (redo and not _can_redo(watched)):
                event.ignore()
                return True
        return False


def _line_of(field: QObject) -> QObject:
    if isinstance(field, QAbstractSpinBox):
        line = field.findChild(QLineEdit)
        return line if line is not None else field
    return field


def _can_undo(field: QObject) -> bool:
    field = _line_of(field)
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    if isinstance(field, (QPlainTextEdit, QTextEdit)):
        return field.document().isUndoAvailable()
    return False


def _can_redo(field: QObject) -> bool:
    field = _line_of(field)
    if isinstance(field, QLineEdit):
        return field.isRedoAvailable()
    if isinstance(field, (QPlainTextEdit, QTextEdit)):
        return field.document().isRedoAvailable()
    return False
