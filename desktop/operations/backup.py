"""Copying a whole practice into one file, and putting such a copy back on either engine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from desktop.domain.errors import Unavailable
from desktop.domain.ids import ActId
from desktop.domain.people import Registration
from desktop.domain.permissions import Act, Role
from desktop.domain.visits import State
from desktop.operations.checks import INVARIANTS, Checked, check_open
from desktop.operations.desk import Desk, new_id, url_is_file
from desktop.operations.outcome import Outcome
from desktop.operations.work import SYSTEM, Work
from desktop.persistence.backup import (
    loading_on_server,
    prepare_file,
    swap_in_file,
    write_copy,
)
from desktop.persistence.engine import open_database, read_url
from desktop.persistence.file_copy import OnShare, discard_file
from desktop.persistence.record import RecordEntry, canonical, make_desk, write_record
from desktop.persistence.tables import appointments, patients

RESTORE_DESK = "Attend/restore"
_COPYING, _CHECKING = 0.8, 0.2
"""The shares of putting back and of checking in a restore."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made: where, how large, of how many people and visits."""

    file: Path
    size_bytes: int
    people: int
    visits: int

    @property
    def words(self) -> str:
        """What was done, in a sentence."""
        megabytes = self.size_bytes / 1_000_000
        return (
            f"Copied {self.people:,} people and {self.visits:,} visits to {self.file} "
            f"({megabytes:,.1f} MB)."
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that was put back, what the check found in it, where the one before is kept."""

    people: int
    visits: int
    checked: tuple[Checked, ...]
    kept: str

    @property
    def violations(self) -> int:
        """How many rows the check found."""
        return sum(len(one.violations) for one in self.checked)

    @property
    def words(self) -> str:
        """What was done, in sentences."""
        said = f"Restored {self.people:,} people and {self.visits:,} visits."
        if self.kept:
            said += f" What was there before is kept as {self.kept}."
        return said


def copy_practice(url: str, file: Path, on_share: OnShare = lambda _share: None) -> Copied:
    """Write a copy of the whole database to the file, while desks go on working.

    Errors: Unavailable where either can't be read or written.
    """
    write_copy(url, file, on_share)
    copy = open_database(f"sqlite:///{file}")
    try:
        with copy.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            people, visits = _count(db)
    finally:
        copy.close()
    return Copied(file, file.stat().st_size, people, visits)


def note_copy(work: Work, *, copied: Copied) -> Outcome[None]:
    """Put on record that the whole practice was copied, and where to."""
    work.require(Act.COPY_PRACTICE)
    facts = {"what": copied.file.name, "people": copied.people, "visits": copied.visits}
    work.record(Act.COPY_PRACTICE, facts)
    return Outcome(None, work.changes(), words=copied.words)


def copy_from_desk(
    desk: Desk, url: str, file: Path, on_share: OnShare = lambda _share: None
) -> Copied:
    """Copy the practice that this desk has open, and put it on record."""
    copied = copy_practice(url, file, on_share)
    desk.act(note_copy, copied=copied)
    return copied


def restore_practice(
    file: Path,
    url: str,
    *,
    anyway: bool = False,
    now: datetime | None = None,
    on_share: OnShare = lambda _share: None,
) -> Restored:
    """Lay the copy in a new place, check it, and swap it in; what was there before is kept.

    A file: beside the old one, swapped by renaming. A server: the old tables move to a schema of
    their own and the copy takes their place, in one transaction. ``anyway`` puts back a copy
    in which the check finds something.
    Errors: Unavailable("in_use") while anybody has it open, ("found") for what the check found;
    nothing is changed then.
    """
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    restore = _restore_file if url_is_file(url) else _restore_on_server

    def _on_copied(share: float) -> None:
        on_share(share * _COPYING)

    def _settle(db: Connection) -> tuple[tuple[Checked, ...], tuple[int, int]]:
        steps = iter(range(len(INVARIANTS)))
        checked = check_open(
            db, on_row=lambda _row: on_share(_COPYING + _CHECKING * next(steps) / len(INVARIANTS))
        )
        _refuse_what_was_found(checked, anyway=anyway)
        _record_restore(db, file, now or datetime.now(UTC))
        return checked, _count(db)

    checked, (people, visits), kept = restore(file, url, stamp, _settle, _on_copied)
    on_share(1.0)
    return Restored(people, visits, checked, kept)


_Settled = tuple[tuple[Checked, ...], tuple[int, int]]
_Settle = Callable[[Connection], _Settled]


def _restore_file(
    file: Path, url: str, stamp: str, settle: _Settle, on_share: OnShare
) -> tuple[tuple[Checked, ...], tuple[int, int], str]:
    target = Path(str(read_url(url).database))
    new = prepare_file(file, target, on_share)
    try:
        database = open_database(f"sqlite:///{new}")
        try:
            with database.writing() as db:
                checked, counts = settle(db)
        finally:
            database.close()
        kept = swap_in_file(new, target, stamp)
    finally:
        discard_file(new)
    return checked, counts, "" if kept is None else str(kept)


def _restore_on_server(
    file: Path, url: str, stamp: str, settle: _Settle, on_share: OnShare
) -> tuple[tuple[Checked, ...], tuple[int, int], str]:
    with _prepared_apart(file) as copy, loading_on_server(copy, url, stamp, on_share) as loading:
        db, kept = loading
        checked, counts = settle(db)
    return checked, counts, f"the schema {kept}" if kept else ""


@contextmanager
def _prepared_apart(file: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="attend-restore-") as folder:
        yield prepare_file(file, Path(folder) / "copy.db")


def _refuse_what_was_found(checked: tuple[Checked, ...], *, anyway: bool) -> None:
    found = [(one.invariant, violation) for one in checked for violation in one.violations]
    if not found or anyway:
        return
    row, first = found[0]
    raise Unavailable(
        "found",
        f"attend check finds {len(found)} wrong in this copy, the first in {row}: {first.table} "
        f"{first.id}: {first.words}. Nothing was changed; --anyway restores it all the same.",
    )


def _record_restore(db: Connection, file: Path, at: datetime) -> None:
    head = make_desk(db, RESTORE_DESK)
    entry = RecordEntry(
        at=at,
        act_id=ActId(new_id()),
        act=Act.RESTORE_PRACTICE,
        staff_id=None,
        role=Role.SYSTEM,
        entry=canonical({"actor": SYSTEM.name, "what": file.name}),
    )
    payload = canonical({"desk": RESTORE_DESK, "everything": True})
    write_record(db, desk=RESTORE_DESK, head=head, entries=[entry], payload=payload, at=at)


def _count(db: Connection) -> tuple[int, int]:
    """Count as the export does: who was entered in error and taken back is nobody."""
    people = select(func.count()).where(patients.c.registration != Registration.ENTERED_IN_ERROR)
    visits = (
        select(func.count())
        .select_from(appointments.join(patients, patients.c.id == appointments.c.patient_id))
        .where(
            patients.c.registration != Registration.ENTERED_IN_ERROR,
            appointments.c.state != State.ENTERED_IN_ERROR,
        )
    )
    return db.execute(people).scalar_one(), db.execute(visits).scalar_one()
