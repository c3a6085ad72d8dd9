"""Session templates on both engines: drafts, publishing, generating, dates of their own, ends."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import Conflict, NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.repeats import Every, Repeat
from desktop.domain.sessions import PatternPart, SessionState
from desktop.domain.templates import (
    BankHolidayRule,
    ExceptionKind,
    TemplateException,
    TemplateState,
)
from desktop.domain.times import local_of
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_rows
from desktop.operations.closures import add_closure, work_bank_holiday
from desktop.operations.generating import (
    SLOTS_A_BATCH,
    Extended,
    extend_sessions,
    list_left_out,
)
from desktop.operations.release_rules import set_release_rule
from desktop.operations.templates import (
    discard_draft,
    end_template,
    publish_template,
    save_template,
    set_template_date,
)
from desktop.operations.undo import undo
from desktop.operations.work import Actor
from desktop.persistence.tables import places, sessions, slots
from desktop.persistence.templates import get_template
from tests.factories.templates import make_closure
from tests.operations.conftest import TODAY, SmallPractice
from tests.operations.dumps import dump
from tests.operations.template_cases import details_of, draft, published

HELD, LEFT_OUT = ExceptionKind.HELD, ExceptionKind.LEFT_OUT
MONDAYS = Repeat(Every.WEEK, (0,))
MONDAY = date(2026, 11, 23)
ZONE = "Europe/London"


def sessions_of(practice: SmallPractice, template_id: str) -> list[Any]:
    """Return the template's live sessions in order of time."""
    query = (
        select(sessions)
        .where(sessions.c.template_id == template_id, sessions.c.state != SessionState.CANCELLED)
        .order_by(sessions.c.start_at)
    )
    with practice.desk.database.reading() as db:
        return list(db.execute(query).all())


def days_of(practice: SmallPractice, template_id: str) -> list[date]:
    return [row.on_date for row in sessions_of(practice, template_id)]


def slots_in(practice: SmallPractice, session_id: str) -> list[Any]:
    query = select(slots).where(slots.c.session_id == session_id).order_by(slots.c.start_at)
    with practice.desk.database.reading() as db:
        return list(db.execute(query).all())


def is_clean(practice: SmallPractice) -> bool:
    with practice.desk.database.reading() as db:
        checked = check_rows(db, now=practice.clock(), zone=ZONE)
    rows = {one.invariant: one.violations for one in checked}
    return not any(rows[name] for name in ("places", "slots", "sessions", "visits", "times"))


def test_a_draft_is_kept_and_read_back_and_makes_nothing(practice: SmallPractice) -> None:
    details = details_of(practice, exceptions=(TemplateException(MONDAY, LEFT_OUT, note="leave"),))
    saved = practice.desk.act(save_template, details=details).value
    changed = details_of(practice, name="Baby clinic", pattern=practice.pattern_of(3))
    arguments = {"template_id": saved.id, "details": changed}
    again = practice.desk.act(save_template, **arguments, version=1).value

    assert saved.details == details
    assert (again.details, again.version) == (changed, 2)
    assert again.state is TemplateState.DRAFT
    assert days_of(practice, saved.id) == []
    assert practice.desk.read(list_left_out) == ()
    with pytest.raises(Conflict):
        practice.desk.act(save_template, **arguments, version=1)


def test_publishing_makes_the_sessions_up_to_the_horizon(practice: SmallPractice) -> None:
    made = draft(
        practice,
        repeat=MONDAYS,
        pattern=(
            PatternPart(2, practice.routine, 10),
            PatternPart(1, practice.rest, 20),
            PatternPart(1, practice.group, 30, 3),
        ),
    )

    done = practice.desk.act(publish_template, template_id=made.id, version=1)

    # 18 May is six months on; Boxing Day's substitute, Easter Monday and two in May are left out.
    days = days_of(practice, made.id)
    assert (days[0], days[-1], len(days)) == (MONDAY, date(2027, 5, 17), 23)
    assert [(one.on_date, one.why) for one in done.value.left_out] == [
        (date(2026, 12, 28), "Boxing Day, substitute day"),
        (date(2027, 3, 29), "Easter Monday"),
        (date(2027, 5, 3), "May Day"),
    ]
    assert (done.value.sessions, done.value.slots) == (23, 69)  # the break does not count
    first = sessions_of(practice, made.id)[0]
    laid = slots_in(practice, first.id)
    assert [f"{local_of(one.start_at, ZONE):%H:%M}" for one in laid] == [
        "08:30", "08:40", "08:50", "09:10",
    ]  # fmt: skip
    with practice.desk.database.reading() as db:
        seats = select(func.count()).where(places.c.slot_id == laid[3].id)
        assert db.execute(seats).scalar_one() == 3
    assert {local_of(row.start_at, ZONE).time() for row in sessions_of(practice, made.id)} == {
        time(8, 30)
    }
    assert is_clean(practice)


def test_generating_goes_on_and_twice_changes_nothing(practice: SmallPractice) -> None:
    daily = Repeat(Every.WEEK, tuple(range(7)))
    made = published(practice, repeat=daily, pattern=practice.pattern_of(20))
    before = days_of(practice, made.id)
    practice.clock.advance(days=30)

    done: Extended = extend_sessions(practice.desk)
    after = days_of(practice, made.id)

    assert after[: len(before)] == before
    assert done.sessions == len(after) - len(before) > 20
    assert done.slots == 20 * done.sessions > SLOTS_A_BATCH
    assert done.until == date(2027, 6, 18)
    whole = dump(practice.desk)
    again = extend_sessions(practice.desk)
    assert (again.sessions, again.left_out) == (0, done.left_out)
    assert dump(practice.desk) == whole
    assert extend_sessions(practice.desk, months=12).sessions > 150
    assert is_clean(practice)


def test_a_clash_leaves_that_date_out_and_names_both(practice: SmallPractice) -> None:
    practice.make_session(on_date=MONDAY, start_local=time(9), end_local=time(13))
    other = published(practice, name="Baby clinic", room_id=practice.other_room, repeat=MONDAYS)
    doctors = draft(practice, clinician_id=practice.doctor, repeat=MONDAYS)

    done = practice.desk.act(publish_template, template_id=doctors.id, version=1).value
    rooms = draft(practice, room_id=practice.other_room, repeat=MONDAYS, name="Late")
    late = practice.desk.act(publish_template, template_id=rooms.id, version=1).value

    assert done.left_out[0].words == (
        "Morning surgery, Mon 23 Nov: Dr Anjali Patel is at Alder Lane then (09:00 to 13:00)."
    )
    assert days_of(practice, doctors.id)[0] == MONDAY + timedelta(days=7)
    assert late.sessions == 0
    assert late.left_out[0].words == (
        "Late, Mon 23 Nov: Room 6 is taken by Hannah Levy then (Baby clinic, 08:30 to 12:30)."
    )
    assert len(days_of(practice, other.id)) > 20
    listed = practice.desk.read(list_left_out, template_id=doctors.id)
    assert listed == done.left_out


def test_a_date_left_out_for_a_clash_is_made_once_that_is_gone(practice: SmallPractice) -> None:
    made = practice.desk.act(
        publish_template, template_id=draft(practice, clinician_id=practice.doctor,
                                            first_on=TODAY, repeat=Repeat(Every.WEEK, (2,))).id,
        version=1,
    )  # fmt: skip
    # The small practice has a session of the doctor's today, 11:00 to 13:00; 08:30 is over.
    assert TODAY not in days_of(practice, made.value.template_id)
    clash = practice.desk.act(add_closure, details=make_closure(MONDAY + timedelta(days=2)))
    other = published(practice, first_on=MONDAY, repeat=Repeat(Every.WEEK, (2,)))
    assert clash.undo is not None
    assert MONDAY + timedelta(days=2) not in days_of(practice, other.id)

    practice.desk.act(undo, inverse=clash.undo)
    done = extend_sessions(practice.desk)

    assert done.sessions == 1
    assert days_of(practice, other.id)[0] == MONDAY + timedelta(days=2)


def test_bank_holidays_go_by_the_rule_and_the_practices_own_list(practice: SmallPractice) -> None:
    boxing_day = date(2026, 12, 28)
    asks = published(practice, repeat=MONDAYS, bank_holidays=BankHolidayRule.ASK)
    keeps = published(practice, repeat=MONDAYS, bank_holidays=BankHolidayRule.KEEP)

    assert boxing_day in days_of(practice, keeps.id)
    asked = practice.desk.read(list_left_out, template_id=asks.id)
    assert [one.on_date for one in asked if one.asked] == [one.on_date for one in asked]
    worked = TemplateException(boxing_day, ExceptionKind.WORKED)
    practice.desk.act(set_template_date, template_id=asks.id, version=2, exception=worked)
    assert boxing_day in days_of(practice, asks.id)

    practice.desk.act(work_bank_holiday, on_date=date(2027, 3, 29))
    assert extend_sessions(practice.desk).sessions == 1
    assert date(2027, 3, 29) in days_of(practice, asks.id)
    with pytest.raises(RuleViolation, match="no bank holiday"):
        practice.desk.act(work_bank_holiday, on_date=date(2027, 3, 29))


def test_slots_in_a_closure_of_some_hours_are_blocked_and_say_why(practice: SmallPractice) -> None:
    practice.desk.act(add_closure, details=make_closure(MONDAY, start_local=time(9)))
    made = published(practice, repeat=MONDAYS)

    laid = slots_in(practice, sessions_of(practice, made.id)[0].id)

    assert [one.block_reason for one in laid] == ["", "", "", *(["Staff training"] * 3)]
    assert [one.state.value for one in laid] == ["open"] * 3 + ["blocked"] * 3


def test_a_template_that_replaces_another_takes_over_from_its_first_day(
    practice: SmallPractice,
) -> None:
    old = published(practice, repeat=MONDAYS)
    booked_on = MONDAY + timedelta(days=14)
    session = next(one for one in sessions_of(practice, old.id) if one.on_date == booked_on)
    slot = slots_in(practice, session.id)[0].id
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,))
    fresh = details_of(
        practice,
        clinician_id=old.details.clinician_id,
        first_on=MONDAY + timedelta(days=7),
        repeat=MONDAYS,
        end_local=time(11, 30),
    )
    saved = practice.desk.act(save_template, details=fresh, replaces_id=old.id).value

    done = practice.desk.act(publish_template, template_id=saved.id, version=1)

    assert days_of(practice, old.id) == [MONDAY, booked_on]
    assert booked_on not in days_of(practice, saved.id)
    assert [(one.on_date, one.taken) for one in done.value.kept] == [(booked_on, 1)]
    assert done.value.left_out[0].on_date == booked_on
    with practice.desk.database.reading() as db:
        assert get_template(db, old.id).details.last_on == MONDAY + timedelta(days=6)
    assert extend_sessions(practice.desk).sessions == 0
    assert is_clean(practice)


def test_replacing_one_that_has_ended_does_not_bring_it_back(practice: SmallPractice) -> None:
    old = published(practice, repeat=MONDAYS)
    ids = {"template_id": old.id, "version": 2}
    practice.desk.act(end_template, **ids, last_on=MONDAY)
    fresh = details_of(practice, first_on=MONDAY + timedelta(days=28), repeat=MONDAYS)
    saved = practice.desk.act(save_template, details=fresh, replaces_id=old.id).value

    practice.desk.act(publish_template, template_id=saved.id, version=1)

    assert extend_sessions(practice.desk).sessions == 0
    assert days_of(practice, old.id) == [MONDAY]


def test_the_undo_of_publishing_is_refused_once_a_visit_is_booked(practice: SmallPractice) -> None:
    made = draft(practice, repeat=MONDAYS)
    done = practice.desk.act(publish_template, template_id=made.id, version=1)
    slot = slots_in(practice, sessions_of(practice, made.id)[0].id)[0].id
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,))
    assert done.undo is not None

    with pytest.raises(Conflict, match="08:30 has been booked since"):
        practice.desk.act(undo, inverse=done.undo)


def test_one_date_is_left_out_added_moved_and_put_back(practice: SmallPractice) -> None:
    made = published(practice, repeat=MONDAYS, pattern=practice.pattern_of(12))
    tuesday = MONDAY + timedelta(days=1)

    def set_date(exception: TemplateException, version: int, **more: Any) -> Any:
        arguments = {"template_id": made.id, "version": version, "exception": exception}
        return practice.desk.act(set_template_date, **arguments, **more)

    set_date(TemplateException(MONDAY, LEFT_OUT, note="leave"), 2)
    set_date(TemplateException(tuesday, HELD), 3)
    assert days_of(practice, made.id)[:2] == [tuesday, MONDAY + timedelta(days=7)]
    assert practice.desk.read(list_left_out)[0].why == "leave"
    set_date(TemplateException(MONDAY, LEFT_OUT), 4, takes_away=True)
    set_date(TemplateException(tuesday, HELD, start_local=time(9, 30)), 5)
    monday, moved = sessions_of(practice, made.id)[:2]
    assert monday.on_date == MONDAY
    assert local_of(moved.start_at, ZONE).time() == time(9, 30)
    assert len(slots_in(practice, moved.id)) == 6
    slot = slots_in(practice, moved.id)[0].id
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,))
    with pytest.raises(RuleViolation, match="1 place is booked or held"):
        set_date(TemplateException(tuesday, LEFT_OUT), 6)
    assert extend_sessions(practice.desk).sessions == 0
    assert is_clean(practice)


def test_ending_cancels_what_is_free_and_keeps_what_is_booked(practice: SmallPractice) -> None:
    made = published(practice, repeat=MONDAYS)
    session = sessions_of(practice, made.id)[2]
    slot = slots_in(practice, session.id)[0].id
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,))

    done = practice.desk.act(
        end_template, template_id=made.id, version=2, last_on=MONDAY + timedelta(days=7)
    ).value

    assert days_of(practice, made.id) == [
        MONDAY, MONDAY + timedelta(days=7), session.on_date,
    ]  # fmt: skip
    assert (done.cancelled, [one.on_date for one in done.kept]) == (20, [session.on_date])
    assert extend_sessions(practice.desk).sessions == 0


def test_what_can_not_be_done_with_a_template_says_why(practice: SmallPractice) -> None:
    made = published(practice)
    ids = {"template_id": made.id, "version": 2}
    waiting = draft(practice)
    refused: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("published", save_template, {**ids, "details": made.details}),
        ("published", discard_draft, ids),
        ("published", publish_template, ids),
        ("past", end_template, {**ids, "last_on": TODAY - timedelta(days=2)}),
        ("last_on", end_template, {**ids, "last_on": TODAY}),
        ("draft", end_template, {"template_id": waiting.id, "version": 1, "last_on": MONDAY}),
        ("past", set_template_date,
         {**ids, "exception": TemplateException(TODAY - timedelta(days=1), HELD)}),
        ("replaces", save_template, {"details": made.details, "replaces_id": waiting.id}),
        ("first_on", save_template, {"details": made.details, "replaces_id": made.id}),
        ("kind", save_template,
         {"details": details_of(practice, pattern=(PatternPart(1, practice.clinic, 10),))}),
    )  # fmt: skip
    for code, operation, arguments in refused:
        with pytest.raises(RuleViolation) as told:
            practice.desk.act(operation, **arguments)
        assert told.value.code == code
        assert told.value.message.endswith(".")
    for operation in (publish_template, discard_draft):
        with pytest.raises(Conflict):
            practice.desk.act(operation, template_id=waiting.id, version=7)
    with pytest.raises(RuleViolation, match="1 to 24 months"):
        extend_sessions(practice.desk, months=25)


def test_only_managers_publish(practice: SmallPractice) -> None:
    made = draft(practice)
    practice.desk.actor = Actor("Bea", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.act(publish_template, template_id=made.id, version=1)


def test_slots_are_made_with_their_release_and_a_late_one_is_refused(
    practice: SmallPractice,
) -> None:
    at_eight = ReleaseRule(Release.ON_THE_DAY, 0, time(8))
    practice.desk.act(set_release_rule, slot_type_id=practice.routine, rule=at_eight)
    made = published(practice, repeat=MONDAYS)
    rows = [slots_in(practice, one.id)[0] for one in sessions_of(practice, made.id)]

    # On both sides of the clock change of 28 March.
    assert {local_of(one.release_at, ZONE).time() for one in rows} == {time(8)}
    late = ReleaseRule(Release.ON_THE_DAY, 0, time(9))
    with pytest.raises(RuleViolation, match="after its slot at 08:30 starts"):
        practice.desk.act(set_release_rule, slot_type_id=practice.routine, rule=late, version=1)
    practice.desk.act(end_template, template_id=made.id, version=2, last_on=MONDAY)
