"""Each field of each record two people may edit, tried on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from desktop.domain.errors import Conflict, NotFound
from desktop.domain.people import ContactPoint, PatientDetails, Registration
from desktop.domain.related_people import RelatedDetails
from desktop.domain.sessions import Note
from desktop.domain.two_edits import Keep, field_names, merge_edits, settle
from desktop.operations.desk import Desk
from desktop.operations.notes import change_note, remove_note, write_note
from desktop.operations.people import change_patient, register_patient
from desktop.operations.related_people import (
    add_related_person,
    change_related_person,
    end_related_person,
)
from desktop.operations.two_edits import (
    Theirs,
    read_their_card,
    read_their_note,
    read_their_related,
)
from tests.operations.conftest import TODAY, SmallPractice

PERSON = PatientDetails("Edwin", "Osei", date(1980, 3, 12))
PHONES = tuple(ContactPoint("phone", f"07700 9001{n}0", "mobile") for n in range(3))
PERSON_TRIED: dict[str, tuple[Any, Any]] = {
    "given_names": ("Edwina", "Edward"),
    "family_name": ("Osei-Brown", "Osey"),
    "born_on": (date(1980, 12, 3), date(1981, 3, 12)),
    "born_unknown_why": ("was found", "does not know"),
    "title": ("Mr", "Dr"),
    "preferred_name": ("Ed", "Eddie"),
    "former_names": ("Brown", "Black"),
    "say_it": ("oh-SAY", "o-SEI"),
    "pronouns": ("he/him", "they/them"),
    "sex": ("male", "unknown"),
    "gender": ("man", "non-binary"),
    "address": ("1 Weir Street", "8 Tanner Row"),
    "postcode": ("YO1 6AA", "YO1 6AB"),
    "registration": (Registration.TEMPORARY, Registration.VISITOR),
    "nhs_number": ("9990000018", "9990000026"),
    "contact_points": (PHONES[:1], PHONES[1:2]),
}
RELATED = RelatedDetails(name="Bethan Hughes")
RELATED_TRIED: dict[str, tuple[Any, Any]] = {
    "name": ("Beth Hughes", "Bethan Jones"),
    "relationship": ("daughter", "niece"),
    "phone": ("07700 900118", "07700 900119"),
    "email": ("b@example.org", "c@example.org"),
    "is_carer": (True, None),
    "is_next_of_kin": (True, None),
    "may_speak_for": (("times",), ("results",)),
    "note": ("rings at five", "has a dog"),
    "related_patient_id": ("maggie", "kwame"),
}
NOTE_TRIED: dict[str, tuple[Any, Any]] = {"text": ("leaves 11:45", "no more extras")}


@dataclass
class Edited:
    """One record two desks have open: how it is read and saved."""

    read: Callable[[], Theirs[Any]]
    save: Callable[[Any, int], object]
    base: Any
    tried: dict[str, tuple[Any, Any]]

    def start_anew(self) -> tuple[Any, int]:
        """Put the record back as it was; return it as read, with its version."""
        now = self.read()
        self.save(self.base, now.version)
        now = self.read()
        return now.record, now.version

    def resave(self, base: Any, version: int, mine: Any, answer: Keep) -> Any:
        """Save as the window does: a stale one is read again, brought together, answered."""
        try:
            self.save(mine, version)
        except Conflict as stale:
            assert stale.code == "stale"
            theirs = self.read()
            merge = merge_edits(base, mine, theirs.record)
            answers = dict.fromkeys(merge.clashes, answer)
            self.save(settle(merge, base, theirs.record, answers), theirs.version)
        return self.read().record


def _person(practice: SmallPractice) -> Edited:
    desk = practice.desk
    key = desk.act(register_patient, details=PERSON).value

    def read() -> Theirs[Any]:
        found = desk.read(read_their_card, patient_id=key)
        return replace(found, record=found.record.details)

    def save(details: PatientDetails, version: int) -> object:
        return desk.act(change_patient, patient_id=key, version=version, details=details)

    return Edited(read, save, PERSON, PERSON_TRIED)


def _related(practice: SmallPractice) -> Edited:
    desk = practice.desk
    key = desk.act(add_related_person, patient_id=practice.rosa, details=RELATED).value
    tried = RELATED_TRIED | {"related_patient_id": (practice.maggie, practice.kwame)}
    return Edited(
        lambda: desk.read(read_their_related, related_id=key),
        lambda details, version: desk.act(
            change_related_person, related_id=key, version=version, details=details
        ),
        RELATED,
        tried,
    )


def _note(practice: SmallPractice) -> Edited:
    desk = practice.desk
    note: Note = desk.act(
        write_note, text="first", on_date=TODAY, session_id=practice.session
    ).value
    return Edited(
        lambda: desk.read(read_their_note, note_id=note.id),
        lambda mine, version: desk.act(
            change_note, note_id=note.id, version=version, text=mine.text
        ),
        note,
        NOTE_TRIED,
    )


def _value(record: Any, name: str) -> Any:
    value = getattr(record, name)
    if name == "contact_points":
        return tuple(one.value for one in value)
    return value


WHERE_A_NOTE_IS = {"on_date", "clinic_id", "session_id", "slot_id"}


@pytest.mark.parametrize("make", [_person, _related, _note])
def test_each_field_is_merged_or_asked_about(
    practice: SmallPractice, make: Callable[[SmallPractice], Edited]
) -> None:
    edited = make(practice)
    assert set(edited.tried) == set(field_names(edited.base)) - WHERE_A_NOTE_IS
    for name, (mine_value, theirs_value) in edited.tried.items():
        for answer in Keep if theirs_value is not None else ():
            base, version = edited.start_anew()
            edited.save(replace(base, **{name: theirs_value}), version)
            mine = replace(base, **{name: mine_value})
            if answer is Keep.BOTH and name not in (
                "contact_points",
                "may_speak_for",
                "note",
                "text",
            ):
                continue
            kept = _value(edited.resave(base, version, mine, answer), name)
            wanted = {Keep.MINE: mine, Keep.THEIRS: replace(base, **{name: theirs_value})}
            if answer is Keep.BOTH:
                assert len(kept) > len(_value(mine, name)), name
            else:
                assert kept == _value(wanted[answer], name), (name, answer)


@pytest.mark.parametrize("make", [_person, _related])
def test_a_field_only_they_changed_stays_with_mine(
    practice: SmallPractice, make: Callable[[SmallPractice], Edited]
) -> None:
    edited = make(practice)
    names = list(edited.tried)
    for mine_name, theirs_name in zip(names, [*names[1:], names[0]], strict=True):
        base, version = edited.start_anew()
        theirs_value = edited.tried[theirs_name][0]
        mine_value = edited.tried[mine_name][0]
        edited.save(replace(base, **{theirs_name: theirs_value}), version)
        kept = edited.resave(base, version, replace(base, **{mine_name: mine_value}), Keep.MINE)
        wanted = replace(base, **{mine_name: mine_value, theirs_name: theirs_value})
        for name in (mine_name, theirs_name):
            assert _value(kept, name) == _value(wanted, name), (mine_name, theirs_name)


@pytest.mark.parametrize("make", [_person, _related, _note])
def test_the_same_change_made_twice_asks_nothing(
    practice: SmallPractice, make: Callable[[SmallPractice], Edited]
) -> None:
    edited = make(practice)
    name, (value, _) = next(iter(edited.tried.items()))
    base, version = edited.start_anew()
    same = replace(base, **{name: value})
    edited.save(same, version)
    assert merge_edits(base, same, edited.read().record).clashes == ()


def test_who_changed_it_last_is_named(practice: SmallPractice) -> None:
    edited = _person(practice)
    later = edited.read().later
    assert later is not None
    assert (later.actor, later.at) == (practice.desk.actor.name, practice.clock())


def test_what_was_taken_away_is_not_there(practice: SmallPractice) -> None:
    desk: Desk = practice.desk
    note: Note = desk.act(write_note, text="first", on_date=TODAY).value
    assert desk.read(read_their_note, note_id=note.id).later is None
    desk.act(remove_note, note_id=note.id, version=note.version)
    with pytest.raises(NotFound):
        desk.read(read_their_note, note_id=note.id)
    key = desk.act(add_related_person, patient_id=practice.rosa, details=RELATED).value
    desk.act(end_related_person, related_id=key, version=1)
    with pytest.raises(NotFound):
        desk.read(read_their_related, related_id=key)
