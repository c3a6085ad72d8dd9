"""The build for Windows under Wine.

python -m tests.windows start FOLDER       start a program's folder, on an empty and an old database
python -m tests.windows prove [PICTURES]   prove the installers in dist/ (make prove-windows)

Where Wine cannot be had it says so and fails.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.windows.old_practice import make_old_practice
from tests.windows.proof import NotSo, expect, prove
from tests.windows.wine import ROOT, Wine

NEEDED = {
    "wine": "wine wine64",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "Xvfb": "xvfb",
    "pdftoppm": "poppler-utils",
    "makensis": "nsis",
    "wixl": "wixl",
    "msibuild": "msitools",
}
NEEDED_TO_START = ("wine", "x86_64-w64-mingw32-gcc")
PEOPLE = 200


def main(arguments: list[str]) -> int:
    """Return 0 where everything holds, 1 after saying what does not."""
    if arguments[:1] not in (["start"], ["prove"]) or len(arguments) > 2:
        sys.stderr.write(__doc__ or "")
        return 2
    wanted = NEEDED_TO_START if arguments[0] == "start" else tuple(NEEDED)
    if missing := [NEEDED[one] for one in wanted if shutil.which(one) is None]:
        tools = " ".join(missing)
        sys.stderr.write(
            f"Not proved: this needs {tools}: apt-get install --no-install-recommends {tools}\n"
        )
        return 1
    try:
        if arguments[0] == "start":
            start(Path(arguments[1]))
        else:
            given = arguments[1:] or [str(ROOT / "build" / "windows" / "proof")]
            prove(Path(given[0]))
    except (NotSo, OSError) as error:
        sys.stderr.write(f"FAILED  {error}\n")
        return 1
    return 0


def start(program: Path) -> None:
    """Start the program on an empty and on an old database."""
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
