"""Whom and what of the practice a file means by name: clinicians, clinics, kinds of visit."""

from __future__ import annotations

import string
from typing import Any

from desktop.domain.ids import ClinicianId, ClinicId, SlotTypeId
from desktop.domain.imports import Pointer
from desktop.domain.names import fold
from desktop.domain.practice import Channel
from desktop.domain.text import tidy
from desktop.operations.work import Work
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.imports import (
    find_taken_in,
    import_row,
    list_clinicians,
    list_clinics,
    list_slot_types,
)
from desktop.persistence.tables import clinicians, clinics, imports, slot_types

LONGEST_NAME = 200
UNNAMED_TYPE = "Visit"
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "prof", "sister", "nurse"})
_LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits


class PracticeNames:
    """The practice's own names within one transaction; makes what is missing where asked to."""

    def __init__(self, work: Work, source: str):
        self._work = work
        self._source = source
        self._clinicians = list_clinicians(work.db)
        self._clinics = list_clinics(work.db)
        self._types = list_slot_types(work.db)
        self._type_ids: dict[str, SlotTypeId] = {}
        self._meant: dict[tuple[str, Pointer], str | None] = {}
        self.made: list[str] = []

    # -- clinicians and clinics -------------------------------------------------------------------

    def find_clinician(self, pointer: Pointer) -> ClinicianId | None:
        """Return which clinician is meant, None when nobody here."""
        key = ("clinician", pointer)
        if key not in self._meant:
            self._meant[key] = self._look_for_clinician(pointer)
        found = self._meant[key]
        return None if found is None else ClinicianId(found)

    def _look_for_clinician(self, pointer: Pointer) -> str | None:
        known = find_taken_in(self._work.db, self._source, "Practitioner", pointer.ids)
        for our_id, _ in known.values():
            return our_id
        wanted = _plain_name(pointer.words)
        if not wanted:
            return None
        fitting = [one for one in self._clinicians if _plain_name(_name(one)) == wanted]
        if pointer.profession:
            wanted = fold(pointer.profession)
            fitting = [one for one in fitting if fold(one["profession"]) == wanted]
        return str(fitting[0]["id"]) if fitting else None

    def find_clinic(self, pointer: Pointer) -> ClinicId | None:
        """Return which clinic is meant: by id there, site code or name."""
        key = ("clinic", pointer)
        if key not in self._meant:
            self._meant[key] = self._look_for_clinic(pointer)
        found = self._meant[key]
        return None if found is None else ClinicId(found)

    def _look_for_clinic(self, pointer: Pointer) -> str | None:
        known = find_taken_in(self._work.db, self._source, "Location", pointer.ids)
        for our_id, _ in known.values():
            return our_id
        name, code = fold(pointer.words), pointer.number[1]
        for one in self._clinics:
            if (code and one["ods_site_code"] == code) or (name and fold(one["name"]) == name):
                return str(one["id"])
        return None

    def clinician(self, pointer: Pointer, instead: str) -> ClinicianId:
        """Return the clinician meant; one who is new is made, called ``instead`` without a name."""
        found = self.find_clinician(pointer)
        if found is None:
            found = ClinicianId(self._work.new_id())
            words = tidy(pointer.words or instead)[:LONGEST_NAME]
            title, _, rest = words.partition(" ")
            is_title = fold(title).strip(".") in _TITLES and bool(rest)
            given, _, family = (rest if is_title else words).rpartition(" ")
            row = {
                "id": found,
                "staff_id": None,
                "title": title.strip(".") if is_title else "",
                "given_names": given,
                "family_name": family,
                "profession": tidy(pointer.profession)[:LONGEST_NAME] or "Clinician",
                "gender": None,
                "languages": (),
                "version": 1,
            }
            insert_bulk(self._work.db, clinicians, [row])
            self._clinicians.append(row)
            self.made.append(f"A clinician was made: {words}.")
        self._remember("Practitioner", pointer, found)
        return found

    def clinic(self, pointer: Pointer) -> ClinicId:
        """Return the clinic meant; one that is new is made, the first one is meant by nothing."""
        found = self.find_clinic(pointer)
        if found is None and not pointer.words and self._clinics:
            found = ClinicId(self._clinics[0]["id"])
        if found is None:
            found = ClinicId(self._work.new_id())
            row = {
                "id": found,
                "name": tidy(pointer.words)[:LONGEST_NAME] or "Clinic",
                "address": "",
                "ods_site_code": pointer.number[1] or None,
                "features": (),
                "version": 1,
            }
            insert_bulk(self._work.db, clinics, [row])
            self._clinics.append(row)
            self.made.append(f"A clinic was made: {row['name']}.")
        self._remember("Location", pointer, found)
        return found

    def _remember(self, kind: str, pointer: Pointer, our_id: str) -> None:
        self._meant.clear()
        known = find_taken_in(self._work.db, self._source, kind, pointer.ids)
        new = dict.fromkeys(one for one in pointer.ids if one not in known)
        at = self._work.now
        rows = [
            import_row(self._source, kind, one, our_id=our_id, content_hash="", at=at)
            for one in new
        ]
        insert_bulk(self._work.db, imports, rows)

    # -- kinds of visit ---------------------------------------------------------------------------

    def past_type(self, name: str) -> SlotTypeId:
        """Return the kind of a visit that takes no place: one of ours, else one not in use."""
        wanted = tidy(name)[:LONGEST_NAME] or UNNAMED_TYPE
        if wanted in self._type_ids:
            return self._type_ids[wanted]
        for one in self._types:
            if fold(one["name"]) == fold(wanted):
                self._type_ids[wanted] = SlotTypeId(one["id"])
                return self._type_ids[wanted]
        row = self._type_row(wanted, "-", 10, Channel.IN_PERSON)
        return self._add_type(row | {"active": False, "bookable": False})

    def slot_type(self, name: str, channel: Channel, minutes: int) -> SlotTypeId:
        """Return the kind of a slot: one in use of that name and channel, else a new one."""
        wanted = tidy(name)[:LONGEST_NAME] or UNNAMED_TYPE
        for one in self._types:
            fits = one["active"] and one["channel"] is channel
            if fits and fold(one["name"]) in (fold(wanted), fold(f"{wanted} ({channel.words})")):
                return SlotTypeId(one["id"])
        if any(one["active"] and fold(one["name"]) == fold(wanted) for one in self._types):
            wanted = f"{wanted} ({channel.words})"
        used = {one["letter"] for one in self._types if one["active"]}
        letter = next((one for one in wanted.upper() + _LETTERS if _is_free(one, used)), "")
        row = self._type_row(wanted, letter or "-", min(480, max(1, minutes)), channel)
        self.made.append(f"A kind of slot was made: {wanted}.")
        return self._add_type(row | {"active": bool(letter)})

    def bookable_type(self, name: str) -> SlotTypeId | None:
        """Return a kind an extra can have: of that name, else the first that can be booked."""
        can = [one for one in self._types if one["active"] and one["bookable"]]
        named = [one for one in can if fold(one["name"]) == fold(name)]
        found = named or can
        return SlotTypeId(found[0]["id"]) if found else None

    def _type_row(self, name: str, letter: str, minutes: int, channel: Channel) -> dict[str, Any]:
        short = "".join(one for one in name.title() if one.isalnum())[:5]
        return {
            "id": SlotTypeId(self._work.new_id()),
            "name": name,
            "short_name": short if len(short) > 1 else "Visit",
            "letter": letter,
            "minutes": minutes,
            "colour": "R",
            "channel": channel,
            "national_category": None,
            "bookable": True,
            "active": True,
            "warning": "",
            "information": "",
            "version": 1,
        }

    def _add_type(self, row: dict[str, Any]) -> SlotTypeId:
        insert_bulk(self._work.db, slot_types, [row])
        self._types.append(row)
        return SlotTypeId(row["id"])


def _is_free(letter: str, used: set[str]) -> bool:
    return letter.isascii() and letter.isalnum() and letter not in used


def _name(row: dict[str, Any]) -> str:
    return f"{row['title']} {row['given_names']} {row['family_name']}"


def _plain_name(name: str) -> str:
    """Return a name folded and without its title."""
    words = fold(name.replace(".", " ")).split()
    return " ".join(words[1:] if words and words[0] in _TITLES else words)
