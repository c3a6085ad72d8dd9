"""Who may do what, and the sentence for somebody who may not."""

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.permissions import ALLOWED, SWITCHABLE, Act, Role, require


@pytest.mark.parametrize(
    ("act", "role", "said"),
    [
        (
            Act.BOOK_APPOINTMENT,
            Role.CLINICIAN,
            "Only reception or a manager can do this in somebody else’s session: book appointment.",
        ),
        (
            Act.ADD_EXTRA,
            Role.RECEPTIONIST,
            "Only a manager can do this here: add extra.",
        ),
        (Act.REGISTER_PATIENT, Role.CLINICIAN, "Only reception or a manager can do this here: "),
        (Act.MERGE_PATIENTS, Role.RECEPTIONIST, "Only a manager can do this here: merge patients."),
        (Act.MAKE_DEMO, Role.MANAGER, "Only Attend itself can do this here: make demo."),
    ],
)
def test_who_may_do_it_is_said(act: Act, role: Role, said: str) -> None:
    off = frozenset(SWITCHABLE.values())
    with pytest.raises(NotAllowed) as caught:
        require(act, role, own_session=False, switched_off=off)
    assert caught.value.message.startswith(said)


def test_a_clinician_may_in_a_session_of_their_own() -> None:
    require(Act.BOOK_APPOINTMENT, Role.CLINICIAN, own_session=True)
    with pytest.raises(NotAllowed):
        require(Act.BOOK_APPOINTMENT, Role.CLINICIAN, own_session=False)


@pytest.mark.parametrize("act", ALLOWED)
def test_nobody_is_let_in_that_the_table_leaves_out(act: Act) -> None:
    for role in set(Role) - ALLOWED[act]:
        with pytest.raises(NotAllowed):
            require(act, role)
