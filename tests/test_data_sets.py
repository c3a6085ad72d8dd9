"""A data set counts only when a test asserted a figure about its content."""

from pathlib import Path

import pytest

from tests.data_sets import DataSets

SET = "people/made-up"


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    (tmp_path / SET).mkdir(parents=True)
    monkeypatch.setenv("ATTEND_TEST_DATA", str(tmp_path))
    monkeypatch.delenv("ATTEND_TEST_DATA_REQUIRED", raising=False)
    return set()


def test_reading_alone_does_not_count(counted: set[str]) -> None:
    assert DataSets((SET,), counted)(SET).is_dir()
    assert counted == set()


def test_a_right_figure_counts_the_set(counted: set[str]) -> None:
    DataSets((SET,), counted).assert_figure(SET, 565, 565)
    assert counted == {SET}


def test_a_wrong_figure_fails_and_does_not_count(counted: set[str]) -> None:
    with pytest.raises(AssertionError, match="564 instead of 565"):
        DataSets((SET,), counted).assert_figure(SET, 564, 565)
    assert counted == set()


def test_an_absent_set_skips_by_name(counted: set[str]) -> None:
    with pytest.raises(pytest.skip.Exception, match=f"{SET}/none.json is not here"):
        DataSets((SET,), counted)(f"{SET}/none.json")


def test_an_absent_set_fails_where_the_data_is_required(
    counted: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTEND_TEST_DATA_REQUIRED", "1")
    with pytest.raises(pytest.fail.Exception, match="is not here"):
        DataSets((SET,), counted)(f"{SET}/none.json")


def test_a_set_the_test_does_not_name_is_refused(counted: set[str]) -> None:
    with pytest.raises(pytest.fail.Exception, match="data_set"):
        DataSets((SET,), counted)("people/other")
