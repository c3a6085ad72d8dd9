"""Which visit a key means: the panel's, the list's, the found person's, or the diary's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from desktop.caller import Caller
from desktop.domain.diary import VisitInDiary
from desktop.domain.people import PatientCard, VisitLine
from desktop.settle_desk import SettleDesk
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.people.patient_strip import PatientStrip
from desktop.whole_desk import WholeDesk


class VisitMeant:
    """Looks at where the focus is, and at whom the desk is dealing with."""

    def __init__(
        self,
        diary: DiaryView,
        panel: PatientPanel,
        settling: SettleDesk,
        caller: Caller,
        whole: WholeDesk,
    ):
        self._diary, self._panel = diary, panel
        self._settling, self.caller = settling, caller
        self._whole = whole

    @property
    def visit(self) -> VisitLine | VisitInDiary | None:
        """The visit the keys act on.

        The row chosen in the whole panel, or in the panel or To settle where that has the focus;
        today's visit of a person just found; else the selected cell's, so that nobody is mistaken
        while the panel still follows.
        """
        if self._whole.is_shown:
            return self._whole.visit
        if self._panel_has_focus():
            return self._panel.chosen_visit
        if self._settling.has_keys:
            return self._settling.visit
        cell = self._diary.current_cell()
        if not self.caller.is_cursor_meant or cell is None or not cell.visits:
            return self._panel.chosen_visit
        if cell.capacity > 1:
            return self._panel.chosen_visit
        return cell.visits[0]

    @property
    def visit_or_caller(self) -> VisitLine | VisitInDiary | None:
        """The visit, or None for all of today of the found person: two visits ask which."""
        is_free = self.caller.is_cursor_meant or self._panel_has_focus() or self._whole.is_shown
        return self.visit if is_free or self._settling.has_keys else None

    @property
    def card(self) -> PatientCard | None:
        """Whose card goes with the visit; a row of To settle says its own name."""
        return None if self._settling.has_keys else self._panel.card

    def _panel_has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._panel.isAncestorOf(focus)


class StepKeys(QObject):
    """Takes the key off the panel's next step while the keys act on another visit.

    Somebody found stays in the panel; once the cursor is put on another's visit by hand, F8 is
    theirs, and the panel's button is for the pointer alone.
    """

    def __init__(
        self,
        meant: VisitMeant,
        *,
        diary: DiaryView,
        panel: PatientPanel,
        strip: PatientStrip,
        clock: Callable[[], datetime],
    ):
        super().__init__(diary)
        self._meant = meant
        self._panel, self._strip, self._clock = panel, strip, clock
        diary.current_changed.connect(self._look)
        panel.shown.connect(self._look)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._look)

    @Slot()
    def _look(self) -> None:
        own = self._panel.current_visit
        meant = self._meant.visit if self._meant.caller.stays else None
        has_keys = own is None or meant is None or meant.id == own.id
        self._panel.today.show_keys(has_keys)
        self._strip.show_keys(has_keys, self._clock())
