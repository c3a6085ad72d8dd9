"""The rebook list at the desk: its area and badge, and what is done with each visit on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from desktop.domain.fit import Alternative
from desktop.domain.rebooking import Rebooking
from desktop.list_desk import ListDesk, Listed
from desktop.operations.booking import cancel_appointment
from desktop.operations.rebooking import count_rebookings, list_other_times, rebook_visit
from desktop.ui.impact.impact_choices import say_time
from desktop.ui.kit.commands import REBOOK_KEYS
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.impact.rebook_page import RebookPage


class RebookDesk(ListDesk["RebookPage"]):
    """Joins the page, the rail's badge and the window's commands.

    Signals: those of its base.
    """

    listed = Listed(
        *("rebook", "Rebook", "calendar-plus", "Ctrl+R", REBOOK_KEYS),
        command="rebook_list",
        count=count_rebookings,
        touched_by=("appointment", "rebooking"),
        count_after_ms=2_000,
    )

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, *, clock: Callable[[], datetime]
    ):
        super().__init__(window, look, runner, clock=clock)
        window.on("other_time", self._ask_other_of_current)

    def cancel_chosen(self) -> None:
        """Cancel the visit of the chosen row; asks why."""
        if self.page is not None:
            self.page.want("cancel")

    def _build_page(self) -> RebookPage:
        from desktop.ui.impact.rebook_page import RebookPage

        return RebookPage(self._look, self._runner, clock=self._clock, zone=self._zone)

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
