"""The desks of the pages of records: which page, and which operations it sends."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from desktop.domain.closures import ClosureState
from desktop.operations import closures, practice, setup_reads, setup_records, slot_types
from desktop.operations.outcome import Outcome
from desktop.record_desk import Operation, RecordDesk
from desktop.ui.setup.clinic_page import ClinicPage
from desktop.ui.setup.clinician_page import ClinicianPage
from desktop.ui.setup.closure_page import ClosurePage, ClosureRecord
from desktop.ui.setup.practice_page import PracticePage
from desktop.ui.setup.room_page import RoomPage
from desktop.ui.setup.slot_type_page import SlotTypePage


class PracticeDesk(RecordDesk):
    """The practice: only changed."""

    key_name = "practice_id"
    page_type = PracticePage
    change = setup_records.change_practice
    read_theirs = setup_reads.read_their_practice


class ClinicDesk(RecordDesk):
    """Clinics."""

    key_name = "clinic_id"
    page_type = ClinicPage
    make = practice.make_clinic
    change = setup_records.change_clinic
    retire = setup_records.retire_clinic
    bring_back = setup_records.bring_back_clinic
    read_theirs = setup_reads.read_their_clinic


class RoomDesk(RecordDesk):
    """Rooms."""

    key_name = "room_id"
    page_type = RoomPage
    make = practice.make_room
    change = setup_records.change_room
    retire = setup_records.retire_room
    bring_back = setup_records.bring_back_room
    read_theirs = setup_reads.read_their_room


class ClinicianDesk(RecordDesk):
    """Clinicians."""

    key_name = "clinician_id"
    page_type = ClinicianPage
    make = practice.make_clinician
    change = setup_records.change_clinician
    retire = setup_records.retire_clinician
    bring_back = setup_records.bring_back_clinician
    read_theirs = setup_reads.read_their_clinician


class SlotTypeDesk(RecordDesk):
    """Kinds of slot, each with its release rule."""

    key_name = "slot_type_id"
    page_type = SlotTypePage
    make = slot_types.make_slot_type
    change = slot_types.change_slot_type
    retire = slot_types.retire_slot_type
    bring_back = slot_types.bring_back_slot_type
    read_theirs = setup_reads.read_their_slot_type

    def arguments_to_make(self, details: Any) -> dict[str, Any]:
        """A kind is made from its details as they are."""
        return {"details": details}


class ClosureDesk(RecordDesk):
    """Closures: a proposal is accepted by saving it, a bank holiday worked by retiring it."""

    key_name = "closure_id"
    page_type = ClosurePage
    make = closures.add_closure
    change = closures.change_closure
    retire = closures.withdraw_closure
    bring_back = closures.restore_closure
    read_theirs = setup_reads.read_their_closure

    def arguments_to_make(self, details: Any) -> dict[str, Any]:
        """A closure is made from its details as they are."""
        return {"details": details}

    def key_of(self, outcome: Outcome[Any]) -> str:
        """Return the key of the closure an act was about."""
        return str(outcome.value.id)

    def change_of(self, record: ClosureRecord) -> Operation:
        """Saving a proposal accepts it."""
        is_proposed = record.state is ClosureState.PROPOSED
        return closures.accept_closure if is_proposed else closures.change_closure

    @Slot(object)
    def _retire_or_bring_back(self, record: ClosureRecord) -> None:
        if record.state is not None:
            super()._retire_or_bring_back(record)
            return
        self._send(
            closures.work_bank_holiday,
            dialog=self._page.form,
            on_done=self._on_saved,
            on_date=record.details.first_on,
        )
