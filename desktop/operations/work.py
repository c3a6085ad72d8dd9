"""What an operation is given: a transaction, the time, who is at which desk, what was agreed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from desktop.domain.claims import check_why
from desktop.domain.errors import Agreement, NeedsAgreement, NotAllowed
from desktop.domain.ids import (
    ActId,
    AppointmentId,
    ClinicianId,
    PatientId,
    SessionId,
    StaffId,
    uuid7,
)
from desktop.domain.permissions import Act, Role, require
from desktop.domain.times import date_of
from desktop.operations.freed_news import FREED
from desktop.operations.outcome import Changes, Inverse, Subject
from desktop.persistence.record import ChainHead, RecordEntry, canonical, write_record
from desktop.persistence.rows import Rows


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the person signed in, or the system.

    ``has_left``: their work here was ended while they were signed in, so they may do nothing.
    """

    name: str
    role: Role
    staff_id: StaffId | None = None
    clinician_id: ClinicianId | None = None
    has_left: bool = False
    may_draft: bool = False


NO_ACT = ActId("")
SYSTEM = Actor("Attend", Role.SYSTEM)


@dataclass(slots=True)
class Reading:
    """What a read is given."""

    db: Connection
    now: datetime
    zone: str
    actor: Actor = SYSTEM
    desk: str = ""
    window: str = ""
    shared: dict[str, Any] = field(default_factory=dict)
    """What the desk keeps between reads (the sorted lists of names)."""

    @property
    def today(self) -> date:
        """The clinic's date now."""
        return date_of(self.now, self.zone)


@dataclass(slots=True)
class Work(Reading):
    """What an act is given; it collects the rows changed, the record and the feed."""

    act_id: ActId = NO_ACT
    agreed: frozenset[str] = frozenset()
    agreed_why: str = ""
    switched_off: frozenset[str] = frozenset()
    rows: Rows = field(init=False)
    touched: dict[str, set[str]] = field(default_factory=dict)
    touched_everything: bool = False
    """Set by acts too large to name what they touched: every view reloads."""
    takes_back: bool = False
    """Set by undo: what it frees was free a moment ago, and is no news to anybody."""
    entries: list[RecordEntry] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start an empty journal of rows."""
        self.rows = Rows(self.db)

    def new_id(self) -> str:
        """Return a fresh id, sortable by the time it was made."""
        return uuid7(int(self.now.timestamp() * 1000), int.from_bytes(os.urandom(10)))

    def require(self, act: Act, clinician_id: ClinicianId | None = None) -> None:
        """Raise NotAllowed unless the actor may (a clinician: in their own sessions)."""
        if self.actor.has_left:
            words = f"{self.actor.name} can’t sign in any more. Somebody else has to sign in."
            raise NotAllowed(act.value, "manager", words)
        own = clinician_id is None or clinician_id == self.actor.clinician_id
        require(
            act,
            self.actor.role,
            own_session=own,
            switched_off=self.switched_off,
            may_draft=self.actor.may_draft,
        )

    def need_agreement(self, asked: Iterable[Agreement]) -> None:
        """Raise NeedsAgreement for what is not agreed yet; ask before the first write.

        Errors: RuleViolation("why") where a reason is due and none was given that can be kept.
        """
        wanted = tuple(asked)
        missing = tuple(one for one in wanted if one.code not in self.agreed)
        if missing:
            raise NeedsAgreement(missing)
        if self.agreed_why.strip() or any(one.needs_reason for one in wanted):
            self.agreed_why = check_why(self.agreed_why)

    def touch(self, kind: str, *keys: object) -> None:
        """Name what this act changed, for the feed and the views (see outcome.Changes)."""
        touched = self.touched.setdefault(kind, set())
        for key in keys:
            if key is not None:
                touched.add(str(key))

    def record(
        self,
        act: Act | str,
        facts: dict[str, Any],
        *,
        patient_id: PatientId | None = None,
        appointment_id: AppointmentId | None = None,
        session_id: SessionId | None = None,
        rows_from: int = 0,
    ) -> None:
        """Put the act on record for one person, with the rows it changed before and after."""
        entry = {"actor": self.actor.name, **facts}
        if self.agreed:
            entry["agreed"] = sorted(self.agreed)
        if self.agreed_why:
            entry["why"] = self.agreed_why
        entry["rows"] = [
            [change.table, change.key, change.before, change.after]
            for change in self.rows.changes[rows_from:]
        ]
        self.entries.append(
            RecordEntry(
                at=self.now,
                act_id=self.act_id,
                act=str(act),
                staff_id=self.actor.staff_id,
                role=self.actor.role,
                entry=canonical(entry),
                patient_id=patient_id,
                appointment_id=appointment_id,
                session_id=session_id,
            )
        )

    def inverse(self, act: Act, label: str, *, stays: str = "") -> Inverse:
        """Return how this act is taken back; ask for it last, after ``record``."""
        subjects = tuple(
            Subject(entry.patient_id, entry.appointment_id, entry.session_id)
            for entry in self.entries
        )
        rows = tuple(self.rows.changes)
        return Inverse(act, self.act_id, label, rows, self.changes(), subjects, stays)

    def changes(self) -> Changes:
        """Return what the act touched."""
        ids = {kind: frozenset(keys) for kind, keys in self.touched.items()}
        return Changes(ids, everything=self.touched_everything)

    def finish(self, head: ChainHead) -> ChainHead:
        """Write record and feed; the desk calls it last in the transaction."""
        if not self.entries and not self.touched and not self.touched_everything:
            return head
        said: dict[str, Any] = {"desk": self.desk, "window": self.window}
        if self.touched_everything:
            freed = {kind: keys for kind, keys in self.touched.items() if kind == FREED}
            said |= {"everything": True, "ids": freed}
        else:
            said["ids"] = self.touched
        payload = canonical(said)
        if not self.entries:
            self.rows.write_last()
        return write_record(
            self.db,
            desk=self.desk,
            head=head,
            entries=self.entries,
            payload=payload,
            at=self.now,
            events=self.events,
            last=self.rows.last,
        )
