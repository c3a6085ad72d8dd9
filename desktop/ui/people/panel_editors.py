"""What is being changed in the compact panel, in its place: it stays with its person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import PatientId
from desktop.domain.text import breakable
from desktop.ui.kit.scrolled import show_top_in_scroll
from desktop.ui.kit.tab_order import tab_after
from desktop.ui.people.told_list import Told

if TYPE_CHECKING:
    from desktop.ui.kit.ask_dialog import AskDialog


@dataclass(frozen=True, slots=True)
class _Open:
    """An editor, the list it stands in and the row it stands under; "" on top."""

    editor: AskDialog
    place: Told
    key: str


class PanelEditors:
    """One editor for each person: put away, with all that is typed, while another is shown."""

    def __init__(self) -> None:
        self._open: dict[PatientId, _Open] = {}

    def put(self, patient_id: PatientId, editor: AskDialog, place: Told, key: str) -> None:
        """Open an editor under the row it changes; one is open at a time."""
        self._close(patient_id)
        begins = editor.focusWidget()
        one = self._open[patient_id] = _Open(editor, place, key)
        title = editor.title.text()
        editor.title.setAccessibleName(title)
        editor.title.setText(breakable(title))
        editor.stand_in(place, is_narrow=True)
        editor.finished.connect(lambda _result: self._on_finished(patient_id, one))
        place.put_under(key, editor)
        if (stop := place.stop_of(key)) is not None:
            tab_after(stop, editor)
        editor.show()
        if begins is not None:
            begins.setFocus()
        QTimer.singleShot(0, editor, lambda: show_top_in_scroll(editor))  # once it is laid out

    def show_for(self, patient_id: PatientId) -> None:
        """Show this person's editor again, where one was put away."""
        one = self._open.get(patient_id)
        if one is not None and one.editor.isHidden():
            one.place.put_under(one.key, one.editor)
            one.editor.show()

    def put_away(self, patient_id: PatientId) -> None:
        """Somebody else is shown: their row is not there to stand under."""
        one = self._open.get(patient_id)
        if one is not None:
            one.place.take_out(one.editor)

    def forget(self) -> None:
        """Somebody else is at the desk: what was typed goes with who typed it."""
        for patient_id in tuple(self._open):
            self._close(patient_id)

    def __iter__(self) -> Iterator[QWidget]:
        """Give the editors."""
        return iter([one.editor for one in self._open.values()])

    def _close(self, patient_id: PatientId) -> None:
        one = self._open.get(patient_id)
        if one is not None:
            one.editor.reject()

    def _on_finished(self, patient_id: PatientId, one: _Open) -> None:
        if self._open.get(patient_id) is one:
            del self._open[patient_id]
        was_there = one.place.take_out(one.editor)
        if was_there and one.place.isVisible():
            one.place.focus_row(one.key)
