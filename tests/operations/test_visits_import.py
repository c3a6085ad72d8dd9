"""Visits, times and their people from files: what takes a place, what doesn't, what is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.visits import State
from desktop.exchange.mapping import read_mapping
from desktop.operations.checks import check_rows
from desktop.operations.people_import import report_rows
from desktop.operations.preferences import record_preference
from desktop.operations.visits_import import import_visits
from desktop.operations.work import Actor
from desktop.persistence.tables import patients
from tests.operations.conftest import SmallPractice
from tests.operations.dumps import dump
from tests.operations.import_scene import count_rows, read_rows, write_lines

ANN = {
    "resourceType": "Patient",
    "id": "ann",
    "name": [{"family": "Lloyd", "given": ["Ann"]}],
    "birthDate": "1970-01-31",
}
DOCTOR = {
    "resourceType": "Practitioner",
    "id": "patel",
    "name": [{"prefix": ["Dr"], "given": ["Anjali"], "family": "Patel"}],
}
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def _appointment(start: datetime, minutes: int = 10, **changed: Any) -> dict[str, Any]:
    actors = ("Patient/ann", "Practitioner/patel")
    return {
        "resourceType": "Appointment",
        "id": f"visit-{start:%d%H%M}",
        "status": "booked",
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=minutes)).isoformat(),
        "description": "Knee",
        "participant": [{"actor": {"reference": one}, "status": "accepted"} for one in actors],
    } | changed


def _slot(number: int, **changed: Any) -> dict[str, Any]:
    start = LATER + timedelta(minutes=10 * number)
    return {
        "resourceType": "Slot",
        "id": f"slot-{number}",
        "schedule": {"reference": "Schedule/one"},
        "status": "free",
        "serviceType": [{"text": "Routine"}],
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=10)).isoformat(),
    } | changed


SCHEDULE = {
    "resourceType": "Schedule",
    "id": "one",
    "actor": [{"reference": "Practitioner/patel"}, {"display": "Alder Lane"}],
}


def _left_wrong(practice: SmallPractice) -> list[str]:
    with practice.desk.database.reading() as db:
        found = check_rows(db, now=practice.desk.clock(), zone=practice.desk.practice.zone)
        # The small practice's own three people have no keys of search: "orphans" says so.
        return [one.invariant for one in found if one.violations and one.invariant != "orphans"]


def test_a_past_visit_takes_no_place_and_needs_no_session(
    practice: SmallPractice, tmp_path: Path
) -> None:
    past = _appointment(datetime(2026, 3, 2, 9, tzinfo=UTC), status="fulfilled")
    gone = _appointment(datetime(2026, 3, 3, 9, tzinfo=UTC), status="noshow")
    file = write_lines(tmp_path / "visits.ndjson", ANN, DOCTOR, past, gone)
    report = import_visits(practice.desk, [file])
    assert (report.people.added, report.visits.added, report.refused) == (1, 2, 0)
    rows = read_rows(practice.desk, "appointments", reason="Knee")
    assert {one["state"] for one in rows} == {State.FULFILLED, State.NOSHOW}
    assert {(one["session_id"], one["clinician_id"]) for one in rows} == {(None, practice.doctor)}
    assert _left_wrong(practice) == []


def test_a_coming_visit_takes_the_place_it_names(practice: SmallPractice, tmp_path: Path) -> None:
    named = [{"reference": "Slot/slot-0"}, {"reference": "Slot/slot-1"}]
    visit = _appointment(LATER, 20, slot=named, created="2026-11-02T09:15:00+00:00")
    file = write_lines(
        tmp_path / "day.ndjson", ANN, DOCTOR, SCHEDULE, _slot(0, status="busy"), _slot(1), visit
    )
    report = import_visits(practice.desk, [file])
    assert (report.slots.added, report.visits.added, report.extras) == (2, 1, 0)
    taken = read_rows(practice.desk, "appointments", reason="Knee")[0]
    assert taken["clinician_id"] == practice.doctor
    assert count_rows(practice.desk, "places", appointment_id=taken["id"]) == 2
    (booked,) = read_rows(practice.desk, "visit_events", appointment_id=taken["id"])
    assert booked["at"] == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
    assert _left_wrong(practice) == []


def test_a_coming_visit_finds_its_time_without_naming_slots(
    practice: SmallPractice, tmp_path: Path
) -> None:
    file = write_lines(
        tmp_path / "day.ndjson", ANN, DOCTOR, SCHEDULE, _slot(0), _appointment(LATER)
    )
    assert import_visits(practice.desk, [file]).visits.added == 1
    taken = read_rows(practice.desk, "appointments", reason="Knee")[0]
    assert taken["session_id"] is not None


def test_a_visit_without_a_free_place_is_an_extra_and_a_clash_is_told(
    practice: SmallPractice, tmp_path: Path
) -> None:
    first, second, third = (_appointment(LATER, id=name) for name in ("a", "b", "c"))
    file = write_lines(
        tmp_path / "day.ndjson", ANN, DOCTOR, SCHEDULE, _slot(0), first, second, third
    )
    report = import_visits(practice.desk, [file])
    assert (report.visits.added, report.extras, report.visits.refused) == (2, 1, 1)
    told = [row for row in report_rows(report) if row[4] == "not taken"]
    assert "There is an extra at that time already." in told[0][3]
    assert _left_wrong(practice) == []


def test_a_coming_visit_with_no_session_is_told(practice: SmallPractice, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "visit.ndjson", ANN, DOCTOR, _appointment(LATER))
    report = import_visits(practice.desk, [file])
    assert (report.visits.added, report.visits.refused) == (0, 1)
    assert any("The clinician has no session then." in row[3] for row in report_rows(report))


def test_busy_time_without_its_visit_is_not_offered(
    practice: SmallPractice, tmp_path: Path
) -> None:
    file = write_lines(tmp_path / "day.ndjson", DOCTOR, SCHEDULE, _slot(0, status="busy"), _slot(1))
    import_visits(practice.desk, [file])
    made = read_rows(practice.desk, "slots", block_reason="Busy in the system it came from")
    assert [one["start_at"] for one in made] == [LATER]


def test_twice_and_a_dry_run_change_nothing(practice: SmallPractice, tmp_path: Path) -> None:
    past = _appointment(datetime(2026, 3, 2, 9, tzinfo=UTC), status="fulfilled")
    file = write_lines(
        tmp_path / "all.ndjson.gz", ANN, DOCTOR, SCHEDULE, _slot(0), past, _appointment(LATER)
    )
    before = dump(practice.desk)
    dry = import_visits(practice.desk, [file], dry_run=True)
    assert dump(practice.desk) == before
    done = import_visits(practice.desk, [file])
    assert {name: one.added for name, one in dry.kinds.items()} == {
        name: one.added for name, one in done.kinds.items()
    }
    after = dump(practice.desk)
    again = import_visits(practice.desk, [file])
    assert (again.added, again.visits.known, again.slots.known) == (0, 2, 1)
    assert dump(practice.desk) == after


def test_an_encounter_of_an_appointment_is_the_same_visit(
    practice: SmallPractice, tmp_path: Path
) -> None:
    past = _appointment(datetime(2026, 3, 2, 9, tzinfo=UTC), id="a", status="fulfilled")
    seen = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "subject": {"reference": "Patient/ann"},
        "appointment": [{"reference": "Appointment/a"}],
        "period": {"start": "2026-03-02T09:02:00Z", "end": "2026-03-02T09:12:00Z"},
    }
    file = write_lines(tmp_path / "visits.ndjson", ANN, past, seen)
    report = import_visits(practice.desk, [file])
    assert (report.visits.added + report.visits.known, len(report.slips)) == (2, 0)
    assert count_rows(practice.desk, "imports", kind="Encounter") == 1


def test_a_visit_that_changed_there_is_told(practice: SmallPractice, tmp_path: Path) -> None:
    past = _appointment(datetime(2026, 3, 2, 9, tzinfo=UTC), status="fulfilled")
    import_visits(practice.desk, [write_lines(tmp_path / "one.ndjson", ANN, past)])
    missed = past | {"status": "noshow"}
    report = import_visits(practice.desk, [write_lines(tmp_path / "two.ndjson", missed)])
    assert (report.visits.known, report.visits.added) == (1, 0)
    assert [slip.reason for slip in report.slips] == [
        "It was taken in before and differs now; nothing here was changed."
    ]
    assert count_rows(practice.desk, "appointments", state=State.FULFILLED) == 1


def test_a_visit_of_somebody_merged_goes_to_who_lives_on(
    practice: SmallPractice, tmp_path: Path
) -> None:
    import_visits(practice.desk, [write_lines(tmp_path / "one.ndjson", ANN)])
    ann = read_rows(practice.desk, "patients", given_names="Ann")[0]["id"]
    with practice.desk.database.writing() as db:
        merged = update(patients).where(patients.c.id == ann)
        db.execute(merged.values(root_id=practice.rosa, merged_at=practice.clock()))
    past = _appointment(datetime(2026, 3, 2, 9, tzinfo=UTC), status="fulfilled")
    import_visits(practice.desk, [write_lines(tmp_path / "two.ndjson", past)])
    assert count_rows(practice.desk, "appointments", patient_id=practice.rosa) == 1


def test_a_coming_visit_of_somebody_who_told_us_something_has_its_needs(
    practice: SmallPractice, tmp_path: Path
) -> None:
    import_visits(practice.desk, [write_lines(tmp_path / "one.ndjson", ANN)])
    ann = read_rows(practice.desk, "patients", given_names="Ann")[0]["id"]
    practice.desk.act(record_preference, patient_id=ann, kind="bsl", told=Told())
    visit = _appointment(LATER, slot=[{"reference": "Slot/slot-0"}])
    lines = (DOCTOR, SCHEDULE, _slot(0, status="busy"), visit)
    import_visits(practice.desk, [write_lines(tmp_path / "two.ndjson", *lines)])
    (need,) = read_rows(practice.desk, "visit_needs")
    assert (need["kind"], need["state"]) == ("bsl", NeedState.TO_ARRANGE)
    with practice.desk.database.reading() as db:
        (row,) = check_rows(db, now=practice.clock(), zone="Europe/London", only=("needs",))
    assert row.violations == ()


def test_an_id_that_only_looks_like_ours_is_none(practice: SmallPractice, tmp_path: Path) -> None:
    odd = "zzzzzzzz-zzzz-7zzz-zzzz-zzzzzzzzzzzz"
    past = _appointment(datetime(2026, 3, 2, 9, tzinfo=UTC), id=odd, status="fulfilled")
    past["participant"] = [{"actor": {"reference": f"Patient/{odd}"}}]
    file = write_lines(tmp_path / "odd.ndjson", ANN | {"id": odd}, past)
    assert import_visits(practice.desk, [file]).added == 2


class _PulledOut(Exception):
    """Stands for the plug."""


def test_an_import_broken_off_goes_on_where_it_stopped(
    practice: SmallPractice, tmp_path: Path
) -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    visits = [
        _appointment(start + timedelta(minutes=10 * number), id=f"v{number}", status="fulfilled")
        for number in range(600)
    ]
    file = write_lines(tmp_path / "many.ndjson", ANN, *visits)
    seen = iter(range(300))

    def _break_off() -> None:
        if next(seen, None) is None:
            raise _PulledOut

    with pytest.raises(_PulledOut):
        import_visits(practice.desk, [file], on_entry=_break_off)
    some = count_rows(practice.desk, "appointments")
    assert 0 < some < 600
    report = import_visits(practice.desk, [file])
    assert (report.visits.added, report.visits.known) == (600 - some, some)
    assert _left_wrong(practice) == []


MAPPING = """
name = "old-system"
kind = "visits"
delimiter = ";"
[person]
id = "who"
family_name = "name"
born_on = { column = "born", format = "%d/%m/%Y" }
[visit]
id = "key"
on_date = { column = "day", format = "%d/%m/%Y" }
start_time = "from"
minutes = "length"
state = { column = "came", values = { Y = "fulfilled", N = "noshow", C = "cancelled" } }
clinician = "with"
"""


def test_csv_is_read_as_a_mapping_says(practice: SmallPractice, tmp_path: Path) -> None:
    (tmp_path / "old.toml").write_text(MAPPING, encoding="utf-8")
    file = tmp_path / "old.csv"
    rows = (
        "key;who;name;born;day;from;length;came;with;colour",
        "1;7;Ann Lloyd;31/01/1970;02/07/2026;09:00;10;Y;Dr Anjali Patel;red",
        "2;7;Ann Lloyd;31/01/1970;03/07/2026;;;N;;red",
        "3;8;Bo;31/02/1970;04/07/2026;;;C;;",
        "4;8;Bo;;nonsense;;;Y;;",
        "5;8;Bo;;04/07/2026;;;?;;",
    )
    file.write_text("\n".join(rows), encoding="utf-8")
    report = import_visits(practice.desk, [file], mapping=read_mapping(tmp_path / "old.toml"))
    assert (report.people.added, report.visits.added, report.refused) == (2, 3, 2)
    told = [row[1:4] for row in report_rows(report)]
    assert ("line 4", "born_on", "31/02/1970 is no whole date; it was not kept.") in told
    assert ("line 6", "state", "It says no state a visit can have here.") in told
    assert ("line 1", "colour", "Not understood; 3 in this file.") in told
    visit = read_rows(practice.desk, "appointments", clinician_id=practice.doctor)[0]
    assert visit["start_at"] == datetime(2026, 7, 2, 8, 0, tzinfo=UTC)
    cancelled = read_rows(practice.desk, "appointments", state=State.CANCELLED)[0]
    assert (cancelled["start_at"], cancelled["cancel_code"]) == (None, "other")
    assert _left_wrong(practice) == []


def test_an_import_is_on_record_for_each_person(practice: SmallPractice, tmp_path: Path) -> None:
    past = [
        _appointment(datetime(2026, 3, day, 9, tzinfo=UTC), status="fulfilled") for day in (2, 3)
    ]
    import_visits(practice.desk, [write_lines(tmp_path / "visits.ndjson", ANN, *past)])
    found = read_rows(practice.desk, "audit_log", act="import_visits")
    assert sorted(one["patient_id"] is None for one in found) == [False, True]


def test_only_a_manager_takes_data_in(practice: SmallPractice, tmp_path: Path) -> None:
    from desktop.domain.errors import NotAllowed

    practice.desk.actor = Actor("Priya", Role.RECEPTIONIST)
    file = write_lines(tmp_path / "one.ndjson", ANN)
    with pytest.raises(NotAllowed):
        import_visits(practice.desk, [file])
