"""The file an SQLite database is: where it may lie, and whether it is still the one we opened."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import Unavailable

MOUNT_TABLE = Path("/proc/self/mounts")
"""Where Linux says what is mounted where; elsewhere there is no such file."""

_NETWORK = frozenset(
    {
        *("afs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.glusterfs", "fuse.rclone"),
        *("fuse.smbnetfs", "fuse.sshfs", "gfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4"),
        *("smb2", "smb3", "smbfs"),
    }
)


_COPIED_OVER = (
    "Another file was copied over it: close Attend on every desk, then put the right one there "
    "with attend restore."
)


@dataclass(frozen=True, slots=True)
class Content:
    """Whose practice a file holds, and how many changes were ever made to it."""

    practice_id: str
    changes: int


@dataclass(slots=True)
class OpenFile:
    """A file that is open: its name has to lead to the same one for as long as it is.

    A database that was deleted or renamed under us would take every act and keep none. One that
    another was copied over, in place, keeps its name and number: its content tells, which is
    looked at each time the file was written (SQLite writes it once in a thousand pages or so).
    """

    path: Path
    _identity: tuple[int, int] | None = None
    _written: tuple[int, int] = (0, 0)
    _content: Content | None = None
    _is_other: bool = False

    def opened(self) -> None:
        """Remember which file it is, the first time."""
        if self._identity is None and (found := self._look()) is not None:
            self._identity = (found.st_dev, found.st_ino)
            self._note(found)

    def check(self) -> None:
        """Raise Unavailable("missing" or "replaced") where the name leads elsewhere now."""
        if self._identity is None:
            return
        found = self._look()
        if found is not None and (found.st_dev, found.st_ino) == self._identity:
            if (found.st_mtime_ns, found.st_size) != self._written:
                self._note(found)
            if not self._is_other:
                return
        if found is None:
            raise Unavailable(
                "missing",
                f"{self.path.name} is gone: it was moved, renamed or deleted. Nothing was saved. "
                "Put it back, or close Attend and restore a copy.",
            )
        raise Unavailable(
            "replaced",
            f"{self.path.name} was replaced while it was open here. Nothing was saved. "
            + (_COPIED_OVER if self._is_other else "Close Attend and open it again."),
        )

    def _note(self, found: os.stat_result) -> None:
        """Take a file that was written as ours, unless it is shorter or holds something else."""
        if found.st_size < self._written[1]:  # ours only grows; a copy begins by emptying it
            self._is_other = True
            return
        try:
            content = read_content(self.path)
        except sqlite3.OperationalError:
            return  # no tables yet, or just being written: looked at again the next time
        except sqlite3.DatabaseError as error:
            self._is_other = "not a database" in str(error)
            return
        if self._content is not None and content is not None:
            same = content.practice_id == self._content.practice_id
            self._is_other = not same or content.changes < self._content.changes
        if not self._is_other:
            self._content = content or self._content
            self._written = (found.st_mtime_ns, found.st_size)

    def _look(self) -> os.stat_result | None:
        try:
            return self.path.stat()
        except OSError:
            return None


def read_content(file: Path) -> Content | None:
    """Return what the file itself holds, without what waits in its write-ahead log.

    Through SQLite, which knows that the file is open here already: closing it by other means would
    give up every lock this program has on it.
    Errors: sqlite3.DatabaseError for anything that is no database of ours.
    """
    address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db:
        practice = db.execute("SELECT id FROM practices").fetchone()
        last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'changes'").fetchone()
    return Content(practice[0], last[0] if last else 0) if practice else None


def refuse_network_share(file: Path) -> None:
    """Raise Unavailable("network") for a file on a network share.

    SQLite's locks do not hold there, so that two desks would damage the file in silence.
    """
    share = _share_of(file)
    if share is None:
        return
    raise Unavailable(
        "network",
        f"{file.name} is on a network share ({share}). Several PCs writing one file there would "
        "damage it. Keep the practice on this PC’s own disk, or let all desks use a PostgreSQL "
        "server.",
    )


def _share_of(file: Path) -> str | None:
    if str(file).startswith("\\\\"):
        return str(file)
    try:
        table = MOUNT_TABLE.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None  # not Linux
    where = file.resolve()
    found = ("", "")
    for line in table.splitlines():
        _, point, kind, *_ = (*line.split(" "), "", "", "")
        point = point.encode().decode("unicode_escape")  # a blank is \040 there
        # The last of several mounts on one point is the one that is seen.
        if where.is_relative_to(point or "/nowhere") and len(point) >= len(found[0]):
            found = (point, kind)
    return found[0] if found[1] in _NETWORK else None


def refuse_read_only(place: Path) -> None:
    """Raise Unavailable("read_only") for a file or folder that is there and that we may not write.

    Even a read needs to write beside the file: what it reads is kept safe from other desks there.
    """
    needed = (place,) if place.is_dir() else (place, place.parent)
    if not place.exists() or all(_may_write(one) for one in needed):
        return
    raise Unavailable(
        "read_only",
        f"{place.name} can’t be written: the file or its folder is read-only. Nothing was saved. "
        "Ask who looks after this PC to let Attend write there.",
    )


def _may_write(path: Path) -> bool:
    if sys.platform == "win32":  # which says so of everything, until it is done
        how = os.O_RDWR
        if path.is_dir():
            path /= f".attend-{os.getpid()}-{threading.get_ident()}"
            how |= os.O_CREAT | os.O_TEMPORARY  # gone when it is closed
        try:
            os.close(os.open(path, how))
        except OSError:
            return False
        return True
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
