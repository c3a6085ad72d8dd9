"""Copying an SQLite file while desks write to it: whole and on the disk, or not there at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from desktop.domain.errors import Unavailable
from desktop.persistence.engine import translated

OnShare = Callable[[float], None]
"""Told how much of the work is done, 0 to 1."""

_PAGES_A_STEP = 2_000


def copy_pages(source: Path, target: Path, on_share: OnShare = lambda _share: None) -> None:
    """Copy an SQLite file page for page, as it is at one moment."""
    if not source.exists():
        raise Unavailable("missing", "The database file can’t be opened.")

    def _on_pages(_status: int, left: int, whole: int) -> None:
        on_share(1 - left / max(whole, 1))

    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.isolation_level = None
        # One snapshot: without it the copy begins anew each time another desk writes.
        old.execute("BEGIN")
        old.execute("SELECT 1 FROM sqlite_master").fetchone()
        old.backup(new, pages=_PAGES_A_STEP, progress=_on_pages, sleep=0)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, which also opens on a read-only disk


@contextmanager
def made_whole(file: Path) -> Iterator[Path]:
    """Give the place to write a copy to; it has the file's name once it is whole and synced.

    Errors: Unavailable where it can't be written, or is damaged. Nothing is left of it then, and
    what has the name already stays.
    """
    partial = file.with_name(f"{file.name}.partial")
    with said_of_files(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        try:
            yield partial
            _look_through(partial)
            partial.chmod(0o600)  # it holds everybody's details
            sync(partial)
            os.replace(partial, file)
            sync(file.parent)
        finally:
            discard_file(partial)


def discard_file(file: Path) -> None:
    """Remove an SQLite file and what goes with it."""
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows writes a folder's names by itself
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def said_of_files(file: Path, *, should_be_copy: bool = False) -> Iterator[None]:
    """Turn what stops files being read and written into Unavailable."""
    try:
        with translated():
            yield
    except Unavailable as error:
        if error.code != "damaged" or not should_be_copy:
            raise
        raise Unavailable("not_a_copy", f"{file.name} is no copy of a practice.") from error
    except OSError as error:
        words = f"{file.name} can’t be written or read: {error.strerror or error}."
        raise Unavailable("file", words) from error


def _look_through(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Unavailable("damaged", f"The copy is damaged and was not kept: {found}.")
