"""What is said of the needs of visits: arranged, kept, not kept and why, not needed, called off."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import AppointmentId, VisitNeedId
from desktop.domain.needs import SETTLED, WORDS, NeedState, may_become
from desktop.domain.permissions import Act
from desktop.domain.preferences import KINDS
from desktop.domain.visit_end import NeedAnswer, VisitEnd, check_answer
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.visit_needs import follow_visit
from desktop.operations.work import Reading, Work
from desktop.persistence.merging import find_root, share_patient
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.rows import read_row
from desktop.persistence.tables import visit_needs
from desktop.persistence.visit_needs import list_needs_of_visit, stamp
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

    ``needs`` are (id, version); all of them or none.
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
    for one in sorted(map(check_answer, answers), key=lambda one: one.id):
        said = {"why": one.why, "said_by": one.said_by}
        words = _mark(work, one.id, one.version, one.state, said)
        named.setdefault(one.state, []).append(words)
    label = " ".join(_named(state, named[state]) for state in NeedState if state in named)
    return Outcome(
        tuple(one.id for one in answers),
        work.changes(),
        work.inverse(Act.SETTLE_NEED, label),
        label,
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


def _mark(
    work: Work, key: VisitNeedId, version: int, state: NeedState, said: dict[str, str]
) -> str:
    before = read_row(work.db, visit_needs, (key,))
    if before is None:
        raise NotFound("visit_need", key)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this meanwhile.", key=key)
    kind = KINDS[before["kind"]]
    if state not in may_become(before["state"]):
        sentence = f"{kind.words}: {WORDS[before['state']].lower()} can’t become this."
        raise RuleViolation("state", None, sentence)
    visit = get_appointment_row(work.db, before["appointment_id"])
    begun = len(work.rows.changes)
    is_open_again = before["state"] in SETTLED and state not in SETTLED
    if is_open_again:  # the person before their needs, as whoever changes what they told us
        share_patient(work.db, find_root(work.db, visit["patient_id"]))
    after = {"state": state, **said, **stamp(work.actor.name, work.now)}
    if is_open_again:
        after |= {"why": "", "said_by": "", "changed_by": "", "changed_at": None}
    work.rows.update(visit_needs, (key,), before, after)
    if is_open_again:
        # As if nobody had touched it: it may have ended, or be ready, meanwhile.
        follow_visit(work, visit)
    work.touch("needs", before["appointment_id"])
    work.touch("appointment", before["appointment_id"])
    work.touch("patient", visit["patient_id"])
    work.touch("day", visit["on_date"])
    work.record(
        Act.SETTLE_NEED,
        {"what": f"{kind.words}: {WORDS[state].lower()}"},
        patient_id=visit["patient_id"],
        appointment_id=visit["id"],
        rows_from=begun,
    )
    return kind.words
