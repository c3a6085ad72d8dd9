"""The downtime pack: where its lists go, and making it as a daily job."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path

from desktop.domain.permissions import Act
from desktop.domain.sheets import DaySheet
from desktop.domain.text import clean_line
from desktop.operations.desk import Desk
from desktop.operations.jobs import DailyJob
from desktop.operations.outcome import Outcome
from desktop.operations.sheets import note_print, read_downtime_pack
from desktop.operations.work import Reading, Work
from desktop.persistence.rows import read_row
from desktop.persistence.settings import read_setting
from desktop.persistence.tables import settings

FOLDER_SETTING = "downtime.folder"
JOB = "downtime pack"
DUE_LOCAL = time(5)
"""Before anybody opens: the lists are of the day that begins."""

WritePack = Callable[[Sequence[DaySheet], Path], tuple[Path, ...]]


def find_downtime_folder(reading: Reading) -> Path | None:
    """Return the folder the manager chose for the lists, None where none was chosen."""
    chosen = read_setting(reading.db, FOLDER_SETTING)
    return Path(str(chosen)) if chosen else None


def choose_downtime_folder(work: Work, *, folder: str) -> Outcome[Path]:
    """Choose the folder the lists are written to each morning.

    Errors: RuleViolation("folder") for an empty or overlong path.
    """
    work.require(Act.CHANGE_SETUP)
    chosen = clean_line(folder, field="folder", longest=1000, required=True)
    after = {"value": json.dumps(chosen, ensure_ascii=False)}
    before = read_row(work.db, settings, (FOLDER_SETTING,))
    if before is None:
        work.rows.insert(settings, {"key": FOLDER_SETTING, **after, "version": 1})
    else:
        work.rows.update(settings, (FOLDER_SETTING,), before, after)
    work.touch("practice")
    label = f"The lists for when Attend is not there go to {chosen}."
    work.record(Act.CHANGE_SETUP, {"what": label})
    undo = work.inverse(Act.CHANGE_SETUP, label, stays="The folder stays.")
    return Outcome(Path(chosen), work.changes(), undo, label)


def write_downtime_pack(
    desk: Desk, write: WritePack, *, to: Path | None = None
) -> tuple[Path, ...]:
    """Write today's and the next two working days' lists, and put the print on record.

    ``to`` is this PC's own folder for them, else they go where the practice says.
    Shape: no file where no folder was chosen. Errors: Unavailable("folder").
    """
    folder = to or desk.read(find_downtime_folder)
    if folder is None:
        return ()
    sheets = desk.read(read_downtime_pack)
    files = write(sheets, folder)
    people = dict.fromkeys(one for sheet in sheets for one in sheet.patient_ids)
    desk.act(note_print, what="Lists for when Attend is not there", patient_ids=tuple(people))
    return files


def downtime_job(write: WritePack, *, to: Path | None = None) -> DailyJob:
    """Return the job that writes the pack each morning; ``write`` makes the PDFs."""

    def _do(desk: Desk) -> None:
        write_downtime_pack(desk, write, to=to)

    return DailyJob(JOB, _do, due_local=DUE_LOCAL, in_demos=False)
