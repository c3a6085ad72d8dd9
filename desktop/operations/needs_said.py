"""What is said of the needs of visits: arranged, kept, not kept and why, not needed, called off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import AppointmentId, VisitNeedId
from desktop.domain.needs import IN_STEP, SETTLED, WORDS, NeedState, is_arranged, may_become
from desktop.domain.permissions import Act
from desktop.domain.preferences import KINDS
from desktop.domain.visit_end import NeedAnswer, VisitEnd, check_answer
from desktop.domain.visits import State
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.visit_needs import follow_visit
from desktop.operations.work import Reading, Work
from desktop.persistence.merging import find_root, share_person_of
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.rows import read_row
from desktop.persistence.tables import visit_needs
from desktop.persistence.visit_needs import list_needs_of_visit, lock_need, stamp
from desktop.persistence.visits import get_appointment_row


def mark_needs(
    work: Work,
    *,
    needs: Sequence[tuple[VisitNeedId, int]],
    state: NeedState,
    why: str = "",
    said_by: str = "",
) -> Outcome[tuple[VisitNeedId, ...]]:
    """Say how needs stand: ready, kept, not kept (why), not needed (who said so), called off.

    ``needs`` are (id, version); all of them or none. What was arranged and is not needed has to be
    called off first, as long as they have not been in.
    Errors: RuleViolation("state") for what can't become so, ("why"), ("said_by") where one is
    due, ("needs") for none; Conflict("stale").
    """
    return say_of_needs(
        work, answers=[NeedAnswer(key, version, state, why, said_by) for key, version in needs]
    )


def say_of_needs(work: Work, *, answers: Sequence[NeedAnswer]) -> Outcome[tuple[VisitNeedId, ...]]:
    """Say of each need how it stands or went: at a visit's end of all of them at once.

    All of them or none.
    Errors: as ``mark_needs``; a RuleViolation's ``need`` is the one it is about.
    """
    work.require(Act.SETTLE_NEED)
    if not answers:
        raise RuleViolation("needs", None, "Choose at least one.")
    named: dict[NeedState, list[str]] = {}
    off: dict[str, None] = {}
    for one in sorted(map(check_answer, answers), key=lambda one: one.id):
        words, became = _mark(work, one)
        named.setdefault(one.state, []).append(words)
        if one.state is NeedState.NOT_NEEDED and became is NeedState.TO_CALL_OFF:
            off.setdefault(words)
    label = " ".join(_named(state, named[state]) for state in NeedState if state in named)
    more = f" To call off: {', '.join(off)}." if off else ""
    return Outcome(
        tuple(one.id for one in answers),
        work.changes(),
        work.inverse(Act.SETTLE_NEED, label),
        f"{label}{more}",
    )


def _named(state: NeedState, words: Sequence[str]) -> str:
    what = ", ".join(sorted(set(words)))
    return f"{WORDS[state]}: {what}." if len(words) < 4 else f"{WORDS[state]}: {len(words)} needs."


def read_visit_end(reading: Reading, *, appointment_id: AppointmentId) -> VisitEnd:
    """Return a visit and its needs, to say how they went; of a closed record without them."""
    visit = get_appointment_row(reading.db, appointment_id)
    root = find_root(reading.db, visit["patient_id"])
    person = get_patient_row(reading.db, root)
    called = called_name(person["preferred_name"], person["given_names"], person["family_name"])
    closed = is_closed_here(reading, root)
    needs = () if closed else list_needs_of_visit(reading.db, appointment_id)
    return VisitEnd(
        root, called, visit["on_date"], visit["start_at"], visit["state"], needs, is_closed=closed
    )


def _mark(work: Work, answer: NeedAnswer) -> tuple[str, NeedState]:
    """Write down what is said of a need; returns its kind in words, and how it stands now."""
    key = answer.id
    before = _lock_and_read(work, key)
    if before["version"] != answer.version:
        raise Conflict("stale", "Somebody changed this meanwhile.", key=key)
    kind = KINDS[before["kind"]]
    if answer.state not in may_become(before["state"], said_by=before["said_by"]):
        sentence = f"{kind.words}: {WORDS[before['state']].lower()} can’t become this."
        raise RuleViolation("state", None, sentence)
    visit = get_appointment_row(work.db, before["appointment_id"])
    _check_is_to_be(kind.words, visit["state"], answer.state)
    begun = len(work.rows.changes)
    after = _said_of(work, before, visit, answer)
    is_wanted_again = answer.state not in SETTLED and before["state"] in (
        *SETTLED,
        NeedState.TO_CALL_OFF,
    )
    work.rows.update(visit_needs, (key,), before, after)
    if is_wanted_again:
        follow_visit(work, visit)  # it may have ended, or be ready, meanwhile
    work.touch("needs", before["appointment_id"])
    work.touch("appointment", before["appointment_id"])
    work.touch("patient", visit["patient_id"])
    work.touch("day", visit["on_date"])
    work.record(
        Act.SETTLE_NEED,
        {"what": f"{kind.words}: {WORDS[answer.state].lower()}"},
        patient_id=visit["patient_id"],
        appointment_id=visit["id"],
        rows_from=begun,
    )
    return kind.words, after["state"]


def _lock_and_read(work: Work, key: VisitNeedId) -> dict[str, Any]:
    """Return a need as it stands; on a server its visit is not cancelled, nor its need changed.

    The person is locked before their needs, as by whoever changes what they told us.
    """
    row = read_row(work.db, visit_needs, (key,))
    if row is None:
        raise NotFound("visit_need", key)
    share_person_of(work.db, row["appointment_id"])
    locked = lock_need(work.db, key)
    if locked is None:
        raise NotFound("visit_need", key)
    return locked


def _check_is_to_be(words: str, visit: State, said: NeedState) -> None:
    """Raise RuleViolation("cancelled") for what would be arranged of a visit that is not to be."""
    if visit in (State.CANCELLED, State.ENTERED_IN_ERROR) and said in _ARRANGING:
        sentence = f"{words}: their visit has been cancelled. Nothing is to be arranged for it."
        raise RuleViolation("cancelled", None, sentence)


_ARRANGING = (NeedState.READY, NeedState.TO_ARRANGE, NeedState.TO_DO)


def _said_of(
    work: Work, before: dict[str, Any], visit: dict[str, Any], answer: NeedAnswer
) -> dict[str, Any]:
    """Return the columns of a need of which this is said."""
    state = answer.state
    said = {"why": answer.why, "said_by": answer.said_by}
    if state is NeedState.NOT_NEEDED:
        arranged = is_arranged(before["kind"], before["state"], before["changed_by"])
        if arranged and visit["state"] in IN_STEP and visit["on_date"] >= work.today:
            state = NeedState.TO_CALL_OFF
    elif state is NeedState.CALLED_OFF and before["said_by"]:
        state, said = NeedState.NOT_NEEDED, {name: before[name] for name in said}
    elif state not in SETTLED and before["state"] in SETTLED:
        # As if nobody had touched it.
        return {"state": state, "why": "", "said_by": "", "changed_by": "", "changed_at": None}
    return {"state": state, **said, **stamp(work.actor.name, work.now)}
