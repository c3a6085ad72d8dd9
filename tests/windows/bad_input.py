"""What goes wrong on a PC: a sentence each time, nothing lost, and what was there works still."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from tests.old_practice import make_old_practice
from tests.windows.checks import expect
from tests.windows.disks import filled_when_there, read_only, small_disk
from tests.windows.wine import screen

if TYPE_CHECKING:
    from tests.windows.proof import Proof

MB = 1_000_000
LITTLE_MB = 60
"""Too little for the program, whose size is about twice as much."""
ENOUGH_MB = 400
PEOPLE = 100
FEW_COLOURS = 20
"""A window that says why it can't open has more, an empty screen one."""
SAYS_SECONDS = 10
"""How long a window may take from its first picture to its words."""
FAILED_COMMAND = 1


def refuse_without_room(proof: Proof) -> None:
    """Look that the newer one says so, before anything is touched."""
    with small_disk(proof.folder, LITTLE_MB * MB):
        _stays(proof, proof.no_room_status, "not enough room")


def refuse_without_room_for_itself(proof: Proof) -> None:
    """Look at the same where the program would fit, and the set-up's own files do not."""
    said = proof.do(["cmd", "/c", "echo %TEMP%"]).strip().replace("\\", "/")
    with small_disk(proof.wine.c / said.removeprefix("C:/"), LITTLE_MB * MB):
        _stays(proof, proof.no_room_status, "not enough room")


def stay_when_filled(proof: Proof) -> None:
    """Look that the older one stays when the disk fills while the newer one is unpacked."""
    with small_disk(proof.folder, ENOUGH_MB * MB):
        _stays(proof, proof.failed_status, "disk is full", filled_by=proof.folder / "program.new")


def _stays(proof: Proof, status: int, words: str, *, filled_by: Path | None = None) -> None:
    before, version = _files(proof.program), proof.entry("DisplayVersion")
    with filled_when_there(proof.folder, filled_by) if filled_by else nullcontext():
        said = proof.do(proof.install(proof.newer), status=status)
    said = proof.words(said)
    expect(words in said, f"it does not say why: {said}")
    expect(_files(proof.program) == before, "the program is not as it was")
    proof.look_installed(version)
    proof.do([proof.attend, "--self-test", "-platform", "offscreen"])


def _files(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def refuse_newer_practice(proof: Proof) -> None:
    """Look that a practice of a newer Attend is refused in words, and left alone."""
    newer = proof.wine.c / "Practices" / "newer.db"
    shutil.copy(proof.practice, newer)
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    _refused(proof, newer, "newer Attend", "newer")


def refuse_read_only(proof: Proof) -> None:
    """Look that an old practice in a folder that can't be written is left as it is."""
    folder = proof.wine.c / "Practices" / "read only"
    make_old_practice(folder / "practice.db", PEOPLE)
    with read_only(folder):
        _refused(proof, folder / "practice.db", "can’t be written", "read-only")


def _refused(proof: Proof, practice: Path, words: str, name: str) -> None:
    before = _files(practice.parent)
    url = f"sqlite:///{proof.wine.inside(practice)}"
    said = proof.do([proof.attend, "upgrade", "--database", url], status=FAILED_COMMAND)
    expect(words in said and "Traceback" not in said, f"it does not say why: {said}")
    print(f"        {said.strip()}", flush=True)
    with screen() as display, proof.opened(display, "--database", url, colours=FEW_COLOURS):
        time.sleep(SAYS_SECONDS)
        display.picture().save(str(proof.pictures / f"{proof.name}-{name}.png"))
        proof.close(display)
    expect(_files(practice.parent) == before, "it wrote")
