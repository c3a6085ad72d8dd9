"""The rebook list: who still has to agree to another time, and what they agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from desktop.domain.claims import check_booked_by, check_may_book, check_slots
from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.fit import Alternative, Pool, Wish
from desktop.domain.ids import RebookingId, SlotId
from desktop.domain.permissions import Act
from desktop.domain.rebooking import Rebooking, RebookingState, sort_rebookings
from desktop.domain.times import minutes_between
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import agree_to_move, check_may_open, write_move
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.booking import read_wanted_slots
from desktop.persistence.candidates import list_candidates
from desktop.persistence.merging import share_person_of
from desktop.persistence.rebookings import count_open, get_rebooking_row, list_open
from desktop.persistence.sessions import get_row
from desktop.persistence.visits import get_appointment_row, get_leaving_row

OTHER_TIMES = 9
LOOKED_AROUND = timedelta(days=28)
"""How far from the old time others are looked for."""


def list_rebookings(reading: Reading) -> tuple[Rebooking, ...]:
    """Return the rebook list as it is worked through: overdue first, then by day and need."""
    return sort_rebookings(
        list_open(reading.db, reading.now, reading.today), reading.now, reading.zone
    )


def count_rebookings(reading: Reading) -> int:
    """Return how many visits are on the rebook list."""
    return count_open(reading.db)


def rebook_visit(
    work: Work, *, rebooking_id: RebookingId, version: int, slot_ids: Sequence[SlotId] = ()
) -> Outcome[Appointment]:
    """They agreed: move the visit to the time held for it, or to these slots.

    Errors: RuleViolation("held") where none is held, ("state") once it is off the list;
    Conflict("stale"/"taken"/"held"/"blocked"); NeedsAgreement as for a move.
    """
    row = get_rebooking_row(work.db, rebooking_id)
    if row["state"] is not RebookingState.OPEN:
        raise RuleViolation("state", None, "This visit is off the rebook list already.")
    if row["version"] != version:
        raise Conflict("stale", "This has changed since you opened it.", key=rebooking_id)
    chosen = tuple(slot_ids) or tuple(SlotId(one) for one in row["held_slots"])
    if not chosen:
        raise RuleViolation("held", None, "No time is held for them. Choose another time.")
    share_person_of(work.db, row["appointment_id"])  # before it is read what they told us
    before, waiting = get_leaving_row(work.db, row["appointment_id"])
    if before["state"] not in (State.BOOKED, State.PENDING, State.PROPOSED):
        raise RuleViolation("state", None, "They came at their old time after all.")
    wanted = read_wanted_slots(work.db, chosen)
    check_slots(wanted, chosen, work.zone)
    work.require(Act.REBOOK, wanted[0].clinician_id)
    if slot_ids:  # the time held was chosen by a manager
        check_booked_by(wanted, work.actor.role)
        check_may_open(work, wanted)
    had = minutes_between(row["was_at"], row["was_until"])
    person = agree_to_move(work, before, wanted, had_minutes=had)
    return write_move(work, before, waiting, wanted, person, hold_id=None)


def list_other_times(
    reading: Reading, *, rebooking_id: RebookingId, limit: int = OTHER_TIMES
) -> tuple[Alternative, ...]:
    """Return the best times for somebody on the list, best first.

    Errors: NotFound; RuleViolation("booked_by") for a kind that others book.
    """
    found = list_open(reading.db, reading.now, reading.today)
    one = next((each for each in found if each.id == rebooking_id), None)
    if one is None:
        raise NotFound("rebooking", rebooking_id)
    row = get_appointment_row(reading.db, one.appointment_id)
    kind = get_row(reading.db, "slot_types", row["slot_type_id"])
    check_may_book(kind["name"], kind["booked_by"], reading.actor.role)
    wish = Wish(
        row["slot_type_id"],
        minutes_between(one.was_at, one.was_until),
        max(one.was_at, reading.now),
        row["clinician_id"],
        row["clinic_id"],
        one.needs,
    )
    since = max(reading.now, wish.start_at - LOOKED_AROUND)
    until = wish.start_at + LOOKED_AROUND
    free = list_candidates(
        reading.db,
        own_range=(since, until),
        kinds=(wish.slot_type_id,),
        now=reading.now,
    )
    return Pool(free, reading.now, reading.zone).find(wish, limit=limit)
