"""A page of Set-up with one form: there is no list to choose from."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.look import Look
from desktop.ui.setup.record_editor import RecordEditor, SetupRecordPage


class OneRecordPage(SetupRecordPage):
    """The base: what it is about is only changed; nothing is added or retired."""

    def __init__(self, look: Look, form: RecordEditor, *, icon: str, parent: QWidget | None = None):
        super().__init__(look, form, icon=icon, parent=parent)
        self._left.hide()
        self._first = next(iter(form.fields.values()))
        self.setFocusProxy(self._first)

    def add(self) -> None:
        """There is only this one: nothing is added."""

    def retire(self) -> None:
        """There is only this one: nothing is retired."""

    def saved(self, key: str) -> None:
        super().saved(key)
        self._first.focus()
