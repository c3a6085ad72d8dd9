"""The build for Windows under Wine.

python -m tests.windows start FOLDER   start a program's folder, on an empty and an old database
python -m tests.windows prove [msi]    prove the installers in dist/ (make prove-windows), or one
python -m tests.windows together DEB   this setup.exe and that .deb on one PostgreSQL

Pictures go to build/windows/proof/: look at them. Where Wine cannot be had it says so and fails.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.old_practice import make_old_practice
from tests.windows.checks import NotSo, expect
from tests.windows.disks import enter_own_mounts
from tests.windows.libraries import find_missing_libraries
from tests.windows.proof import SETUP, prove
from tests.windows.together import prove_together
from tests.windows.wine import ROOT, Wine

PACKAGES = {
    "wine": "wine wine64",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "Xvfb": "xvfb",
    "pdftoppm": "poppler-utils",
    "makensis": "nsis",
    "wixl": "wixl",
    "msibuild": "msitools",
    "xdotool": "xdotool",
    "dpkg-deb": "dpkg",
    "unshare": "util-linux",
}
TO_START = ("wine", "x86_64-w64-mingw32-gcc")
NEEDED = {
    "start": TO_START,
    "prove": (*TO_START, "Xvfb", "xdotool", "pdftoppm", "makensis", "wixl", "msibuild", "unshare"),
    "together": (*TO_START, "Xvfb", "xdotool", "dpkg-deb"),
}
PICTURES = ROOT / "build" / "windows" / "proof"
PEOPLE = 200


def main(arguments: list[str]) -> int:
    """Return 0 where everything holds, 1 after saying what does not."""
    what, *given = arguments or [""]
    if what not in NEEDED or (what != "prove" and len(given) != 1):
        sys.stderr.write(__doc__ or "")
        return 2
    if missing := [PACKAGES[one] for one in NEEDED[what] if shutil.which(one) is None]:
        tools = " ".join(missing)
        sys.stderr.write(
            f"Not proved: this needs {tools}: apt-get install --no-install-recommends {tools}\n"
        )
        return 1
    try:
        if what == "start":
            start(Path(given[0]))
        elif what == "together":
            prove_together(SETUP, Path(given[0]), PICTURES)
        else:
            enter_own_mounts()
            prove(PICTURES, *given)
    except (NotSo, OSError) as error:
        sys.stderr.write(f"FAILED  {error}\n")
        return 1
    return 0


def start(program: Path) -> None:
    """Look that all its libraries are there, start it on an empty and on an old database."""
    missing = find_missing_libraries(program)
    expect(not missing, f"neither Windows nor the folder has {missing}")
    wine = Wine()
    try:
        with tempfile.TemporaryDirectory() as name:
            old = Path(name) / "old.db"
            make_old_practice(old, PEOPLE)
            url = f"sqlite:///{wine.inside(old)}"
            for arguments in (
                ("--self-test", "-platform", "offscreen"),
                ("upgrade", "--database", url),
                ("check", "--database", url),
            ):
                status, said = wine.run(program / "attend.com", *arguments)
                sys.stdout.write(said)
                sys.stdout.flush()
                expect(status == 0, f"attend {arguments[0]} ended with {status}")
    finally:
        wine.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
