"""Which number a person is rung on."""

import pytest

from desktop.domain.people import ContactPoint, number_to_ring

OLD, HOME, WORK = (ContactPoint("phone", use, use) for use in ("old", "home", "work"))
MOBILE = ContactPoint("phone", "mobile", "mobile")
EMAIL = ContactPoint("email", "maggie@example.org", "mobile")


@pytest.mark.parametrize(
    ("points", "rung"),
    [
        ((OLD, HOME, MOBILE), "mobile"),
        ((OLD, WORK, HOME), "home"),
        ((EMAIL, WORK), "work"),
        ((OLD, EMAIL), ""),
        ((), ""),
    ],
)
def test_the_mobile_is_rung_first_and_an_old_number_never(
    points: tuple[ContactPoint, ...], rung: str
) -> None:
    assert number_to_ring(points) == rung
