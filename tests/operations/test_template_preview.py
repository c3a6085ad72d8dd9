"""What is shown before a template is published is what publishing then does, on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from desktop.domain.errors import Conflict, NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.repeats import Every, Repeat
from desktop.domain.sessions import PatternPart
from desktop.domain.templates import ExceptionKind, TemplateException
from desktop.operations.booking import book_appointment
from desktop.operations.closures import add_closure
from desktop.operations.generating import extend_sessions, read_months_ahead
from desktop.operations.months_ahead import set_months_ahead
from desktop.operations.release_rules import set_release_rule
from desktop.operations.template_preview import (
    UNSAVED,
    plan_publish,
    preview_template,
    read_templates,
)
from desktop.operations.templates import KEEP, Published, publish_template, save_template
from desktop.operations.work import Actor
from desktop.persistence.templates import get_template, list_coming
from tests.factories.templates import make_closure
from tests.operations.conftest import SmallPractice
from tests.operations.template_cases import details_of, draft, published

MONDAYS = Repeat(Every.WEEK, (0,))
FORTNIGHTLY = Repeat(Every.WEEK, (0,), 2)
MONDAY = date(2026, 11, 23)


def plain(one: Published) -> tuple[Any, ...]:
    """Return the figures without the ids that only what is on record has."""
    left_out = [(each.on_date, each.why, each.asked) for each in one.left_out]
    return one.until, one.sessions, one.slots, one.cancelled, left_out, one.kept


def replacing(practice: SmallPractice) -> tuple[Any, Any]:
    """A published template with one visit, and the change of it from the second week on."""
    old = published(practice, repeat=MONDAYS)
    on = MONDAY + timedelta(days=14)
    with practice.desk.database.reading() as db:
        row = list_coming(db, old.id, on, on, practice.clock())[0]
    from tests.operations.test_templates import slots_in

    slot = slots_in(practice, row["id"])[0]
    practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=(slot.id,))
    changed = details_of(
        practice,
        clinician_id=old.details.clinician_id,
        repeat=MONDAYS,
        first_on=MONDAY + timedelta(days=7),
        pattern=practice.pattern_of(3),
    )
    return old, changed


def test_the_figures_shown_are_those_of_publishing(practice: SmallPractice) -> None:
    old, changed = replacing(practice)

    shown = practice.desk.read(plan_publish, details=changed, replaces_id=old.id)
    saved = practice.desk.act(save_template, details=changed, replaces_id=old.id).value
    done = practice.desk.act(publish_template, template_id=saved.id, version=1, shown=shown).value

    assert plain(shown) == plain(done)
    assert shown.template_id == UNSAVED
    # 23 Mondays; the first stays as it was, the third has a visit and is left out.
    assert (shown.sessions, shown.slots, shown.cancelled) == (21, 63, 21)
    assert [(one.on_date, one.taken) for one in shown.kept] == [(date(2026, 12, 7), 1)]
    why = next(one.why for one in shown.left_out if one.on_date == date(2026, 12, 7))
    assert why == "Hannah Levy is at Alder Lane then (Morning surgery, 08:30 to 12:30)."


def test_figures_that_are_others_by_now_publish_nothing(practice: SmallPractice) -> None:
    made = draft(practice, repeat=MONDAYS)
    shown = practice.desk.read(plan_publish, details=made.details, template_id=made.id)
    practice.desk.act(add_closure, details=make_closure(MONDAY))

    with pytest.raises(Conflict) as stopped:
        practice.desk.act(publish_template, template_id=made.id, version=1, shown=shown)

    assert stopped.value.code == "figures"
    assert stopped.value.message == (
        "Since you looked, this has changed: 23 sessions would be made, now 22 sessions. "
        "138 slots would be made, now 132 slots. Mon 23 Nov is left out: Staff training. "
        "Nothing is published."
    )
    with practice.desk.database.reading() as db:
        assert get_template(db, made.id) == made
    again = stopped.value.facts["published"]
    done = practice.desk.act(publish_template, template_id=made.id, version=1, shown=again)
    assert done.words == "Morning surgery published: 22 sessions made. 4 dates left out."


def test_the_preview_names_why_a_date_is_left_out(practice: SmallPractice) -> None:
    other = published(practice, repeat=MONDAYS, room_id=practice.room, name="Baby clinic")
    practice.desk.act(add_closure, details=make_closure(date(2026, 12, 21)))
    own = TemplateException(date(2026, 12, 5), ExceptionKind.HELD, note="Saturday clinic")
    leave = TemplateException(date(2027, 1, 4), ExceptionKind.LEFT_OUT, note="leave")
    details = details_of(
        practice,
        room_id=practice.room,
        repeat=FORTNIGHTLY,
        first_on=MONDAY,
        exceptions=(own, leave),
        start_local=other.details.end_local,
        end_local=other.details.end_local.replace(hour=14),
    )

    shown = practice.desk.read(preview_template, details=details)

    assert shown.words.startswith("Every second Monday, 12:30 to 14:30, from 23 November")
    firsts = [(one.on_date, one.why, one.is_own) for one in shown.next_dates[:6]]
    assert firsts == [
        (date(2026, 11, 23), "", False),
        (date(2026, 12, 5), "", True),
        (date(2026, 12, 7), "", False),
        (date(2026, 12, 21), "Staff training", False),
        (date(2027, 1, 4), "leave", False),
        (date(2027, 1, 18), "", False),
    ]
    assert len(shown.next_dates) == 20
    assert [week.monday for week in shown.weeks][::7] == [MONDAY, date(2027, 1, 11)]
    assert shown.weeks[1].days[5].on_date == date(2026, 12, 5)  # type: ignore[union-attr]
    early = practice.desk.read(
        preview_template, details=details_of(practice, room_id=practice.room, repeat=MONDAYS)
    )
    clash = early.next_dates[0]
    assert clash.is_clash
    assert clash.why == "Room 4 is taken by Hannah Levy then (Baby clinic, 08:30 to 12:30)."


def test_a_published_template_stands_not_in_its_own_way(practice: SmallPractice) -> None:
    made = published(practice, repeat=MONDAYS)
    shown = practice.desk.read(
        preview_template, details=made.details, template_id=made.id, is_published=True
    )
    assert not any(one.is_clash for one in shown.next_dates)
    assert shown.plan is None


def test_slips_are_said_before_anything_is_saved(practice: SmallPractice) -> None:
    on_the_day = ReleaseRule(Release.ON_THE_DAY, at_local=details_of(practice).end_local)
    practice.desk.act(set_release_rule, slot_type_id=practice.phone, rule=on_the_day)
    late = details_of(practice, pattern=(PatternPart(1, practice.phone, 10),))
    foreign = details_of(practice, end_local=details_of(practice).start_local)
    for details, field, words in (
        (late, "pattern", "Open it earlier, or move the slot."),
        (foreign, "end_local", "The session has to end after it starts."),
    ):
        with pytest.raises(RuleViolation) as slip:
            practice.desk.read(preview_template, details=details)
        assert slip.value.field == field
        assert slip.value.message.endswith(words)


def test_saving_a_draft_keeps_what_it_replaces(practice: SmallPractice) -> None:
    old, changed = replacing(practice)
    saved = practice.desk.act(save_template, details=changed, replaces_id=old.id).value
    arguments = {"details": changed, "template_id": saved.id}
    again = practice.desk.act(save_template, **arguments, version=1).value
    assert (saved.replaces_id, again.replaces_id) == (old.id, old.id)
    alone = practice.desk.act(save_template, **arguments, version=2, replaces_id=None).value
    assert alone.replaces_id is None
    kept = practice.desk.act(save_template, **arguments, version=3, replaces_id=KEEP).value
    assert kept.replaces_id is None


def test_sessions_are_made_as_many_months_ahead_as_the_manager_says(
    practice: SmallPractice,
) -> None:
    published(practice, repeat=MONDAYS)
    assert practice.desk.read(read_months_ahead) == 6
    done = practice.desk.act(set_months_ahead, months=12)
    assert done.words == "Sessions are made 12 months ahead."
    assert practice.desk.read(read_templates).months_ahead == 12
    assert extend_sessions(practice.desk).until == date(2027, 11, 18)
    for months in (0, 25):
        with pytest.raises(RuleViolation) as refused:
            practice.desk.act(set_months_ahead, months=months)
        assert refused.value.field == "months"


def test_who_may_draft_saves_drafts_and_publishes_nothing(practice: SmallPractice) -> None:
    details = details_of(practice)
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.act(save_template, details=details)
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST, may_draft=True)
    saved = practice.desk.act(save_template, details=details).value
    for operation, arguments in (
        (publish_template, {"template_id": saved.id, "version": 1}),
        (set_months_ahead, {"months": 3}),
    ):
        with pytest.raises(NotAllowed):
            practice.desk.act(operation, **arguments)  # type: ignore[arg-type]
