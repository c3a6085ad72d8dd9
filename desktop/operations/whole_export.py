"""A practice's data whole, a table a file, for whoever goes on with it without Attend."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId
from desktop.domain.permissions import Act
from desktop.operations.backup import copy_practice
from desktop.operations.desk import Desk
from desktop.operations.export import BATCH, record_export, whole_or_none
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.engine import open_database
from desktop.persistence.whole_export import (
    TABLES,
    count_rows,
    head_of,
    list_patient_ids,
    rows_of,
)

LIST = "README.txt"
_SAYS = (
    "Everything this practice has in Attend: a file for each kind of record, as CSV in UTF-8 with "
    "its columns in the first line. Times are in UTC, lists are JSON. Rows point at each other by "
    "their ids. PINs are left out, and so is what Attend makes anew by itself.\n\n"
    "Attend takes a whole practice back from a copy (attend backup, attend restore); people, "
    "visits and what people told us also from attend export people and visits.\n"
)


def export_practice(
    desk: Desk, url: str, to: Path, *, on_share: Callable[[float], None] = lambda _share: None
) -> dict[str, int]:
    """Write every record of the practice, as of one moment, to a .zip of CSV files.

    Returns how many rows each file has. Everybody in it is on record, before it is there.
    Errors: RuleViolation("kind") for another ending; NotAllowed; Unavailable for the file.
    """
    if to.suffix != ".zip":
        raise RuleViolation("kind", "to", "The file’s name has to end in .zip.")
    beside = to.absolute().parent
    with (
        whole_or_none(to) as part,
        tempfile.TemporaryDirectory(prefix="attend-export-", dir=beside) as room,
    ):
        copy = Path(room) / "copy.db"
        desk.act(_begin, to=to.name)
        copy_practice(url, copy, lambda share: on_share(share / 2))
        return _write(desk, copy, part, to.name, on_share)


def _begin(work: Work, *, to: str) -> Outcome[None]:
    """Put on record that the whole practice goes out."""
    work.require(Act.EXPORT_PEOPLE)
    work.record(Act.EXPORT_PEOPLE, {"to": to, "what": "the whole practice"})
    return Outcome(None, work.changes())


def _write(
    desk: Desk, copy: Path, part: Path, name: str, on_share: Callable[[float], None]
) -> dict[str, int]:
    database = open_database(f"sqlite:///{copy}")
    try:
        with database.reading() as db, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as zipped:
            people = [PatientId(one) for one in list_patient_ids(db)]
            for start in range(0, len(people), BATCH):
                some = people[start : start + BATCH]
                desk.act(record_export, act=Act.EXPORT_PEOPLE, to=name, ids=some, count=len(some))
            counts = {}
            for done, table in enumerate(TABLES, start=1):
                counts[table] = count_rows(db, table)
                with (
                    zipped.open(f"{table}.csv", "w", force_zip64=True) as raw,
                    io.TextIOWrapper(raw, encoding="utf-8", newline="") as out,
                ):
                    writer = csv.writer(out)
                    writer.writerow(head_of(table))
                    writer.writerows(rows_of(db, table))
                on_share(0.5 + done / len(TABLES) / 2)
            zipped.writestr(LIST, _list_of(counts))
    finally:
        database.close()
    return counts


def _list_of(counts: dict[str, int]) -> str:
    lines = [f"{table}.csv: {TABLES[table]}; {count:,} rows" for table, count in counts.items()]
    return "\n".join([_SAYS, *lines, ""])
