"""Looking a practice up in a list of the Organisation Data Service."""

import gzip
from pathlib import Path

import pytest

from desktop.domain.errors import Unavailable
from desktop.exchange.ods_list import find_listed_practice
from tests.data_sets import DataSets

ROW = (
    '"{code}","THE DENSHAM SURGERY","Y63","QHM","THE HEALTH CENTRE","LAWSON STREET",'
    '"STOCKTON ON TEES","CLEVELAND","","TS18 1HU","19740401","{closed}","{status}","B","16C",'
    '"20200401","","01632 960351","","","","0","","16C","","4",""\n'
)


def _list(folder: Path) -> Path:
    file = folder / "epraccur.csv.gz"
    rows = ROW.format(code="X99001", closed="", status="A")
    rows += ROW.format(code="X99002", closed="20171031", status="C")
    file.write_bytes(gzip.compress(rows.encode()))
    return file


def test_a_practice_is_found_by_its_code_in_readable_letters(tmp_path: Path) -> None:
    found = find_listed_practice(_list(tmp_path), " x99001 ")
    assert found is not None
    assert (found.name, found.postcode, found.is_open) == ("The Densham Surgery", "TS18 1HU", True)
    assert found.address == "The Health Centre\nLawson Street\nStockton on Tees\nCleveland"


def test_a_closed_practice_says_so_and_an_unknown_code_finds_none(tmp_path: Path) -> None:
    closed = find_listed_practice(_list(tmp_path), "X99002")
    assert closed is not None
    assert not closed.is_open
    assert find_listed_practice(_list(tmp_path), "X99003") is None


@pytest.mark.parametrize("content", [b"a,b,c\n", b"\x1f\x8bnot gzip", b"\xff\xfe\x00"])
def test_another_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "list.csv.gz"
    file.write_bytes(content if content[:2] == b"\x1f\x8b" else gzip.compress(content))
    with pytest.raises(Unavailable, match=r"list\.csv\.gz"):
        find_listed_practice(file, "X99001")


@pytest.mark.data_set("nhs/epraccur-2024.csv.gz")
def test_the_whole_list_is_read_to_its_last_line(test_data: DataSets) -> None:
    file = test_data("nhs/epraccur-2024.csv.gz")
    codes = [
        line.split('"')[1] for line in gzip.decompress(file.read_bytes()).decode().splitlines()
    ]
    test_data.assert_figure("nhs/epraccur-2024.csv.gz", len(codes), 15_971)
    last = find_listed_practice(file, codes[-1])
    assert last is not None
    assert last.code == codes[-1]
