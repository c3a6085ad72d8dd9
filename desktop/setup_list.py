"""The pages of Set-up in the order of their list: a page is hooked in here and nowhere else."""

from __future__ import annotations

from desktop.closure_desk import ClosureDesk
from desktop.page_desk import PageDesk
from desktop.record_desks import (
    ClinicDesk,
    ClinicianDesk,
    FitDesk,
    PracticeDesk,
    RoomDesk,
    SlotTypeDesk,
)
from desktop.staff_desk import StaffDesk
from desktop.templates_desk import TemplatesDesk

PAGES: tuple[type[PageDesk], ...] = (
    PracticeDesk,
    ClinicDesk,
    RoomDesk,
    ClinicianDesk,
    StaffDesk,
    SlotTypeDesk,
    TemplatesDesk,
    ClosureDesk,
    FitDesk,
)
"""Each is made once for whoever sets the practice up, with its page (see PageDesk)."""
