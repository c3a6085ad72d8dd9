"""A server's address as typed, and the name a further desk gets."""

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.server_address import ServerAddress, free_desk_name, read_server_address

GOOD = {"hosts": "db.test", "port": "", "database": "practice", "person": "front_desk"}


def test_several_servers_and_a_usual_port() -> None:
    found = read_server_address(
        hosts=" one.test, 10.0.0.5 fe80::1 ", port=" ", database=" practice ", person="desk"
    )
    assert found == ServerAddress(("one.test", "10.0.0.5", "fe80::1"), 5432, "practice", "desk")
    assert found.words == "practice on one.test or 10.0.0.5 or fe80::1"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("hosts", ""),
        ("hosts", ","),
        ("hosts", "db.test:5432"),
        ("hosts", "postgresql://db.test"),
        ("hosts", "name@db.test"),
        ("hosts", "a b c d e f g h i"),
        ("hosts", "db\x00.test"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "٥٤٣٢"),
        ("port", "1e3"),
        ("database", " "),
        ("database", "x" * 64),
        ("person", ""),
    ],
)
def test_a_slip_is_told_at_its_field(field: str, typed: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        read_server_address(**(GOOD | {field: typed}))
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Desk 1", set(), "Desk 1"),
        ("Desk 1", {"Desk 1"}, "Desk 2"),
        ("Desk 1", {"Desk 1", "Desk 2", "Door"}, "Desk 3"),
        ("Door", {"Door"}, "Door 1"),
        ("Door", {"Desk 1"}, "Door"),
        ("7", {"7"}, "Desk 1"),
    ],
)
def test_a_desk_is_offered_a_name_no_other_has(wanted: str, taken: set[str], name: str) -> None:
    assert free_desk_name(wanted, frozenset(taken)) == name
