"""Cases of undo for templates, closures and release rules; each with a clinician of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from desktop.domain.closures import Closure, ClosureDetails, ClosureKind
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.repeats import Every, Repeat
from desktop.domain.templates import ExceptionKind, SessionTemplate, TemplateException
from desktop.operations.closures import add_closure
from desktop.operations.practice import make_clinician
from desktop.operations.templates import publish_template, save_template
from tests.factories.templates import make_closure, make_template
from tests.operations.conftest import TODAY, SmallPractice

Arguments = dict[str, Any]
LATER = TODAY + timedelta(days=40)
DAYS = Repeat(Every.WEEK, (0, 3), count=4)


def details_of(practice: SmallPractice, **changed: Any) -> Any:
    """Return a template of somebody new: Mondays and Thursdays from TODAY, four times."""
    visiting = practice.desk.act(
        make_clinician, given_names="Hannah", family_name="Levy", profession="GP registrar"
    ).value
    values: dict[str, Any] = {
        "clinic_id": practice.clinic,
        "clinician_id": visiting,
        "room_id": None,
        "repeat": DAYS,
        "first_on": practice.clock().date() + timedelta(days=1),
        "pattern": practice.pattern_of(6),
    }
    return make_template(**(values | changed))


def draft(practice: SmallPractice, **changed: Any) -> SessionTemplate:
    """Save a draft."""
    saved: SessionTemplate = practice.desk.act(
        save_template, details=details_of(practice, **changed)
    ).value
    return saved


def published(practice: SmallPractice, **changed: Any) -> SessionTemplate:
    """Publish a template; its version is 2 then."""
    saved = draft(practice, **changed)
    practice.desk.act(publish_template, template_id=saved.id, version=1)
    return saved


def closure(practice: SmallPractice) -> Closure:
    """Close a day to come."""
    added: Closure = practice.desk.act(
        add_closure, details=make_closure(practice.clock().date() + timedelta(days=30))
    ).value
    return added


def _publishing(practice: SmallPractice) -> Arguments:
    old = published(practice)
    fresh = details_of(
        practice,
        clinician_id=old.details.clinician_id,
        first_on=old.details.first_on + timedelta(days=6),
        end_local=old.details.end_local.replace(hour=11),
    )
    saved = practice.desk.act(save_template, details=fresh, replaces_id=old.id).value
    return {"template_id": saved.id, "version": 1}


def _dating(practice: SmallPractice) -> Arguments:
    made = published(practice)
    later = made.details.start_local.replace(hour=9)
    on = made.details.first_on
    while on.weekday() != 3:
        on += timedelta(days=1)
    exception = TemplateException(on, ExceptionKind.HELD, start_local=later)
    return {"template_id": made.id, "version": 2, "exception": exception}


def _ending(practice: SmallPractice) -> Arguments:
    made = published(practice)
    last_on = made.details.first_on + timedelta(days=2)
    return {"template_id": made.id, "version": 2, "last_on": last_on}


def _closed(practice: SmallPractice, **more: Any) -> Arguments:
    return {"closure_id": closure(practice).id, "version": 1} | more


def _releasing(practice: SmallPractice) -> Arguments:
    published(practice, pattern=practice.pattern_of(3))
    rule = ReleaseRule(Release.MINUTES_BEFORE, 30 + practice.clock().day)
    return {"slot_type_id": practice.group, "rule": rule}


def _proposed(practice: SmallPractice) -> Arguments:
    on = practice.clock().date() + timedelta(days=50)
    details = ClosureDetails(ClosureKind.CLOSED, "Fire drill", on, on)
    return {"proposed": (details, details)}


TEMPLATE_CASES: dict[str, Callable[[SmallPractice], Arguments]] = {
    "save_template": lambda practice: {"details": details_of(practice)},
    "discard_draft": lambda practice: {"template_id": draft(practice).id, "version": 1},
    "publish_template": _publishing,
    "set_template_date": _dating,
    "end_template": _ending,
    "add_closure": lambda practice: {
        "details": make_closure(practice.clock().date() + timedelta(days=20))
    },
    "change_closure": lambda practice: _closed(practice, details=make_closure(LATER, "Moved")),
    "withdraw_closure": _closed,
    "work_bank_holiday": lambda _practice: {"on_date": LATER.replace(month=12, day=25)},
    "propose_closures": _proposed,
    "set_release_rule": _releasing,
    "set_months_ahead": lambda _practice: {"months": 9},
}
