"""Who may do what: one table, asked by every operation."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from desktop.domain.errors import NotAllowed


class Role(StrEnum):
    """What a member of staff is at the desk."""

    RECEPTIONIST = "receptionist"
    CLINICIAN = "clinician"
    MANAGER = "manager"
    SYSTEM = "system"

    @property
    def words(self) -> str:
        """How the message bar says the role."""
        return {"receptionist": "Reception", "system": "Attend"}.get(self.value, self.title())


class Act(StrEnum):
    """Everything a person can do that goes on record, by the name the record keeps for ever."""

    REGISTER_PATIENT = "register_patient"
    CHANGE_PATIENT = "change_patient"
    CHANGE_RELATED_PERSON = "change_related_person"
    CHANGE_PREFERENCE = "change_preference"
    SETTLE_NEED = "settle_need"
    CHANGE_NHS_NUMBER = "change_nhs_number"
    RECORD_DEATH = "record_death"
    MARK_SENSITIVE = "mark_sensitive"
    MERGE_PATIENTS = "merge_patients"
    MARK_DISTINCT = "mark_distinct"
    LOOK = "look"
    HOLD_SLOTS = "hold_slots"
    BOOK_APPOINTMENT = "book_appointment"
    BOOK_EARLY = "book_early"
    MOVE_APPOINTMENT = "move_appointment"
    CANCEL_APPOINTMENT = "cancel_appointment"
    ADD_EXTRA = "add_extra"
    BLOCK_SLOT = "block_slot"
    WRITE_NOTE = "write_note"
    CREATE_SESSION = "create_session"
    MARK_VISIT = "mark_visit"
    CORRECT_PAST_VISIT = "correct_past_visit"
    COPY_WORDING = "copy_wording"
    RELEASE_OTHERS_HOLD = "release_others_hold"
    SIGN_IN = "sign_in"
    SET_PIN = "set_pin"
    CHANGE_STAFF = "change_staff"
    PRINT = "print"
    MAKE_PRACTICE = "make_practice"
    CHANGE_SETUP = "change_setup"
    SAVE_TEMPLATE = "save_template"
    PUBLISH_TEMPLATE = "publish_template"
    EXTEND_SESSIONS = "extend_sessions"
    CHANGE_CLOSURE = "change_closure"
    CHANGE_RELEASE = "change_release"
    READ_REPORTS = "read_reports"
    CHANGE_SESSION = "change_session"
    REBOOK = "rebook"
    CHANGE_WAITING_LIST = "change_waiting_list"
    OFFER_TIME = "offer_time"
    IMPORT_PEOPLE = "import_people"
    IMPORT_VISITS = "import_visits"
    EXPORT_PEOPLE = "export_people"
    EXPORT_VISITS = "export_visits"
    COPY_PRACTICE = "copy_practice"
    RESTORE_PRACTICE = "restore_practice"
    MAKE_DEMO = "make_demo"


_DESK = frozenset({Role.RECEPTIONIST, Role.CLINICIAN, Role.MANAGER, Role.SYSTEM})
_MANAGERS = frozenset({Role.MANAGER, Role.SYSTEM})

ALLOWED: dict[Act, frozenset[Role]] = {
    Act.REGISTER_PATIENT: _DESK - {Role.CLINICIAN},
    Act.CHANGE_PATIENT: _DESK - {Role.CLINICIAN},
    Act.CHANGE_RELATED_PERSON: _DESK - {Role.CLINICIAN},
    Act.CHANGE_PREFERENCE: _DESK,
    Act.SETTLE_NEED: _DESK,
    Act.CHANGE_NHS_NUMBER: _DESK - {Role.CLINICIAN},
    Act.RECORD_DEATH: _DESK - {Role.CLINICIAN},
    Act.MARK_SENSITIVE: _MANAGERS,
    Act.MERGE_PATIENTS: _MANAGERS,
    Act.MARK_DISTINCT: _DESK - {Role.CLINICIAN},
    Act.LOOK: _DESK,
    Act.HOLD_SLOTS: _DESK,
    Act.BOOK_APPOINTMENT: _DESK,
    Act.BOOK_EARLY: _DESK,
    Act.MOVE_APPOINTMENT: _DESK,
    Act.CANCEL_APPOINTMENT: _DESK,
    Act.ADD_EXTRA: _DESK,
    Act.BLOCK_SLOT: _DESK,
    Act.WRITE_NOTE: _DESK,
    Act.CREATE_SESSION: _MANAGERS,
    Act.MARK_VISIT: _DESK,
    Act.CORRECT_PAST_VISIT: _MANAGERS,
    Act.COPY_WORDING: _DESK,
    Act.RELEASE_OTHERS_HOLD: _MANAGERS,
    Act.SIGN_IN: _DESK,
    Act.SET_PIN: _MANAGERS,
    Act.CHANGE_STAFF: _MANAGERS,
    Act.PRINT: _DESK,
    Act.MAKE_PRACTICE: frozenset({Role.SYSTEM}),
    Act.CHANGE_SETUP: _MANAGERS,
    Act.SAVE_TEMPLATE: _MANAGERS,
    Act.PUBLISH_TEMPLATE: _MANAGERS,
    Act.EXTEND_SESSIONS: _MANAGERS,
    Act.CHANGE_CLOSURE: _MANAGERS,
    Act.CHANGE_RELEASE: _MANAGERS,
    Act.READ_REPORTS: _MANAGERS,
    Act.CHANGE_SESSION: _MANAGERS,
    Act.REBOOK: _DESK,
    Act.CHANGE_WAITING_LIST: _DESK,
    Act.OFFER_TIME: _DESK,
    Act.IMPORT_PEOPLE: _MANAGERS,
    Act.IMPORT_VISITS: _MANAGERS,
    Act.EXPORT_PEOPLE: _MANAGERS,
    Act.EXPORT_VISITS: _MANAGERS,
    Act.COPY_PRACTICE: _MANAGERS,
    Act.RESTORE_PRACTICE: frozenset({Role.SYSTEM}),
    Act.MAKE_DEMO: frozenset({Role.SYSTEM}),
}
"""Which roles an act is open to."""

OWN_SESSIONS_ONLY = frozenset(
    {
        Act.HOLD_SLOTS,
        Act.BOOK_APPOINTMENT,
        Act.BOOK_EARLY,
        Act.MOVE_APPOINTMENT,
        Act.CANCEL_APPOINTMENT,
        Act.ADD_EXTRA,
        Act.BLOCK_SLOT,
        Act.WRITE_NOTE,
        Act.MARK_VISIT,
        Act.COPY_WORDING,
        Act.REBOOK,
        Act.OFFER_TIME,
    }
)
"""Acts a clinician may do in their own sessions alone."""

SWITCHABLE = {Act.ADD_EXTRA: "reception_may_add_extras", Act.BOOK_EARLY: "reception_may_book_early"}
"""Acts of reception that the practice may switch off, by the name of the setting."""


DRAFTERS = frozenset({Act.SAVE_TEMPLATE})
"""Acts open to anybody the manager lets prepare sessions (``may_draft``), whatever their role."""


def may(act: Act, role: Role, *, may_draft: bool = False) -> bool:
    """Whether the act is open to the role at all; the window offers nothing else."""
    return role in ALLOWED[act] or (may_draft and act in DRAFTERS)


def require(
    act: Act,
    role: Role,
    *,
    own_session: bool = True,
    switched_off: frozenset[str] = frozenset(),
    may_draft: bool = False,
) -> None:
    """Raise NotAllowed unless the role covers the act (for a clinician: in this session)."""

    def is_covered(one: Role) -> bool:
        if one is Role.CLINICIAN and act in OWN_SESSIONS_ONLY and not own_session:
            return False
        if one is Role.RECEPTIONIST and SWITCHABLE.get(act, "") in switched_off:
            return False
        return may(act, one, may_draft=may_draft)

    if is_covered(role):
        return
    allowed = {one for one in Role if is_covered(one)}
    needed = "manager" if Role.MANAGER in ALLOWED[act] else "system"
    words = act.value.replace("_", " ")
    where = "here"
    if role is Role.CLINICIAN and may(act, role):
        where = "in somebody else’s session"
    raise NotAllowed(act.value, needed, f"Only {_who(allowed)} can do this {where}: {words}.")


_WHO = {
    Role.RECEPTIONIST: "reception",
    Role.CLINICIAN: "a clinician",
    Role.MANAGER: "a manager",
}


def _who(roles: Collection[Role]) -> str:
    """Say which people have one of the roles: "reception or a manager"."""
    return " or ".join(words for role, words in _WHO.items() if role in roles) or "Attend itself"
