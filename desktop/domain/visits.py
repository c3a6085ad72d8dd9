"""States of a visit, what may follow what, and why visits are cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    PatientId,
    SessionId,
    SlotId,
    SlotTypeId,
    TripId,
)
from desktop.domain.practice import Channel


class State(StrEnum):
    """FHIR R4 appointment status, as stored."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    CHECKED_IN = "checked-in"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NOSHOW = "noshow"
    WAITLIST = "waitlist"
    ENTERED_IN_ERROR = "entered-in-error"


WORDS = {
    State.PROPOSED: "Proposed",
    State.PENDING: "To confirm",
    State.BOOKED: "Booked",
    State.ARRIVED: "Here",
    State.CHECKED_IN: "In room",
    State.FULFILLED: "Done",
    State.CANCELLED: "Cancelled",
    State.NOSHOW: "Did not attend",
    State.WAITLIST: "Waiting list",
    State.ENTERED_IN_ERROR: "Taken back",
}
"""How each state is said on screen."""


def here_words(minutes: int) -> str:
    """Say how long somebody has been here; a clock that was set back makes it no less than now."""
    return f"Here {minutes} min" if minutes > 0 else f"{WORDS[State.ARRIVED]} now"


NOSHOW_GRACE = timedelta(minutes=5)
"""How long after its start a visit can first be marked as not attended."""

LONGEST_WAIT = timedelta(hours=4)
"""A longer wait was never one: somebody marked the visit when it was long over."""

REMOTE = frozenset({Channel.TELEPHONE, Channel.VIDEO})
"""Channels whose visits are done without anyone arriving."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit of one person.

    Both instants or neither. ``arrived_at``, ``sent_in_at``, ``done_at`` are the stamps the time
    waited is reckoned from. ``slot_ids`` are the slots it holds, in order. Those of one ``trip_id``
    belong together.
    """

    id: AppointmentId
    patient_id: PatientId
    slot_type_id: SlotTypeId
    channel: Channel
    state: State
    clinic_id: ClinicId | None
    clinician_id: ClinicianId | None
    session_id: SessionId | None
    on_date: date
    start_at: datetime | None
    end_at: datetime | None
    version: int
    reason: str = ""
    asked_by: str = ""
    note: str = ""
    call_on: str | None = None
    cancel_code: str | None = None
    cancel_words: str = ""
    cancelled_at: datetime | None = None
    arrived_at: datetime | None = None
    sent_in_at: datetime | None = None
    done_at: datetime | None = None
    trip_id: TripId | None = None
    slot_ids: tuple[SlotId, ...] = ()

    @property
    def waited(self) -> timedelta | None:
        """Return how long the person waited, None while nobody knows."""
        until = self.sent_in_at or self.done_at or self.cancelled_at
        return time_waited(self.start_at, self.arrived_at, until)


def time_waited(
    start_at: datetime | None, arrived_at: datetime | None, until: datetime | None
) -> timedelta | None:
    """Return how long somebody waited: from arrival (or the time, if later) until that instant.

    ``until`` is when they went in; without that when they were done, or left. None where a stamp
    lacks, and over 4 hours: then it was put right afterwards, and says nothing of the wait.
    """
    if arrived_at is None or until is None:
        return None
    waited = max(until - max(arrived_at, start_at or arrived_at), timedelta())
    return waited if waited <= LONGEST_WAIT else None


class Step(StrEnum):
    """What is done to a visit on the day, as stored in ``visit_events``."""

    BOOKED = "booked"
    MOVED = "moved"
    ARRIVED = "arrived"
    SENT_IN = "sent-in"
    DONE = "done"
    LEFT_UNSEEN = "left-unseen"
    CAME_TOO_LATE = "came-too-late"
    DID_NOT_ATTEND = "did-not-attend"
    CANCELLED = "cancelled"
    NOT_HERE = "not-here"
    BACK_TO_WAITING = "back-to-waiting"
    BACK_TO_ROOM = "back-to-room"
    BACK_TO_BOOKED = "back-to-booked"
    CAME_AFTER_ALL = "came-after-all"
    TO_REBOOK = "to-rebook"
    STILL_HERE = "still-here"
    COPIED = "wording-copied"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a step may start and where it ends.

    ``words`` say it was done; ``refused`` is the sentence for any other state.
    """

    sources: frozenset[State]
    target: State
    words: str
    refused: str


TRANSITIONS: dict[Step, Transition] = {
    Step.ARRIVED: Transition(
        frozenset({State.BOOKED}),
        State.ARRIVED,
        "here",
        "Only one that is still booked can be marked “Here”.",
    ),
    Step.CAME_AFTER_ALL: Transition(
        frozenset({State.NOSHOW}),
        State.ARRIVED,
        "here after all",
        "Only one marked “Did not attend” can be here after all.",
    ),
    Step.SENT_IN: Transition(
        frozenset({State.ARRIVED}),
        State.CHECKED_IN,
        "sent in",
        "Only somebody marked “Here” can be sent in.",
    ),
    Step.DONE: Transition(
        frozenset({State.CHECKED_IN, State.ARRIVED, State.BOOKED}),
        State.FULFILLED,
        "done",
        "Only one that is booked, here or in room can be marked “Done”.",
    ),
    Step.LEFT_UNSEEN: Transition(
        frozenset({State.ARRIVED, State.CHECKED_IN}),
        State.CANCELLED,
        "left before being seen",
        "Only somebody marked “Here” can leave before being seen.",
    ),
    Step.CAME_TOO_LATE: Transition(
        frozenset({State.ARRIVED, State.BOOKED}),
        State.CANCELLED,
        "came too late to be seen",
        "Nobody can come too late for it any more.",
    ),
    Step.DID_NOT_ATTEND: Transition(
        frozenset({State.BOOKED}),
        State.NOSHOW,
        "did not attend",
        "Only one that is still booked can be marked “Did not attend”.",
    ),
    Step.CANCELLED: Transition(
        frozenset({State.BOOKED, State.ARRIVED, State.PROPOSED}),
        State.CANCELLED,
        "cancelled",
        "Only one that has not begun can be cancelled.",
    ),
    Step.NOT_HERE: Transition(
        frozenset({State.ARRIVED}),
        State.BOOKED,
        "not here after all",
        "Only one marked “Here” can go back to booked.",
    ),
    Step.BACK_TO_WAITING: Transition(
        frozenset({State.CHECKED_IN}),
        State.ARRIVED,
        "back to waiting",
        "Only somebody marked “In room” can go back to waiting.",
    ),
    Step.BACK_TO_ROOM: Transition(
        frozenset({State.FULFILLED}),
        State.CHECKED_IN,
        "back in room",
        "Only one marked “Done” can go back to “In room”.",
    ),
    Step.BACK_TO_BOOKED: Transition(
        frozenset({State.NOSHOW}),
        State.BOOKED,
        "back to booked",
        "Only one marked “Did not attend” can go back to booked.",
    ),
}
"""What may follow what (domain.md 2.2); undo is not bound by it."""


@dataclass(frozen=True, slots=True)
class CancelReason:
    """One FHIR cancellation reason and how the desk says it."""

    code: str
    group: str
    words: str


CANCEL_REASONS: tuple[CancelReason, ...] = (
    CancelReason("pat", "The patient", "They asked to cancel"),
    CancelReason("pat-fb", "The patient", "They feel better"),
    CancelReason("pat-crs", "The patient", "Answered a reminder"),
    CancelReason("pat-cpp", "The patient", "Cancelled online"),
    CancelReason("pat-lt", "The patient", "No transport"),
    CancelReason("pat-mv", "The patient", "Moved away"),
    CancelReason("pat-mt", "The patient", "Missed their transport"),
    CancelReason("pat-preg", "The patient", "Pregnant"),
    CancelReason("pat-swl", "The patient", "Taken from the waiting list"),
    CancelReason("pat-ucp", "The patient", "Unhappy, or changed provider"),
    CancelReason("pat-dec", "The patient", "Has died"),
    CancelReason("prov", "The practice", "The practice cancelled"),
    CancelReason("prov-pers", "The practice", "Clinician away, personal"),
    CancelReason("prov-dch", "The practice", "Clinician discharged them"),
    CancelReason("prov-edu", "The practice", "Clinician at training"),
    CancelReason("prov-hosp", "The practice", "Clinician at hospital"),
    CancelReason("prov-labs", "The practice", "Results not back"),
    CancelReason("prov-mri", "The practice", "Scan not done"),
    CancelReason("prov-onc", "The practice", "Therapy not done"),
    CancelReason("oth-int", "Something else", "No interpreter available"),
    CancelReason("oth-room", "Something else", "No room or equipment"),
    CancelReason("oth-weath", "Something else", "Weather"),
    CancelReason("oth-err", "Something else", "Booked in error"),
    CancelReason("oth-oerr", "Something else", "Order made in error"),
    CancelReason("oth-swie", "Something else", "Should not have been on the list"),
    CancelReason("oth-cms", "Something else", "Therapy not approved"),
    CancelReason("oth-fin", "Something else", "Costs"),
    CancelReason("oth-iv", "Something else", "Instructions not followed"),
    CancelReason("oth-mu", "Something else", "Message not received"),
    CancelReason("maint", "Something else", "Equipment being mended"),
    CancelReason("meds-inc", "Something else", "Medicine preparation not complete"),
    CancelReason("other", "Something else", "Another reason"),
)
"""The 32 FHIR codes (domain.md 2.3), grouped and in the order the desk meets them."""

CANCEL_CODES = frozenset(reason.code for reason in CANCEL_REASONS)

LEFT_UNSEEN_CODE = "pat"
CAME_TOO_LATE_CODE = "other"
ENDINGS = {
    Step.LEFT_UNSEEN: "Left before being seen",
    Step.CAME_TOO_LATE: "Came too late to be seen",
}
"""What a visit that ended so says instead of a reason; it has a way back (``STILL_HERE``)."""


def check_step(
    step: Step, state: State, channel: Channel, start_at: datetime | None, now: datetime
) -> State:
    """Return the state the step leads to.

    Errors: RuleViolation("state") when the step makes no sense from here; ("too_early") for *did
    not attend* before the start plus a grace time and for *came too late* before the start;
    someone who has arrived is never marked as not attending.
    """
    transition = TRANSITIONS[step]
    if state not in transition.sources:
        marked = f"This visit is marked “{WORDS[state]}”"
        if state is transition.target:
            raise RuleViolation("state", None, f"{marked} already.")
        raise RuleViolation("state", None, f"{marked}. {transition.refused}")
    if step is Step.DONE and state is State.BOOKED and channel not in REMOTE:
        raise RuleViolation("state", None, "Mark them here first: this visit is face to face.")
    if step is Step.DID_NOT_ATTEND and start_at is not None and now < start_at + NOSHOW_GRACE:
        raise RuleViolation(
            "too_early", None, "It is too soon to say so: wait until 5 minutes after the time."
        )
    if step is Step.CAME_TOO_LATE and start_at is not None and now < start_at:
        raise RuleViolation(
            "too_early", None, "It is too soon to say so: wait until the visit’s time."
        )
    return transition.target
