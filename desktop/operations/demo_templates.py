"""The demo's session templates: published, and of every session of its diary the one it is of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from desktop.domain.closures import list_bank_holidays
from desktop.domain.ids import SessionTemplateId, uuid7
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.repeats import Every, Repeat
from desktop.domain.sessions import PatternPart
from desktop.domain.templates import (
    ExceptionKind,
    TemplateDetails,
    TemplateException,
    TemplateState,
    check_template,
    plan_dates,
)
from desktop.operations.demo_patterns import OPENS, has_group, pattern_of
from desktop.operations.demo_practice import (
    AFTERNOON,
    CLINICS,
    KINDS,
    MORNING,
    NATION,
    DemoClinician,
    DemoPractice,
    Worker,
)
from desktop.operations.demo_rows import DemoRows, Row
from desktop.persistence.sessions import ONE_OFF
from desktop.persistence.tables import (
    release_rules,
    session_templates,
    template_exceptions,
    template_parts,
)
from desktop.persistence.templates import exception_rows, part_rows, template_values

_WORK = {
    "Nurse": "dressings",
    "Physio": "physio",
    "Pharmacist": "reviews",
}
"""What a half day is called, "surgery" of everybody else; at several sites the site says it."""

_Half = tuple[str, int, int]
"""Whose half day of the week: name, 0 or 1, weekday."""


class DemoTemplates:
    """Makes the templates first, says which one a session is of, and at last their dates."""

    def __init__(self, rows: DemoRows, practice: DemoPractice, first_on: date, made_at: datetime):
        """``first_on``: no session lies before. Rows are taken here but for dates of their own."""
        self._rows = rows
        self._practice = practice
        self._first_on = first_on - timedelta(days=first_on.weekday())
        self._made_at = made_at
        self._random = Random(str(first_on))  # not the diary's: that would go on otherwise
        self._details: dict[SessionTemplateId, TemplateDetails] = {}
        self._of: dict[_Half, tuple[SessionTemplateId, str]] = {}
        self._made: dict[SessionTemplateId, set[date]] = {}
        for clinician in practice.clinicians:
            self._add_all_of(clinician)
        rule = ReleaseRule(Release.ON_THE_DAY, at_local=OPENS)
        row = {name: getattr(rule, name) for name in ReleaseRule.__dataclass_fields__}
        rows.add(release_rules, {"slot_type_id": practice.kinds["D"], **row, "version": 1})

    def _add_all_of(self, clinician: DemoClinician) -> None:
        found: dict[tuple[int, str, bool], list[int]] = {}
        for weekday, halves in enumerate(clinician.worker.week.split()):
            for half, clinic in enumerate(halves):
                if clinic != "-":
                    group = has_group(clinician.worker, half, weekday)
                    found.setdefault((half, clinic, group), []).append(weekday)
        sites = {clinic for _, clinic, _ in found}
        for (half, clinic, group), weekdays in found.items():
            site = CLINICS[clinic][0] if len(sites) > 1 else ""
            name = _name(clinician.worker, half, site, group=group)
            key = self._add(clinician, half, clinic, tuple(weekdays), name=name, group=group)
            for weekday in weekdays:
                self._of[clinician.worker.name, half, weekday] = (key, clinic)

    def _add(
        self,
        clinician: DemoClinician,
        half: int,
        clinic: str,
        weekdays: tuple[int, ...],
        *,
        name: str,
        group: bool,
    ) -> SessionTemplateId:
        worker = clinician.worker
        minute, length = (MORNING, AFTERNOON)[half]
        details = check_template(
            TemplateDetails(
                name=name,
                clinic_id=self._practice.clinics[clinic],
                clinician_id=clinician.id,
                room_id=self._practice.room(worker, clinic),
                repeat=Repeat(Every.WEEK, weekdays),
                first_on=self._first_on,
                start_local=_clock(minute),
                end_local=_clock(minute + length),
                pattern=self._parts(worker, half, group=group),
            )
        )
        milliseconds = int(self._made_at.timestamp() * 1000)
        key = SessionTemplateId(uuid7(milliseconds, self._random.getrandbits(80)))
        self._details[key], self._made[key] = details, set()
        row = {"id": key, "state": TemplateState.PUBLISHED, "replaces_id": None, "version": 1}
        self._rows.add(session_templates, row | template_values(details))
        self._rows.add_all(template_parts, part_rows(key, details.pattern))
        return key

    def _parts(self, worker: Worker, half: int, *, group: bool) -> tuple[PatternPart, ...]:
        laid = pattern_of(worker, half, group=group)
        return tuple(
            PatternPart(
                len(list(same)), self._practice.kinds[letter], minutes, KINDS[letter].capacity
            )
            for (letter, minutes), same in groupby(laid, lambda one: (one.letter, one.minutes))
        )

    def origin(self, on: date, worker: Worker, half: int, clinic: str) -> Row:
        """Return what a session says of where it comes from: its template's date, or nowhere."""
        key, where = self._of.get((worker.name, half, on.weekday()), (None, ""))
        if key is None or where != clinic:
            return ONE_OFF
        self._made[key].add(on)
        return {"template_id": key, "template_on": on, "is_one_off": False}

    def add_exceptions(self, today: date, last_on: date) -> None:
        """Say of each date that went otherwise than by the rule what it was.

        Those to come are left out where no session was made, so that none is made of them later.
        """
        closed = list_bank_holidays(NATION, self._first_on, last_on)
        for key, details in self._details.items():
            planned = plan_dates(details, closed, self._first_on, last_on)
            held = {one.on_date for one in planned if one.held}
            made = self._made[key]
            own = [TemplateException(on, ExceptionKind.WORKED) for on in made - held]
            own += [
                TemplateException(on, ExceptionKind.LEFT_OUT) for on in held - made if on >= today
            ]
            self._add_exceptions(key, details, own)

    def _add_exceptions(
        self, key: SessionTemplateId, details: TemplateDetails, own: Iterable[TemplateException]
    ) -> None:
        checked = check_template(replace(details, exceptions=tuple(own)))
        self._rows.add_all(template_exceptions, exception_rows(key, checked.exceptions))


def _name(worker: Worker, half: int, site: str, *, group: bool) -> str:
    when = ("Morning", "Afternoon")[half]
    if site:
        return f"{when}s, {site}"
    return f"{when} with a group" if group else f"{when} {_WORK.get(worker.profession, 'surgery')}"


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
