"""Desk names: one row of the record's chain for each window, command and job on a PC."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

MOST_WINDOWS = 99


@dataclass(slots=True)
class DeskName:
    """A desk's name and the lock file that keeps it ours; the system frees it if we die."""

    name: str
    _file: int | None = None

    def release(self) -> None:
        """Give the name back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def claim_desk_name(url: str, wanted: str, lock_dir: Path | None = None) -> DeskName:
    """Return the wanted name, or "Desk 1/2" and on where other windows of this PC have it."""
    folder = lock_dir or Path(tempfile.gettempdir()) / f"attend-{_user()}"
    folder.mkdir(parents=True, exist_ok=True)
    place = hashlib.sha256(url.encode()).hexdigest()[:16]
    for number in range(1, MOST_WINDOWS + 1):
        name = wanted if number == 1 else f"{wanted}/{number}"
        stem = hashlib.sha256(name.encode()).hexdigest()[:16]
        file = os.open(folder / f"{place}-{stem}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        if _lock(file):
            return DeskName(name, file)
        os.close(file)
    return DeskName(f"{wanted}/{os.getpid()}")


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
