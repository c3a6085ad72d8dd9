"""Disks that are small, full or read-only, for as long as somebody looks at what happens then.

They are mounted over a folder, in this process and those it starts alone: ``enter_own_mounts``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KEPT_BYTES = 1_000_000
"""Less than this is left free of a full disk: several of our libraries take more."""
INSIDE = "ATTEND_OWN_MOUNTS"


def enter_own_mounts() -> None:
    """Go on in a process whose mounts nobody else sees, and which end with it."""
    if INSIDE in os.environ:
        return
    os.environ[INSIDE] = "1"
    as_root = () if os.geteuid() == 0 else ("--map-root-user",)
    command = ["unshare", "--mount", *as_root, sys.executable, *sys.orig_argv[1:]]
    os.execvp(command[0], command)


@contextmanager
def small_disk(folder: Path, free_bytes: int) -> Iterator[None]:
    """Put a disk with so much room in the place of a folder; what is in it is on the disk too."""
    with tempfile.TemporaryDirectory() as name:
        before = Path(name) / "before"
        shutil.copytree(folder, before, symlinks=True)
        _run("mount", "-t", "tmpfs", "-o", "mode=755", "attend", folder)
        try:
            shutil.copytree(before, folder, symlinks=True, dirs_exist_ok=True)
            disk = os.statvfs(folder)
            taken = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
            _run("mount", "-o", f"remount,size={taken + free_bytes}", folder)
            yield
        finally:
            _run("umount", "--lazy", folder)


@contextmanager
def filled_when_there(disk: Path, sign: Path) -> Iterator[None]:
    """Fill a small disk in the moment in which a file or folder appears."""
    done = threading.Event()

    def fill() -> None:
        while not sign.exists():
            if done.wait(0.01):
                return
        with (disk / "somebody else's").open("wb") as file, suppress(OSError):  # full by then
            while not done.is_set():
                os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), KEPT_BYTES)

    other = threading.Thread(target=fill)
    other.start()
    try:
        yield
    finally:
        done.set()
        other.join()
        (disk / "somebody else's").unlink(missing_ok=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write into a folder."""
    _run("mount", "--bind", folder, folder)
    try:
        _run("mount", "-o", "remount,bind,ro", folder)
        yield
    finally:
        _run("umount", "--lazy", folder)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)
