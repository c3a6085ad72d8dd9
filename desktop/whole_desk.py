"""The whole patient panel at the desk: F3 and back, read anew as anything of the person changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard, VisitLine, WholePerson
from desktop.operations.people_reads import read_whole_person
from desktop.preference_desk import PreferenceDesk
from desktop.ui.kit.commands import WHOLE_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.people.whole_panel import WholePanel

AREA = "whole"


class WholeDesk(QObject):
    """Joins the whole panel with the compact one, whose person it shows, and with the acts.

    Signals: ``left()`` back to the diary; ``visit_wanted(VisitLine)`` to be shown there.
    """

    left = Signal()
    visit_wanted = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        *,
        clock: Callable[[], datetime],
        zone: str,
        panel: PatientPanel,
        open_card: Callable[[], PatientCard | None],
        preferences: PreferenceDesk,
    ):
        super().__init__(window)
        self._window, self._look, self._runner = window, look, runner
        self._clock, self._zone = clock, zone
        self._panel, self._open_card, self._preferences = panel, open_card, preferences
        self._opens = False
        self.area: LateArea[WholePanel] = LateArea("whole_area", self._build_page, window)
        self.area.setProperty("namesItsPerson", True)
        window.add_page(AREA, self.area, of="patients", keys=WHOLE_KEYS)
        window.on("full_panel", self.toggle)
        panel.whole_requested.connect(self.toggle)
        panel.shown.connect(self._on_panel_shown)
        panel.left.connect(self._on_panel_left)

    def _build_page(self) -> WholePanel:
        from desktop.ui.people.whole_panel import WholePanel

        page = WholePanel(self._look, clock=self._clock, zone=self._zone)
        page.left.connect(self.left)
        page.visit_opened.connect(self.visit_wanted)
        page.speaker_wanted.connect(self._panel.speaker_requested)
        for signal, command in (
            (page.history_wanted, "who_changed"),
            (page.book_wanted, "book"),
            (page.change_wanted, "change_patient"),
            (page.passport_wanted, "print"),
        ):
            signal.connect(self._window.action(command).trigger)
        self._preferences.take_whole(page)
        return page

    @property
    def is_shown(self) -> bool:
        """Whether it stands in place of the diary: keys mean its person."""
        return self.area.isVisible()

    @property
    def visit(self) -> VisitLine | None:
        """The visit the keys act on."""
        return self.area.page.chosen_visit if self.area.page is not None else None

    @Slot()
    def toggle(self) -> None:
        """F3: the whole panel of who is in the panel, or back."""
        if self.is_shown:
            self.left.emit()
            return
        card = self._open_card()
        if card is not None:
            self._opens = True
            self._read(card.id)

    def show(self) -> None:
        """Show it again, with the focus in it."""
        self._window.show_area(AREA)
        if self.area.page is not None:
            self.area.page.begin()

    def _read(self, patient_id: PatientId) -> None:
        self._runner.run_read(
            read_whole_person,
            initiator=self,
            on_done=self._on_read,
            latest="whole_person",
            patient_id=patient_id,
        )

    def _on_read(self, whole: WholePerson) -> None:
        card, opens = self._panel.card, self._opens
        self._opens = False
        if card is None or card.id != whole.card.id:
            return
        if whole.card.is_closed:
            self._leave()
        elif opens or self.is_shown:
            if opens:
                self._window.show_area(AREA)  # the page is built when first shown
            page = self.area.page
            assert page is not None
            page.show_whole(whole)
            if opens:
                page.begin()

    @Slot()
    def _on_panel_shown(self) -> None:
        card = self._panel.card
        if card is not None and (self.is_shown or self._opens):
            self._read(card.id)

    @Slot()
    def _on_panel_left(self) -> None:
        if self._panel.card is None:
            self._leave()

    def _leave(self) -> None:
        page = self.area.page
        if page is not None:
            page.forget()
        if self.is_shown:
            self.left.emit()
