"""Session templates: drafts, publishing, dates of their own, their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import SessionId, SessionTemplateId, SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.release import check_opens_in_time
from desktop.domain.repeats import say_day_of_year
from desktop.domain.sessions import SessionState
from desktop.domain.templates import (
    SessionTemplate,
    TemplateDetails,
    TemplateException,
    TemplateState,
    check_template,
    minute_of,
    plan_dates,
)
from desktop.domain.times import local_of, short_date
from desktop.operations.clinic_hours import ask_template
from desktop.operations.generating import DateLeftOut, horizon_of, make_dates, read_around
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.booking import lock_session
from desktop.persistence.closures import list_release_rules
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row, list_known_types
from desktop.persistence.tables import session_templates, sessions, slot_types
from desktop.persistence.templates import (
    count_taken,
    get_template,
    list_coming,
    template_row,
    template_values,
    write_exceptions,
    write_pattern,
)

KEEP = SessionTemplateId("")
"""As ``replaces_id``: what the draft replaces already, nothing for a new one."""


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session that a change leaves as it was, because places of it are booked or held."""

    session_id: SessionId
    on_date: date
    taken: int


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing made and cancelled, what it left out, and what it had to keep.

    ``slots`` are those that can be booked: breaks do not count.
    """

    template_id: SessionTemplateId
    until: date
    sessions: int
    slots: int
    cancelled: int
    left_out: tuple[DateLeftOut, ...] = ()
    kept: tuple[KeptSession, ...] = ()


def save_template(
    work: Work,
    *,
    details: TemplateDetails,
    template_id: SessionTemplateId | None = None,
    version: int = 0,
    replaces_id: SessionTemplateId | None = KEEP,
) -> Outcome[SessionTemplate]:
    """Save a draft, new (without ``template_id``) or changed; no desk sees it before it is out.

    ``replaces_id`` is the published one it takes over from on its first day; KEEP leaves it.
    Errors: RuleViolation at the field; ("published") for one that is out; Conflict("stale").
    """
    work.require(Act.SAVE_TEMPLATE)
    checked = check_template(details)
    check_refers(work, checked)
    before = None if template_id is None else template_row(work.db, template_id)
    if replaces_id == KEEP:
        replaces_id = None if before is None else before["replaces_id"]
    if replaces_id is not None:
        check_replaced(get_template(work.db, replaces_id), checked)
    fresh = template_values(checked) | {"replaces_id": replaces_id}
    if template_id is None or before is None:
        template_id = SessionTemplateId(work.new_id())
        state = TemplateState.DRAFT
        row = {"id": template_id, **fresh, "state": state, "version": 1}
        work.rows.insert(session_templates, row)
    else:
        if before["state"] is not TemplateState.DRAFT:
            sentence = "It is published. Save the change as a new draft that replaces it."
            raise RuleViolation("published", None, sentence)
        work.rows.update(session_templates, (template_id,), before | {"version": version}, fresh)
    write_pattern(work.rows, template_id, checked.pattern)
    write_exceptions(work.rows, template_id, checked.exceptions)
    saved = get_template(work.db, template_id)
    label = f"Draft of {checked.name} saved."
    return _done(work, Act.SAVE_TEMPLATE, saved.id, saved, label)


def discard_draft(
    work: Work, *, template_id: SessionTemplateId, version: int
) -> Outcome[SessionTemplateId]:
    """Throw a draft away.

    Errors: RuleViolation("published") for one that is out; Conflict("stale").
    """
    work.require(Act.SAVE_TEMPLATE)
    row = template_row(work.db, template_id)
    if row["state"] is not TemplateState.DRAFT:
        raise RuleViolation("published", None, "It is published. Give it a last day instead.")
    write_pattern(work.rows, template_id, ())
    write_exceptions(work.rows, template_id, ())
    work.rows.delete(session_templates, (template_id,), row | {"version": version})
    label = f"Draft of {row['name']} thrown away."
    return _done(work, Act.SAVE_TEMPLATE, template_id, template_id, label)


def publish_template(
    work: Work, *, template_id: SessionTemplateId, version: int, shown: Published | None = None
) -> Outcome[Published]:
    """Let a draft make its sessions up to the horizon, and end the template it replaces.

    ``shown`` are the figures somebody agreed to (template_preview.plan_publish): where they are
    others by now, nothing is kept and the Conflict("figures") has them as ``published``.

    Free sessions of the one replaced are cancelled from its first day on; those with visits or
    holds stay as they are and are named in ``kept``, and the new template leaves those dates out.
    Errors: RuleViolation at the field; ("published"); Conflict("stale" or "figures");
    NeedsAgreement hours, clinic.
    """
    work.require(Act.PUBLISH_TEMPLATE)
    template = get_template(work.db, template_id)
    details = check_template(template.details)
    check_refers(work, details)
    check_release(work, details)
    if template.state is not TemplateState.DRAFT:
        raise RuleViolation("published", None, f"{details.name} is published already.")
    until = horizon_of(work)
    work.need_agreement(ask_template(work, template, until))
    cancelled = 0
    kept: tuple[KeptSession, ...] = ()
    if template.replaces_id is not None:
        replaced = get_template(work.db, template.replaces_id)
        check_replaced(replaced, details)
        last_on = details.first_on - timedelta(days=1)
        if replaced.details.last_on is None or replaced.details.last_on > last_on:
            cancelled, kept = _end(work, replaced, last_on)
    before = template_row(work.db, template_id) | {"version": version}
    after = {"state": TemplateState.PUBLISHED}
    work.rows.update(session_templates, (template_id,), before, after)
    told = list(work.rows.changes)
    made = make_dates(work, template, work.today, until, journal=True)
    published = Published(
        template_id, until, made.sessions, made.slots, cancelled, made.left_out, kept
    )
    if shown is not None and (changed := say_difference(shown, published)):
        sentence = f"Since you looked, this has changed: {changed} Nothing is published."
        raise Conflict("figures", sentence, published=published)
    label = f"{details.name} published: {say_count(made.sessions, 'session')} made."
    if made.left_out:
        label = f"{label} {say_count(len(made.left_out), 'date')} left out."
    return _done(work, Act.PUBLISH_TEMPLATE, template_id, published, label, told=len(told))


def end_template(
    work: Work, *, template_id: SessionTemplateId, version: int, last_on: date
) -> Outcome[Published]:
    """Give a published template its last day; free sessions after it are cancelled.

    Those with visits or holds stay and are named in ``kept``.
    Errors: RuleViolation("last_on") before its first day or today; Conflict("stale").
    """
    work.require(Act.PUBLISH_TEMPLATE)
    template = get_template(work.db, template_id)
    if template.version != version:
        template = replace(template, version=version)  # the write tells that it is stale
    if last_on < work.today - timedelta(days=1):
        raise RuleViolation("past", "last_on", "What is over stays. Choose today or later.")
    cancelled, kept = _end(work, template, last_on)
    ended = Published(template_id, last_on, 0, 0, cancelled, kept=kept)
    said = say_day_of_year(last_on, work.today)
    label = f"{template.details.name} ends on {said}: {say_count(cancelled, 'session')} cancelled."
    return _done(work, Act.PUBLISH_TEMPLATE, template_id, ended, label)


def set_template_date(
    work: Work,
    *,
    template_id: SessionTemplateId,
    version: int,
    exception: TemplateException,
    takes_away: bool = False,
) -> Outcome[Published]:
    """Give one date of a published template its own way, or (``takes_away``) its rule's again.

    The session of that date is made, cancelled or made anew.
    Errors: RuleViolation at exceptions; ("booked") where visits or holds stand in the way;
    ("clash"), naming the other session; Conflict("stale").
    """
    work.require(Act.PUBLISH_TEMPLATE)
    template = get_template(work.db, template_id)
    on = exception.on_date
    if on < work.today:
        raise RuleViolation("past", "exceptions", "What is over stays. Choose today or later.")
    others = tuple(one for one in template.details.exceptions if one.on_date != on)
    own = others if takes_away else (*others, exception)
    details = check_template(replace(template.details, exceptions=own))
    before = template_row(work.db, template_id) | {"version": version}
    work.rows.update(session_templates, (template_id,), before, {"name": details.name})
    write_exceptions(work.rows, template_id, details.exceptions)
    told = len(work.rows.changes)
    done = Published(template_id, on, 0, 0, 0)
    if template.state is TemplateState.PUBLISHED and on <= horizon_of(work):
        done = _settle_date(work, replace(template, details=details), on)
    label = f"{details.name}, {short_date(on)}: " + (
        "as its rule says." if takes_away else f"{exception.kind.value.replace('-', ' ')}."
    )
    return _done(work, Act.PUBLISH_TEMPLATE, template_id, done, label, told=told)


def _settle_date(work: Work, template: SessionTemplate, on: date) -> Published:
    """Make the session of a date be what the template now wants."""
    around = read_around(work, template, on, on)
    planned = plan_dates(template.details, around.closures, on, on)
    wanted = planned[0] if planned and planned[0].held else None
    there = list_coming(work.db, template.id, on, on, work.now)
    cancelled = 0
    if there and wanted is not None:
        hours = [local_of(there[0][at], work.zone).time() for at in ("start_at", "end_at")]
        if hours == [wanted.start_local, wanted.end_local]:
            return Published(template.id, on, 0, 0, 0)
    if there:
        taken = count_taken(work.db, there[0]["id"], work.now)
        if taken:
            places = "1 place is" if taken == 1 else f"{taken} places are"
            sentence = (
                f"On {short_date(on)} {places} booked or held. "
                "Change that session in the diary: it asks for each visit."
            )
            raise RuleViolation("booked", "exceptions", sentence)
        cancelled, _ = _cancel(work, there)
    made = make_dates(work, template, on, on, journal=True, again=True)
    if wanted is not None and made.left_out:
        raise RuleViolation("clash", "exceptions", made.left_out[0].why)
    return Published(template.id, on, made.sessions, made.slots, cancelled, made.left_out)


def say_count(count: int, noun: str) -> str:
    """Say a number of things, "1 session", "2,400 slots"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def say_difference(shown: Published, now: Published) -> str:
    """Say where the figures of publishing are no longer those shown; "" where they are."""
    said = [
        f"{then} would be {verb}, now {say_count(count, noun)}."
        for then, count, noun, verb in (
            (say_count(shown.sessions, "session"), now.sessions, "session", "made"),
            (say_count(shown.slots, "slot"), now.slots, "slot", "made"),
            (say_count(shown.cancelled, "session"), now.cancelled, "session", "cancelled"),
        )
        if then != say_count(count, noun)
    ]
    for one in now.left_out:
        if (one.on_date, one.why) not in {(each.on_date, each.why) for each in shown.left_out}:
            said.append(f"{short_date(one.on_date)} is left out: {one.why.rstrip('.')}.")
    now_out = {one.on_date for one in now.left_out}
    for one in shown.left_out:
        if one.on_date not in now_out:
            said.append(f"{short_date(one.on_date)} is no longer left out.")
    if {(one.session_id, one.taken) for one in shown.kept} != {
        (one.session_id, one.taken) for one in now.kept
    }:
        said.append(f"{say_count(sum(one.taken for one in now.kept), 'place')} are booked or held.")
    return " ".join(said)


def _end(
    work: Work, template: SessionTemplate, last_on: date
) -> tuple[int, tuple[KeptSession, ...]]:
    """Set a template's last day and cancel its free sessions after it."""
    if template.state is not TemplateState.PUBLISHED:
        raise RuleViolation("draft", None, f"{template.details.name} is a draft: throw it away.")
    if last_on < template.details.first_on:
        first = say_day_of_year(template.details.first_on, work.today)
        raise RuleViolation("last_on", "last_on", f"It begins on {first}: end it later.")
    before = template_row(work.db, template.id) | {"version": template.version}
    work.rows.update(session_templates, (template.id,), before, {"last_on": last_on})
    after = last_on + timedelta(days=1)
    return _cancel(work, list_coming(work.db, template.id, after, date.max, work.now))


def _cancel(work: Work, coming: Sequence[dict[str, Any]]) -> tuple[int, tuple[KeptSession, ...]]:
    """Cancel the sessions that nobody has a place of; return how many, and the others."""
    kept: list[KeptSession] = []
    for row in coming:
        lock_session(work.db, row["id"], share=False)
        taken = count_taken(work.db, row["id"], work.now)
        if taken:
            kept.append(KeptSession(row["id"], row["on_date"], taken))
            continue
        work.rows.update(sessions, (row["id"],), row, {"state": SessionState.CANCELLED})
        work.touch("day", row["on_date"])
        work.touch("session", row["id"])
    return len(coming) - len(kept), tuple(kept)


def check_refers(work: Reading, details: TemplateDetails) -> None:
    """Refuse what a template names and is not there, another clinic's room, a kind retired."""
    if not get_row(work.db, "clinicians", details.clinician_id)["active"]:
        raise RuleViolation("retired", "clinician_id", "This clinician is retired. Choose another.")
    if details.room_id is not None:
        room = get_row(work.db, "rooms", details.room_id)
        if not room["active"]:
            raise RuleViolation("retired", "room_id", f"{room['name']} is retired.")
        if room["clinic_id"] != details.clinic_id:
            raise RuleViolation("room", "room_id", "This room belongs to another clinic.")
    kinds = sorted({part.slot_type_id for part in details.pattern})
    known = list_known_types(work.db, kinds)
    for kind in kinds:
        if kind not in known:
            row = read_row(work.db, slot_types, (kind,))
            name = row["name"] if row else "A kind of slot"
            sentence = f"{name} is not in use any more. Choose another kind of slot."
            raise RuleViolation("kind", "pattern", sentence)


def check_replaced(replaced: SessionTemplate, details: TemplateDetails) -> None:
    """Refuse to replace a draft, or to begin before the one replaced did."""
    if replaced.state is not TemplateState.PUBLISHED:
        sentence = f"{replaced.details.name} is a draft: change it, it needs no replacing."
        raise RuleViolation("replaces", "replaces_id", sentence)
    if details.first_on <= replaced.details.first_on:
        sentence = "It has to begin after the one it replaces began."
        raise RuleViolation("first_on", "first_on", sentence)


def check_release(work: Reading, details: TemplateDetails) -> None:
    """Refuse a slot that would start before its kind opens."""
    rules = list_release_rules(work.db)
    for kind, starts in starts_by_kind(details).items():
        if kind in rules:
            name = get_row(work.db, "slot_types", kind)["name"]
            check_opens_in_time(rules[kind], starts, name)


def starts_by_kind(details: TemplateDetails) -> dict[SlotTypeId, list[time]]:
    """Return when the slots of each kind begin on an ordinary day, in wall-clock time."""
    found: dict[SlotTypeId, list[time]] = {}
    at = minute_of(details.start_local)
    for part in details.pattern:
        for _ in range(part.count):
            found.setdefault(part.slot_type_id, []).append(time(at // 60, at % 60))
            at += part.minutes
    return found


def _done(
    work: Work,
    act: Act,
    template_id: SessionTemplateId,
    value: Any,
    label: str,
    *,
    told: int | None = None,
) -> Outcome[Any]:
    """Put the act on record; of ``told`` rows and on, the record has the number, undo the rows."""
    work.touch("template", template_id)
    every = work.rows.changes
    if told is not None:
        made = every[told:]
        del every[told:]
        facts = {"what": label, "template": template_id, "rows_made": len(made)}
        work.record(act, facts)
        every.extend(made)
    else:
        work.record(act, {"what": label, "template": template_id})
    undo = work.inverse(act, label, stays="It stays as it is.")
    return Outcome(value, work.changes(), undo, label)
