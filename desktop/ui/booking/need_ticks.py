"""Unticking a need of the visit being booked: it asks who said that it is not needed this time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from desktop.domain.errors import RuleViolation
from desktop.domain.needs import Need, NotNeeded
from desktop.domain.visit_end import check_not_needed

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm

WHO = "for example Maggie, on the phone"


class NeedTicks(QObject):
    """Asks in the form's bar; a need is never dismissed in silence, and ticked again at once."""

    def __init__(self, form: BookingForm):
        super().__init__(form)
        self._form = form
        self._needs = form.detail.needs
        self.is_asking = False
        """Whether the bar asks who said so."""
        self._had_asked = False
        self._needs.toggled.connect(self._on_toggled)
        self._needs.changed.connect(form.detail.show_words)
        form.ask.changed.connect(self._on_ask_changed)
        form.ask.left.connect(self._on_ask_left)

    @Slot(object)
    def _on_toggled(self, need: Need) -> None:
        if not self._needs.is_wanted(need):
            self._needs.do_without(need, "")
            return
        self._form.ask.ask(
            "ask",
            f"{need.what}: not needed this time, who said so?",
            yes="Not needed",
            key="Enter",
            no="Keep it",
            needs_why=True,
            hint=WHO,
            on_yes=partial(self._agree, need),
            take_focus=True,
        )
        self.is_asking = True

    def _agree(self, need: Need) -> None:
        ask = self._form.ask
        try:
            said = check_not_needed(NotNeeded(need.preference_id, ask.reason))
        except RuleViolation as slip:
            ask.say_wrong(slip.message)
            return
        self._needs.do_without(need, said.said_by)
        ask.clear()

    @Slot()
    def _on_ask_changed(self) -> None:
        self._had_asked, self.is_asking = self.is_asking, False

    @Slot()
    def _on_ask_left(self) -> None:
        """Go back to the list, where the next one may be unticked."""
        if self._had_asked:
            self._needs.setFocus(Qt.FocusReason.OtherFocusReason)
