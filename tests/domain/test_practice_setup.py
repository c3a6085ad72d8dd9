"""ODS codes as typed: an odd shape is a warning."""

import pytest

from desktop.domain.practice_setup import read_ods_code


@pytest.mark.parametrize("typed", ["A81001", " a81001 ", "y 00 001"])
def test_a_practice_code_is_tidied_without_a_warning(typed: str) -> None:
    code, warning = read_ods_code(typed)
    assert code in ("A81001", "Y00001")
    assert not warning


@pytest.mark.parametrize("typed", ["RXX", "A8100", "81001A", "A81-001", "Â81001"])
def test_an_odd_code_is_kept_with_a_warning(typed: str) -> None:
    code, warning = read_ods_code(typed)
    assert code
    assert warning.endswith("Check it.")


def test_no_code_is_none() -> None:
    assert read_ods_code("  ") == (None, "")
