"""Builds the sdist, and from that the wheel, into a folder: the same commit gives the same bytes.

Usage: python packaging/python/build.py FOLDER
"""

import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from setuptools import build_meta; build_meta.build_{}(sys.argv[1])"


def built(kind: str, source: Path, folder: Path) -> Path:
    """Run the build backend's own function in the source's folder; returns the file it made."""
    before = {*folder.iterdir()}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BUILD.format(kind), str(folder)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"The {kind} was not built:\n{done.stdout}{done.stderr}")
    (made,) = {*folder.iterdir()} - before
    return made


def without_times(file: Path, epoch: int) -> None:
    """Write an sdist anew: sorted, with the commit's time, nobody's name."""
    packed = io.BytesIO()
    with (
        tarfile.open(file) as old,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda one: one.name):
            member.mtime, member.uid, member.gid = epoch, 0, 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    with file.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=epoch) as zipped:
        zipped.write(packed.getvalue())


def main(folder: Path) -> None:
    """Build both; the wheel is made of the unpacked sdist, which has to be whole for that."""
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    folder.mkdir(parents=True, exist_ok=True)
    sdist = built("sdist", ROOT, folder)
    without_times(sdist, epoch)
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(sdist) as packed:
            packed.extractall(name, filter="data")
        built("wheel", Path(name) / sdist.name.removesuffix(".tar.gz"), folder)


if __name__ == "__main__":
    os.umask(0o022)
    main(Path(sys.argv[1]).absolute())
