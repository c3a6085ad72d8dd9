"""What a person tells us: recording, changing, asking whether it is still right, ending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.ids import PatientId, PreferenceId
from desktop.domain.people import Preference
from desktop.domain.permissions import Act
from desktop.domain.preference_kinds import PreferenceKind
from desktop.domain.preference_rules import (
    LONGEST_VALUE,
    MOST_ASKED,
    Told,
    check_kind,
    check_told,
    is_active,
    is_due,
    names_wanted,
    next_review,
    question_words,
    say_told,
)
from desktop.domain.preferences import KINDS, kind_of
from desktop.domain.text import clean_line
from desktop.operations.looks import is_closed_here, require_open
from desktop.operations.outcome import Outcome
from desktop.operations.two_edits import Theirs
from desktop.operations.visit_needs import follow_preferences
from desktop.operations.work import Reading, Work
from desktop.persistence.merging import find_root, list_records, lock_patients
from desktop.persistence.people import called_name
from desktop.persistence.preferences import (
    NEW_PREFERENCE,
    TOLD_COLUMNS,
    get_preference_row,
    list_active,
    list_names,
    told_from,
)
from desktop.persistence.record import find_later_act
from desktop.persistence.tables import preferences


def record_preference(
    work: Work, *, patient_id: PatientId, kind: str, told: Told
) -> Outcome[PreferenceId]:
    """Write down something a person told us; their visits to come follow it.

    Errors: RuleViolation at the field; ("already") for a second of a kind that is told once.
    """
    work.require(Act.CHANGE_PREFERENCE)
    person = _lock_person(work, patient_id)
    root = person["id"]
    known = check_kind(kind)
    checked = _check(work, known, told)
    records = list_records(work.db, root)
    if known.is_single and any(
        one.kind == kind for one in list_active(work.db, records, work.today)
    ):
        words = f"{known.words}: this is on record already. Change it there (F2)."
        raise RuleViolation("already", "kind", words)
    preference_id = PreferenceId(work.new_id())
    row: dict[str, Any] = {"id": preference_id, "patient_id": root, "kind": kind}
    row |= {**_columns(checked), "recorded_by": work.actor.name, **NEW_PREFERENCE}
    work.rows.insert(preferences, row)
    return _outcome(work, person, preference_id, f"Saved: {_said(work, kind, checked)}")


def change_preference(
    work: Work, *, preference_id: PreferenceId, version: int, told: Told
) -> Outcome[PreferenceId]:
    """Change what a person told us; their visits to come follow it.

    Errors: RuleViolation at the field, ("ended"); Conflict("stale"): ``read_their_preference``
    and ``merge_told`` bring both together.
    """
    before, person = _get(work, preference_id, version)
    checked = _check(work, kind_of(before["kind"]), told, was=told_from(before))
    after = _columns(checked) | {"recorded_by": work.actor.name, "put_off_on": None}
    work.rows.update(preferences, (preference_id,), before, after)
    return _outcome(work, person, preference_id, f"Saved: {_said(work, before['kind'], checked)}")


def confirm_preference(
    work: Work, *, preference_id: PreferenceId, version: int
) -> Outcome[PreferenceId]:
    """Note that it is still right; it is asked again when its kind says so."""
    before, person = _get(work, preference_id, version)
    kind = kind_of(before["kind"])
    after = {
        "confirmed_on": work.today,
        "confirmed_by": work.actor.name,
        "review_on": next_review(kind, work.today) if before["review_on"] else None,
        "put_off_on": None,
    }
    work.rows.update(preferences, (preference_id,), before, after)
    return _outcome(work, person, preference_id, f"Still right: {_said(work, kind.code, before)}")


def put_off_preference(
    work: Work, *, preference_id: PreferenceId, version: int
) -> Outcome[PreferenceId]:
    """Do not ask today whether it is still right; another day asks again."""
    before, person = _get(work, preference_id, version)
    if before["put_off_on"] == work.today:
        raise RuleViolation("put_off", None, "This is not asked today already.")
    work.rows.update(preferences, (preference_id,), before, {"put_off_on": work.today})
    words = f"Not asked today: {_said(work, before['kind'], before)}"
    return _outcome(work, person, preference_id, words)


def end_preference(
    work: Work, *, preference_id: PreferenceId, version: int, why: str = ""
) -> Outcome[PreferenceId]:
    """End it: it holds no more from today; what was told stays in the history."""
    before, person = _get(work, preference_id, version)
    after = {
        "ends_on": work.today - timedelta(days=1),
        "ended_why": clean_line(why, field="why", longest=LONGEST_VALUE),
    }
    work.rows.update(preferences, (preference_id,), before, after)
    words = f"Ended: {_said(work, before['kind'], before)}"
    return _outcome(work, person, preference_id, words)


def read_their_preference(reading: Reading, *, preference_id: PreferenceId) -> Theirs[Told]:
    """Return a preference as it is now, and who changed it last.

    Errors: NotFound once it has ended.
    """
    row = get_preference_row(reading.db, preference_id)
    if not is_active(row["ends_on"], reading.today):
        raise NotFound("preference", preference_id)
    later = find_later_act(reading.db, patient_id=find_root(reading.db, row["patient_id"]))
    return Theirs(told_from(row), row["version"], later)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask at this contact: whether what we know is still right."""

    preference: Preference
    words: str


def list_questions(reading: Reading, *, patient_id: PatientId) -> tuple[Question, ...]:
    """Return what to ask today, longest overdue first, at most three; none of a closed record."""
    root = find_root(reading.db, patient_id)
    if is_closed_here(reading, root):
        return ()
    told = list_active(reading.db, list_records(reading.db, root), reading.today)
    due = [
        one
        for one in told
        if one.kind in KINDS and is_due(one.review_on, one.put_off_on, reading.today)
    ]
    order = list(KINDS)
    due.sort(key=lambda one: (one.review_on, order.index(one.kind), one.id))
    names = list_names(reading.db, names_wanted((one.kind, one.filled) for one in due))
    return tuple(
        Question(one, question_words(one.kind, Told(one.filled, one.value), names))
        for one in due[:MOST_ASKED]
    )


def _get(
    work: Work, preference_id: PreferenceId, version: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    work.require(Act.CHANGE_PREFERENCE)
    before = get_preference_row(work.db, preference_id)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this meanwhile.", key=preference_id)
    person = _lock_person(work, before["patient_id"])
    if not is_active(before["ends_on"], work.today):
        raise RuleViolation("ended", None, "This has ended. Record it anew if it is so again.")
    return before, person


def _lock_person(work: Work, patient_id: PatientId) -> dict[str, Any]:
    """Return the person's row; until this act is done no visit of theirs is given its needs."""
    root = find_root(work.db, patient_id)
    person = lock_patients(work.db, (root,))[root]
    require_open(work, person)
    return person


def _check(work: Work, kind: PreferenceKind, told: Told, was: Told | None = None) -> Told:
    checked = check_told(kind, told, today=work.today, was=was)
    wanted = names_wanted([(kind.code, checked.filled)])
    if wanted - set(list_names(work.db, wanted)):
        raise RuleViolation("gone", kind.fields[0].name, "One of these is not here any more.")
    return checked


def _columns(told: Told) -> dict[str, Any]:
    return {name: getattr(told, name) for name in TOLD_COLUMNS}


def _said(work: Work, code: str, told: Told | dict[str, Any]) -> str:
    """Say a preference in the message bar: "BSL interpreter, in person"."""
    known = told if isinstance(told, Told) else told_from(told)
    names = list_names(work.db, names_wanted([(code, known.filled)]))
    said = say_told(code, known, names)
    words = kind_of(code).words
    return f"{words}: {said}" if said else words


def _outcome(
    work: Work, person: dict[str, Any], preference_id: PreferenceId, what: str
) -> Outcome[PreferenceId]:
    root = person["id"]
    called = called_name(person["preferred_name"], person["given_names"], person["family_name"])
    label = f"{what} ({called})."
    follow = follow_preferences(work, root)
    work.touch("patient", root)
    work.record(Act.CHANGE_PREFERENCE, {"what": what}, patient_id=root)
    undo = work.inverse(Act.CHANGE_PREFERENCE, label)
    return Outcome(preference_id, work.changes(), undo, " ".join(filter(None, (label, follow))))
