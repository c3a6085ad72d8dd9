"""What a PIN may be, and when signing in rests."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.pins import MOST_WRONG, REST, PinTries, check_new_pin, check_same_pin

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)


@pytest.mark.parametrize("pin", ["482913", " 482913 ", "112233", "900800", "482913482913"])
def test_six_to_twelve_digits_may_be_a_pin(pin: str) -> None:
    assert check_new_pin(pin) == pin.strip()


@pytest.mark.parametrize(
    "pin",
    ["", "48291", "4829134829134", "48291a", "4829 13", "48291\u0663", "4\u00b2" * 3, "-82913"],
)
def test_anything_else_is_refused_without_quoting_it(pin: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_new_pin(pin)
    assert refused.value.field == "pin"
    assert not pin or pin not in refused.value.message


@pytest.mark.parametrize("pin", ["000000", "777777", "123456", "234567", "987654", "890123"])
def test_a_pin_that_repeats_or_counts_is_refused(pin: str) -> None:
    with pytest.raises(RuleViolation, match="easy to guess"):
        check_new_pin(pin)


def test_the_fifth_wrong_pin_begins_a_rest_of_a_minute() -> None:
    tries = PinTries()
    for _ in range(MOST_WRONG - 1):
        tries = tries.after_wrong(NOW)
        assert tries.rest_left_seconds(NOW) == 0
    tries = tries.after_wrong(NOW)
    assert tries.rests_until == NOW + REST
    assert tries.rest_left_seconds(NOW + timedelta(seconds=59, milliseconds=500)) == 1
    assert tries.rest_left_seconds(NOW + REST) == 0


def test_a_clock_set_back_does_not_lengthen_the_rest() -> None:
    resting = PinTries(0, NOW + REST)
    assert resting.rest_left_seconds(NOW - timedelta(hours=1)) <= REST.total_seconds() + 1


def test_two_different_pins_are_told() -> None:
    check_same_pin(" 482913", "482913 ")
    with pytest.raises(RuleViolation) as refused:
        check_same_pin("482913", "482931")
    assert refused.value.field == "again"
