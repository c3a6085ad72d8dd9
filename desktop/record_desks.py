"""The desks of the pages of records: which page, and which operations it sends."""

from __future__ import annotations

from typing import Any

from desktop.operations import fit_weights, practice, setup_reads, setup_records, slot_types
from desktop.record_desk import RecordDesk
from desktop.ui.setup.clinic_page import ClinicPage
from desktop.ui.setup.clinician_page import ClinicianPage
from desktop.ui.setup.fit_page import FitPage
from desktop.ui.setup.practice_page import PracticePage
from desktop.ui.setup.room_page import RoomPage
from desktop.ui.setup.slot_type_page import SlotTypePage


class PracticeDesk(RecordDesk):
    """The practice: only changed."""

    key_name = "practice_id"
    page_type = PracticePage
    change = setup_records.change_practice
    read_theirs = setup_reads.read_their_practice


class FitDesk(RecordDesk):
    """How times are ranked: only changed."""

    key_name = "setting"
    page_type = FitPage
    change = fit_weights.change_fit_weights
    read_theirs = fit_weights.read_their_fit_weights


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
