"""The rebook list at the desk: its area and badge, and what is done with each visit on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot

from desktop.domain.fit import Alternative
from desktop.domain.rebooking import Rebooking
from desktop.operations.booking import cancel_appointment
from desktop.operations.outcome import Changes
from desktop.operations.rebooking import count_rebookings, list_other_times, rebook_visit
from desktop.ui.impact.impact_choices import say_time
from desktop.ui.kit.commands import REBOOK_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.ui.impact.rebook_page import RebookPage

COUNT_AFTER_MS = 2_000


class RebookDesk(ActSender):
    """Joins the page, the rail's badge and the window's commands.

    Signals: ``message(Message)``; ``person_wanted(PatientId)`` for the panel while the arrows move.
    """

    person_wanted = Signal(str)

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, *, clock: Callable[[], datetime]
    ):
        super().__init__(runner, look, clock, window)
        self._main = window
        self.area = LateArea("rebook_area", self._build_page, window)
        window.add_area("rebook", "Rebook", "calendar-plus", self.area, "Ctrl+R", keys=REBOOK_KEYS)
        window.on("rebook_list", lambda: window.show_area("rebook"))
        window.on("other_time", self._ask_other_of_current)
        runner.changed.connect(self._on_changed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_AFTER_MS)
        self._soon.timeout.connect(self._count)

    def begin(self) -> None:
        """Count once the day is on screen and nobody waits."""
        self._soon.start()

    @property
    def page(self) -> RebookPage | None:
        """The page, once it has been shown."""
        return self.area.page

    @property
    def has_keys(self) -> bool:
        """Whether the keys of a visit mean the chosen row."""
        return self.page is not None and self.page.has_keys

    def cancel_chosen(self) -> None:
        """Cancel the visit of the chosen row; asks why."""
        if self.page is not None:
            self.page.want("cancel")

    @Slot(object)
    def begin_anew(self, _actor: object) -> None:
        """Another person is at the desk."""
        if self.page is not None:
            self.page.forget()

    def _build_page(self) -> RebookPage:
        from desktop.ui.impact.rebook_page import RebookPage

        page = RebookPage(self._look, self._runner, clock=self._clock, zone=self._zone)
        page.act_wanted.connect(self._on_act_wanted)
        page.chosen.connect(lambda one: self.person_wanted.emit(one.patient_id))
        page.counted.connect(self._show_count)
        return page

    # -- acts -----------------------------------------------------------------------------------

    @Slot(str, object)
    def _on_act_wanted(self, name: str, one: Rebooking) -> None:
        if name == "take" and one.held is None:
            self._say(f"No time is held for {one.called}. Ctrl+M offers others.")
        elif name == "take":
            self._send(
                rebook_visit,
                on_done=self._back_to_list,
                rebooking_id=one.id,
                version=one.version,
            )
        elif name == "other":
            self._ask_other(one)
        else:
            self._ask_cancel(one)

    def _ask_other_of_current(self) -> None:
        if self.page is not None and self.page.isVisible():
            self.page.want("other")
        else:
            self._main.show_area("rebook")

    def _ask_other(self, one: Rebooking) -> None:
        def on_read(times: tuple[Alternative, ...]) -> None:
            from desktop.ui.impact.times_dialog import TimesDialog

            dialog = TimesDialog(
                self._look,
                one.called,
                times,
                now=self._clock(),
                zone=self._zone,
                parent=self._window,
            )

            def on_submitted() -> None:
                if dialog.slot_ids:
                    self._send(
                        rebook_visit,
                        dialog=dialog,
                        on_done=self._back_to_list,
                        rebooking_id=one.id,
                        version=one.version,
                        slot_ids=dialog.slot_ids,
                    )

            self._open(dialog, on_submitted)

        self._runner.run_read(
            list_other_times,
            initiator=self,
            on_done=on_read,
            on_failed=lambda error: self._tell(error, None),
            latest="other_times",
            rebooking_id=one.id,
        )

    def _ask_cancel(self, one: Rebooking) -> None:
        from desktop.ui.visits.cancel_dialog import CancelDialog

        when = say_time(one.was_at, self._clock(), self._zone)
        dialog = CancelDialog(
            self._look, whose=f"{one.called}’s visit", when=when, parent=self._window
        )

        def on_submitted() -> None:
            self._send(
                cancel_appointment,
                dialog=dialog,
                on_done=self._back_to_list,
                appointment_id=one.appointment_id,
                version=one.appointment_version,
                code=dialog.code,
                words=dialog.words.text(),
            )

        self._open(dialog, on_submitted)

    def _back_to_list(self, _outcome: object) -> None:
        if self.page is not None and self.page.isVisible():
            self.page.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the badge ------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes, _initiator: object) -> None:
        if changes.touches("appointment") or changes.touches("rebooking"):
            self._soon.start()

    @Slot()
    def _count(self) -> None:
        self._runner.run_read(
            count_rebookings,
            initiator=self,
            on_done=self._show_count,
            on_failed=lambda _error: None,  # the badge is counted again; the line is told elsewhere
            latest="rebook_count",
        )

    @Slot(int)
    def _show_count(self, count: int) -> None:
        self._main.rail.set_count("rebook", count)
