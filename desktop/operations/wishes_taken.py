"""What goes with a wish whose time is taken: its person, and their other wishes for the same."""

from __future__ import annotations

from typing import Any

from desktop.domain.ids import PatientId, WishId
from desktop.operations.work import Work
from desktop.persistence.merging import find_root, list_records, share_people
from desktop.persistence.rows import read_row
from desktop.persistence.tables import appointments
from desktop.persistence.waiting_list import get_wish_row, list_wishes_of, lock_wishes


def lock_taking(work: Work, wish_id: WishId) -> None:
    """On a server: lock whoever takes a time, then all that is answered with it.

    People, then wishes: so does whoever takes their records apart.
    """
    wish = get_wish_row(work.db, wish_id)
    people = [wish["patient_id"]]
    if wish["appointment_id"] is not None:
        given_up = read_row(work.db, appointments, (wish["appointment_id"],))
        people += [given_up["patient_id"]] if given_up is not None else []
    share_people(work.db, {*people, *(find_root(work.db, one) for one in people)})
    lock_wishes(work.db, list_twins(work, wish, find_root(work.db, wish["patient_id"])))


def list_twins(work: Work, wish: dict[str, Any], root: PatientId) -> tuple[WishId, ...]:
    """Return this wish and those of its kind that merged records of the person have."""
    records = list_records(work.db, root)
    return tuple(sorted({wish["id"], *list_wishes_of(work.db, records, wish["slot_type_id"])}))
