"""What a template would do, before anybody saves it: its dates, why some are left out, figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SessionId, SessionTemplateId, SlotTypeId
from desktop.domain.practice import PracticeOutline
from desktop.domain.release import AT_ONCE, say_release
from desktop.domain.templates import (
    PREVIEW_WEEKS,
    ExceptionKind,
    PlannedDate,
    SessionTemplate,
    TemplateDetails,
    TemplateState,
    check_template,
    closed_by,
    next_dates,
    preview_weeks,
    say_template,
    slots_of_day,
)
from desktop.domain.times import instant_of
from desktop.operations.generating import (
    count_bookable,
    horizon_of,
    lay_dates,
    read_months_ahead,
    refuse_clash,
)
from desktop.operations.templates import (
    KeptSession,
    Published,
    check_refers,
    check_release,
    check_replaced,
)
from desktop.operations.work import Reading
from desktop.persistence.closures import list_in_force, list_release_rules
from desktop.persistence.outline import load_outline
from desktop.persistence.sessions import list_breaks
from desktop.persistence.templates import (
    count_taken_of,
    get_template,
    list_busy,
    list_coming,
    list_dates_made,
    list_templates,
)

UNSAVED = SessionTemplateId("00000000-0000-0000-0000-000000000000")
"""Stands for a template that is not on record yet."""


@dataclass(frozen=True, slots=True)
class TemplatesInSetup:
    """All the Sessions page shows: templates, what they may name, how kinds open, how far ahead."""

    templates: tuple[SessionTemplate, ...]
    outline: PracticeOutline
    opens: dict[SlotTypeId, str]
    months_ahead: int
    today: date


@dataclass(frozen=True, slots=True)
class DatePreview:
    """A date of a template as the preview shows it; ``why`` says why there is no session.

    Shape: ``slots`` are those that can be booked; ``is_own`` with an exception of its own,
    ``is_clash`` where somebody is in two places.
    """

    on_date: date
    start_local: time
    end_local: time
    slots: int
    why: str = ""
    asked: bool = False
    note: str = ""
    is_own: bool = False
    is_clash: bool = False


@dataclass(frozen=True, slots=True)
class PreviewWeek:
    """A week of the calendar: its Monday and what is on each of its days."""

    monday: date
    days: tuple[DatePreview | None, ...]


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """The rule in words, eight weeks, the next twenty dates, and what publishing would do."""

    words: str
    weeks: tuple[PreviewWeek, ...]
    next_dates: tuple[DatePreview, ...]
    plan: Published | None


def read_templates(reading: Reading) -> TemplatesInSetup:
    """Return the templates with all that their editor offers."""
    outline = load_outline(reading.db)
    rules, names = (
        list_release_rules(reading.db),
        {one.id: one.name for one in outline.slot_types},
    )
    return TemplatesInSetup(
        list_templates(reading.db),
        outline,
        {one: say_release(rules.get(one, AT_ONCE), names) for one in names},
        read_months_ahead(reading),
        reading.today,
    )


def preview_template(
    reading: Reading,
    *,
    details: TemplateDetails,
    template_id: SessionTemplateId | None = None,
    replaces_id: SessionTemplateId | None = None,
    is_published: bool = False,
) -> TemplatePreview:
    """Return what a template as it is typed would do; nothing of it need be saved.

    Errors: RuleViolation at the field, as save and publish would say it.
    """
    checked = _check(reading, details, replaces_id)
    template = _template(checked, template_id, replaces_id)
    going, kept = _list_freed(reading, template)
    # Sessions people are booked into are laid out anew, their visits asked about one by one.
    freed = frozenset((*going, *(one.session_id for one in kept)))
    today = reading.today
    from_on = max(today, checked.first_on)
    monday = from_on - timedelta(days=from_on.weekday())
    last = monday + timedelta(days=7 * PREVIEW_WEEKS - 1)
    coming = next_dates(checked, (), from_on)
    last_on = max([last, *(one.on_date for one in coming)])
    closures = list_in_force(reading.db, monday, last_on)
    judge = _Judge(reading, template, monday, last_on, freed)
    weeks = tuple(
        PreviewWeek(
            monday + timedelta(weeks=week),
            tuple(
                None if one is None or one.on_date < today else judge.date_of(one) for one in days
            ),
        )
        for week, days in enumerate(preview_weeks(checked, closures, from_on))
    )
    return TemplatePreview(
        say_template(checked, today),
        weeks,
        tuple(judge.date_of(one) for one in next_dates(checked, closures, from_on)),
        None if is_published else _plan(reading, template),
    )


def plan_publish(
    reading: Reading,
    *,
    details: TemplateDetails,
    template_id: SessionTemplateId | None = None,
    replaces_id: SessionTemplateId | None = None,
) -> Published:
    """Return what publishing would make, cancel, leave out and keep if it were done now.

    Errors: RuleViolation at the field.
    """
    checked = _check(reading, details, replaces_id)
    return _plan(reading, _template(checked, template_id, replaces_id))


def _check(
    reading: Reading, details: TemplateDetails, replaces_id: SessionTemplateId | None
) -> TemplateDetails:
    checked = check_template(details)
    check_refers(reading, checked)
    if replaces_id is not None:
        check_replaced(get_template(reading.db, replaces_id), checked)
    try:
        check_release(reading, checked)
    except RuleViolation as late:
        raise RuleViolation(late.code, "pattern", late.message) from late
    return checked


def _template(
    details: TemplateDetails,
    template_id: SessionTemplateId | None,
    replaces_id: SessionTemplateId | None,
) -> SessionTemplate:
    return SessionTemplate(template_id or UNSAVED, details, TemplateState.DRAFT, replaces_id, 0)


def _plan(reading: Reading, template: SessionTemplate) -> Published:
    until = horizon_of(reading)
    freed, kept = _list_freed(reading, template)
    laid, left_out = lay_dates(
        reading, template, reading.today, until, new_id=lambda: UNSAVED, freed=frozenset(freed)
    )
    slots = count_bookable(reading, laid)
    return Published(template.id, until, len(laid), slots, len(freed), left_out, kept)


def _list_freed(
    reading: Reading, template: SessionTemplate
) -> tuple[list[SessionId], tuple[KeptSession, ...]]:
    """Return the sessions of the one replaced that would go, and those with visits or holds."""
    if template.replaces_id is None:
        return [], ()
    replaced = get_template(reading.db, template.replaces_id).details
    first_on = template.details.first_on
    if replaced.last_on is not None and replaced.last_on < first_on:
        return [], ()
    freed: list[SessionId] = []
    kept: list[KeptSession] = []
    counts = count_taken_of(reading.db, template.replaces_id, first_on, reading.now)
    for row in list_coming(reading.db, template.replaces_id, first_on, date.max, reading.now):
        if taken := counts.get(row["id"]):
            kept.append(KeptSession(row["id"], row["on_date"], taken))
        else:
            freed.append(row["id"])
    return freed, tuple(kept)


class _Judge:
    """Says of each date whether a session is held, and why not."""

    def __init__(
        self,
        reading: Reading,
        template: SessionTemplate,
        first: date,
        last: date,
        freed: Collection[SessionId],
    ):
        self._zone = reading.zone
        self._details = details = template.details
        self._breaks = list_breaks(reading.db)
        self._there = list_dates_made(reading.db, template.id, first, last)
        self._own = {one.on_date: one for one in details.exceptions}
        self._busy: list[dict[str, Any]] = [
            one
            for one in list_busy(reading.db, details.clinician_id, details.room_id, first, last)
            if one["id"] not in freed and one["template_id"] != template.id
        ]

    def _count(self, planned: PlannedDate) -> int:
        return sum(
            one.part.slot_type_id not in self._breaks and closed_by(one, planned.closed) is None
            for one in slots_of_day(self._details, planned)
        )

    def date_of(self, planned: PlannedDate) -> DatePreview:
        """Return how a date is shown."""
        on = planned.on_date
        own = self._own.get(on)
        shown = DatePreview(
            on,
            planned.start_local,
            planned.end_local,
            self._count(planned),
            planned.why,
            planned.asked,
            planned.note,
            is_own=own is not None and own.kind is not ExceptionKind.LEFT_OUT,
        )
        if planned.why:
            return shown
        if self._there.get(on) is False:
            return replace(shown, why="cancelled")
        try:
            hours = (planned.start_local, planned.end_local)
            start_at, end_at = (instant_of(on, at, self._zone) for at in hours)
            session: dict[str, Any] = {"start_at": start_at, "end_at": end_at}
            session["clinician_id"] = self._details.clinician_id
            refuse_clash(session, self._busy, self._zone)
        except RuleViolation as why:
            return replace(shown, why=why.message, is_clash=why.code == "clash")
        return shown
