"""A row of the list To arrange: what is late is said once, and strongly."""

from datetime import UTC, date, datetime

import pytest

from desktop.domain.ids import AppointmentId, PatientId, VisitNeedId
from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.to_arrange import ToArrange
from desktop.ui.needs.arrange_page import row_of

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("due_on", "state", "said", "is_pressing"),
    [
        (date(2026, 11, 16), NeedState.TO_ARRANGE, "overdue 2 days", True),
        (date(2026, 11, 18), NeedState.TO_ARRANGE, "due today", False),
        (date(2026, 11, 20), NeedState.TO_CALL_OFF, "at once", True),
    ],
)
def test_what_is_late_is_said_once(
    due_on: date, state: NeedState, said: str, is_pressing: bool
) -> None:
    one = ToArrange(
        id=VisitNeedId("n"),
        version=1,
        appointment_id=AppointmentId("a"),
        patient_id=PatientId("p"),
        called="Edwin Osei",
        kind="bsl",
        what="Book a BSL interpreter",
        detail="In person",
        instead="",
        state=state,
        owner_role=Role.RECEPTIONIST,
        due_on=due_on,
        on_date=TODAY,
        start_at=datetime(2026, 11, 18, 11, 30, tzinfo=UTC),
        clinician_name="Dr Okafor",
        clinic_id=None,
        clinic_name="Alder Lane",
    )
    row = row_of(one, TODAY, "Europe/London")
    assert (row.first_right, row.third_right) == (said, "")
    assert row.is_pressing is is_pressing
    assert row.second == "Today 11:30, Dr Okafor, Alder Lane"
    assert row.third == "Edwin Osei. In person"
