"""What helps the person stands beside the title of the booking form where no panel says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.kit.look import Look

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm
    from desktop.ui.people.patient_panel import PatientPanel


def show_needs(form: BookingForm, look: Look, panel: PatientPanel) -> None:
    """Let the form show the needs of whom it books for, in a window too narrow for the panel."""
    from desktop.ui.people.needs_line import NeedsLine

    line = NeedsLine(look, lambda: not panel.isVisible(), form)
    form.put_beside_title(line)
    form.person_shown.connect(line.show_card)
    form.arranged.connect(line.fit)
