"""The downtime pack: lists on the disk for when the server or the PC is not there."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from desktop.domain.errors import Unavailable
from desktop.domain.sheets import DaySheet
from desktop.ui.print.pages import day_sheet_page
from desktop.ui.print.sheets import write_pdf

_OURS = re.compile(r"attend-list-\d{4}-\d{2}-\d{2}\.pdf")


def write_pack(sheets: Sequence[DaySheet], folder: Path) -> tuple[Path, ...]:
    """Write a PDF for each day and take our older ones away; returns the files in order of day.

    A file is complete or not there: each is written beside itself first.
    Errors: Unavailable("folder") where the folder can't be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sheet in sheets:
            file = folder / f"attend-list-{sheet.on_date.isoformat()}.pdf"
            being_made = file.with_suffix(".making")
            write_pdf(day_sheet_page(sheet), being_made)
            os.replace(being_made, file)
            written.append(file)
        for old in folder.iterdir():
            if _OURS.fullmatch(old.name) and old not in written:
                old.unlink()
    except OSError as error:
        raise Unavailable(
            "folder",
            f"The lists for when Attend is not there can’t be written to {folder}: "
            f"{error.strerror or error}. Choose another folder.",
        ) from error
    return tuple(written)
