"""The daily work on sessions: making those to come, and turning slots whose day has come near."""

from __future__ import annotations

from desktop.operations.desk import Desk
from desktop.operations.jobs import DailyJob

JOB = "sessions"
HORIZON_SETTING = "sessions.months_ahead"
"""How many months ahead sessions are made."""


def sessions_job() -> DailyJob:
    """Return the job that makes sessions up to the horizon, for the window's thread of jobs."""
    return DailyJob(JOB, _do, in_demos=False)


def _do(desk: Desk) -> None:
    # A window that has made its sessions today has no need of these.
    from desktop.operations.generating import extend_sessions
    from desktop.operations.release_rules import turn_due_slots

    extend_sessions(desk)
    turn_due_slots(desk)
