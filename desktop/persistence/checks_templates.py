"""What ``attend check`` asks of sessions that templates made: each goes back to its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import takewhile

from sqlalchemy import Connection, select

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SessionTemplateId
from desktop.domain.sessions import SessionState
from desktop.domain.templates import TemplateDetails, TemplateState, all_dates
from desktop.persistence.checks import Rule, Violation
from desktop.persistence.tables import session_templates, sessions
from desktop.persistence.templates import get_template

ORIGINS = (
    Rule(
        "origin",
        "sessions",
        "it is neither made by a template for a date nor marked as a one-off",
        "SELECT id FROM sessions WHERE is_one_off <> (template_id IS NULL) "
        "OR (template_id IS NULL) <> (template_on IS NULL)",
    ),
    Rule(
        "made twice",
        "sessions",
        "session {other} was made of the same template for the same date",
        "SELECT a.id, b.id AS other FROM sessions a JOIN sessions b "
        "ON b.template_id = a.template_id AND b.template_on = a.template_on AND b.id > a.id "
        "WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'",
    ),
    Rule(
        "no pattern",
        "session_templates",
        "it has no slot pattern",
        "SELECT t.id FROM session_templates t "
        "WHERE NOT EXISTS (SELECT 1 FROM template_parts p WHERE p.template_id = t.id)",
    ),
)


class TemplateRule(StrEnum):
    """What a session may have against its template, by name."""

    UNREADABLE = "rule unreadable"
    DRAFT = "of a draft"
    NO_DATE = "no date of its rule"


def find_untraceable(db: Connection) -> Iterator[Violation]:
    """Give the sessions that take place and are of no date of their template's rule."""
    for template_id in db.execute(select(session_templates.c.id)).scalars().all():
        try:
            template = get_template(db, template_id)
        except RuleViolation as error:
            words = f"its rule can’t be read: {error.message}"
            yield Violation(TemplateRule.UNREADABLE, "session_templates", template_id, words)
            continue
        made = _list_made(db, template_id)
        if not made:
            continue
        # Its end may have been set since: what was kept for a visit stays traceable.
        endless = replace(template.details, last_on=None)
        dates = _dates_until(endless, max(on for _, on in made))
        for session_id, on in made:
            if template.state is TemplateState.DRAFT:
                yield Violation(
                    TemplateRule.DRAFT, "sessions", session_id, "its template is a draft"
                )
            elif on not in dates:
                words = f"{on} is no date of its template"
                yield Violation(TemplateRule.NO_DATE, "sessions", session_id, words)


def _dates_until(details: TemplateDetails, last: date) -> set[date]:
    return set(takewhile(lambda on: on <= last, all_dates(details)))


def _list_made(db: Connection, template_id: SessionTemplateId) -> list[tuple[str, date]]:
    query = select(sessions.c.id, sessions.c.template_on).where(
        sessions.c.template_id == template_id, sessions.c.state != SessionState.CANCELLED
    )
    return [(row.id, row.template_on) for row in db.execute(query) if row.template_on]
