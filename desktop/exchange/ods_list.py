"""A list of practices as the Organisation Data Service gives it (epraccur.csv, also gzipped)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from desktop.domain.errors import Unavailable

_CODE, _NAME, _ADDRESS, _POSTCODE, _CLOSED_ON, _STATUS, _PHONE = 0, 1, slice(4, 9), 9, 11, 12, 17
_COLUMNS = 18
_ACTIVE = ("A", "ACTIVE")
_SMALL_WORDS = frozenset({"And", "Of", "The", "On", "In", "At", "Upon"})


@dataclass(frozen=True, slots=True)
class ListedPractice:
    """A practice of the list; the list's capitals are made readable.

    ``is_open`` is False for one that has closed.
    """

    code: str
    name: str
    address: str
    postcode: str
    phone: str
    is_open: bool


def find_listed_practice(file: Path, code: str) -> ListedPractice | None:
    """Return the practice of that code, None when the list has none.

    Errors: Unavailable("list") for a file that can't be read or is no such list.
    Source: ODS, "epraccur" (27 columns without a head).
    """
    wanted = code.strip().upper()
    with _opened(file) as lines:
        for row in csv.reader(lines):
            if len(row) < _COLUMNS:
                raise Unavailable("list", f"{file.name} is not a list of practices (epraccur).")
            if row[_CODE].strip().upper() == wanted:
                return _read(row)
    return None


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    try:
        opener = gzip.open if file.suffix == ".gz" else open
        with opener(file, "rt", encoding="utf-8", newline="") as lines:
            yield lines
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unavailable("list", f"{file.name} can’t be read: {error}.") from error


def _read(row: list[str]) -> ListedPractice:
    address = [_readable(line) for line in row[_ADDRESS] if line.strip()]
    return ListedPractice(
        code=row[_CODE].strip(),
        name=_readable(row[_NAME]),
        address="\n".join(address),
        postcode=row[_POSTCODE].strip(),
        phone=row[_PHONE].strip(),
        is_open=row[_STATUS].strip().upper() in _ACTIVE and not row[_CLOSED_ON].strip(),
    )


def _readable(capitals: str) -> str:
    words = [word.capitalize() for word in capitals.split()]
    return " ".join(
        word.lower() if number and word in _SMALL_WORDS else word
        for number, word in enumerate(words)
    )
