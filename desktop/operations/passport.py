"""What somebody told us, read for the passport they carry."""

from __future__ import annotations

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.passport import Passport, sections_of
from desktop.operations.people_reads import read_patient_card
from desktop.operations.work import Reading
from desktop.persistence.outline import load_outline


def read_passport(reading: Reading, *, patient_id: PatientId) -> Passport:
    """Return what somebody told us, for the paper they carry.

    Errors: RuleViolation("sensitive") for a record that has to be opened with a reason first;
    NotFound.
    """
    card = read_patient_card(reading, patient_id=patient_id)
    if card.is_closed:
        sentence = "Their record opens with a reason. Give it in the panel first."
        raise RuleViolation("sensitive", None, sentence)
    practice = load_outline(reading.db).practice
    details = card.details
    return Passport(
        practice=practice.name,
        phone=practice.phone,
        called=card.called,
        legal_name=f"{details.given_names} {details.family_name}".strip(),
        say_it=details.say_it,
        pronouns=details.pronouns,
        born_on=details.born_on,
        nhs_number=details.nhs_number,
        printed_at=reading.now,
        zone=reading.zone,
        sections=sections_of(card.preferences, card.related, dict(card.names)),
    )
