"""The file an SQLite database is: where it may lie, and whether it is still the one we opened."""

from __future__ import annotations

import os
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


@dataclass(slots=True)
class OpenFile:
    """A file that is open: its name has to lead to the same one for as long as it is.

    A database that was deleted or renamed under us would take every act and keep none.
    """

    path: Path
    _identity: tuple[int, int] | None = None

    def opened(self) -> None:
        """Remember which file it is, the first time."""
        if self._identity is None:
            self._identity = self._look()

    def check(self) -> None:
        """Raise Unavailable("missing" or "replaced") where the name leads elsewhere now."""
        if self._identity is None:
            return
        found = self._look()
        if found == self._identity:
            return
        if found is None:
            raise Unavailable(
                "missing",
                f"{self.path.name} is gone: it was moved, renamed or deleted. Nothing was saved. "
                "Put it back, or close Attend and restore a copy.",
            )
        raise Unavailable(
            "replaced",
            f"{self.path.name} was replaced while it was open here. Nothing was saved. Close "
            "Attend and open it again.",
        )

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


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
        "damage it. Keep the practice on this PC's own disk, or let all desks use a PostgreSQL "
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


def refuse_read_only(file: Path) -> None:
    """Raise Unavailable("read_only") for a file that is there and that we may not write.

    Even a read needs to write beside it: what is being read is kept safe from other desks there.
    """
    if not file.exists() or (_may_write(file) and _may_write(file.parent)):
        return
    raise Unavailable(
        "read_only",
        f"{file.name} can't be written: the file or its folder is read-only. Nothing was saved. "
        "Ask who looks after this PC to let Attend write there.",
    )


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
