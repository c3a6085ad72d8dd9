"""Daily work that one desk does: a row a job, leased by the desk that does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select, text, update

from desktop.persistence.base import Instant
from desktop.persistence.tables import jobs

FARTHEST_DUE = timedelta(days=2)
"""A daily job due later than this was put there by a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it stands: when it is due again, who is at it, when it was last done, how it went.

    ``words`` is empty after it went well, else what stood in its way.
    """

    name: str
    due_at: datetime
    leased_by: str
    leased_until: datetime | None
    done_at: datetime | None
    words: str


def find_job(db: Connection, name: str) -> JobRow | None:
    """Return a job, None before any desk has seen it."""
    row = db.execute(select(jobs).where(jobs.c.name == name)).first()
    return None if row is None else JobRow(*row)


def is_due(job: JobRow | None, now: datetime, lease: timedelta) -> bool:
    """Return whether a desk should take the job now."""
    if job is None:
        return True
    waits = now < job.due_at <= now + FARTHEST_DUE
    leased = job.leased_until is not None and now < job.leased_until <= now + lease
    return not (waits or leased)


_MAKE = text(
    "INSERT INTO jobs (name, due_at, leased_by, words) VALUES (:name, :due_at, '', '') "
    "ON CONFLICT (name) DO NOTHING"
).bindparams(bindparam("due_at", type_=Instant()))


def take_job(db: Connection, name: str, *, desk: str, now: datetime, lease: timedelta) -> bool:
    """Lease the job if it is due and nobody is at it; returns whether it is this desk's now."""
    db.execute(_MAKE, {"name": name, "due_at": now})
    done = db.execute(
        update(jobs)
        .where(
            jobs.c.name == name,
            or_(jobs.c.due_at <= now, jobs.c.due_at > now + FARTHEST_DUE),
            or_(
                jobs.c.leased_until.is_(None),
                jobs.c.leased_until <= now,
                jobs.c.leased_until > now + lease,
            ),
        )
        .values(leased_by=desk, leased_until=now + lease)
    )
    return done.rowcount == 1


def finish_job(
    db: Connection,
    name: str,
    *,
    desk: str,
    due_at: datetime,
    done_at: datetime | None,
    words: str = "",
) -> None:
    """Give the lease back: done (``done_at``), or not, with ``words`` that say why."""
    values = {"due_at": due_at, "leased_by": "", "leased_until": None, "words": words}
    if done_at is not None:
        values["done_at"] = done_at
    db.execute(update(jobs).where(jobs.c.name == name, jobs.c.leased_by == desk).values(values))
