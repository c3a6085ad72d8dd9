"""The installers for Windows under Wine, one after the other, each in a Windows of its own.

Each is installed silently with a site file over nothing, then by a newer one over an older one that
is open, refuses a downgrade and whatever else it has to, and is removed. People and checks are
looked at in between. The older ones are of the same program, under an older number.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import desktop
from tests.old_practice import make_old_practice
from tests.windows import bad_input
from tests.windows.checks import NotSo, expect
from tests.windows.wine import COLOURS, ROOT, Screen, Wine, screen

SETUP = ROOT / "dist" / f"attend-{desktop.__version__}-setup.exe"
BUILT = ROOT / "build" / "windows"
OLDER = "0.0.1"
PEOPLE = 1_000
WAITS_SECONDS = 12
REST_SECONDS = 4
"""What follows the first day: the counts beside it, the panel."""
WRITE_LISTS = ("F10", "d", "Up", "Return")
"""The keys to the last of the menu *Diary*: the lists for when Attend is not there."""
MOST_INSTALLED_MB = 140
NOT_WANTED = ("lxml", "fhir", "resources/fhir", "pytest", "hypothesis")
# Windows' own numbers, of which Wine hands on the last byte.
NO_ROOM, FAILED, IS_OPEN, IS_NEWER = 112, 1603 % 256, 1618 % 256, 1638 % 256
DEEP = ("Praxis Zoë Śródmieście", "ein langer Name " * 6 + "0", "yet another one " * 6 + "0")
"""Folders deeper than the 260 letters of old Windows, in letters that no one code page has."""
START_MENU = "Microsoft/Windows/Start Menu/Programs/Attend"
ENTRIES = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"

Step = tuple[str, Callable[[], None]]


def prove(pictures: Path, only: str = "") -> None:
    """Prove both installers, or one of them; the pictures are for looking at."""
    newer = SETUP, SETUP.with_name(f"attend-{desktop.__version__}.msi")
    for file in (*newer, BUILT / "program" / "Attend.exe"):
        expect(file.exists(), f"there is no {file}: make package-windows RUNTIME=FOLDER")
    pictures.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [ROOT / "packaging" / "windows" / "pack.sh", BUILT, OLDER, f"proof {time.time()}"],
        env=os.environ | {"COMPRESSOR": "zlib"},
        cwd=ROOT,
        check=True,
    )
    older = BUILT / f"attend-{OLDER}-setup.exe", BUILT / f"attend-{OLDER}.msi"
    for kind, old, new in zip((SetupProof, MsiProof), older, newer, strict=True):
        if only in ("", kind.name):
            kind(old, new, pictures).run()
        old.unlink()


class Proof:
    """One installer. The kinds differ in how it is started and what it answers."""

    name = ""
    failed_status = FAILED
    no_room_status = downgrade_status = open_status = FAILED

    def __init__(self, older: Path, newer: Path, pictures: Path):
        self.older, self.newer, self.pictures = older, newer, pictures
        self.wine = Wine()
        self.folder = self.wine.c / "Program Files" / "Attend"
        self.program = self.folder / "program"
        self.attend = self.program / "attend.com"
        self.site = self.wine.c / "ProgramData" / "Attend" / "site.toml"
        self.practice = self.wine.c.joinpath("Practices", *DEEP, "practice.db")
        self.url = f"sqlite:///{self.wine.inside(self.practice)}"
        self.lists = self.wine.c / "Lists Zoë"
        self.given = self.wine.folder / "Empfang Zoë.toml"
        self._write_site(self.given, "Empfang Zoë")

    def run(self) -> None:
        """Do every step, one line each."""
        try:
            for words, step in self._steps():
                began = time.monotonic()
                try:
                    step()
                except NotSo as error:
                    raise NotSo(f"{self.name}: {words}: {error}") from error
                took = time.monotonic() - began
                print(f"ok      {self.name}: {words} ({took:.1f} s)", flush=True)
        finally:
            self.wine.end()

    def _steps(self) -> Iterator[Step]:
        yield "a site file that is not there is refused", self._refuse_no_site
        yield "an older one installs silently with a site file", self._install_older
        yield "the self-test passes", self._test_itself
        yield "what this PC is comes from the site file", self._check_site
        yield "no room for the newer one", partial(bad_input.refuse_without_room, self)
        yield "a newer one waits for the open window, then takes its place", self._upgrade_open
        yield "the first start upgrades the practice and paints the day", self._open_window
        yield "the lists are printed", self._look_at_lists
        yield "the same people, and the check is clean", self._check_practice
        yield "a downgrade is refused in words", self._refuse_downgrade
        yield (
            "removed, installed again, and told to it closes the window for a newer one",
            self._close_window,
        )
        yield "two at once: one does it, one says so", self._install_twice
        yield "removing leaves the data, and only that", self._remove

    # -- how it is started, by kind ---------------------------------------------------------------

    def install(self, file: Path, *, site: Path | None = None, close: bool = False) -> list[str]:
        """Return the command that installs it silently."""
        raise NotImplementedError

    def remove(self) -> list[str]:
        """Return the command that removes it silently."""
        raise NotImplementedError

    # -- steps ------------------------------------------------------------------------------------

    def _refuse_no_site(self) -> None:
        status, _ = self.wine.run(*self.install(self.older, site=self.wine.folder / "none.toml"))
        expect(status != 0, "it went on")
        expect(not self.program.exists(), "the program is there")
        expect(not self.entry("DisplayVersion"), "the Uninstall entry is there")

    def _install_older(self) -> None:
        self.do(self.install(self.older, site=self.given))
        self.look_installed(OLDER)
        expect(self.site.read_bytes() == self.given.read_bytes(), "the site file is another")
        taken = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()) / 1e6
        print(f"        {taken:.1f} MB installed", flush=True)
        expect(taken <= MOST_INSTALLED_MB, f"{taken:.1f} MB are installed")
        names = {one.name for one in (self.program / "site-packages").iterdir()}
        expect(not names & set(NOT_WANTED), f"{names & set(NOT_WANTED)} is inside")

    def _test_itself(self) -> None:
        said = self.do([self.attend, "--self-test", "-platform", "offscreen"])
        expect("Attend works on this PC." in said, said)
        self.do([self.program / "Attend.exe", "--self-test", "-platform", "offscreen"])

    def _check_site(self) -> None:
        make_old_practice(self.practice, PEOPLE)
        said = self.do([self.attend, "site", "check"], status=1)  # its practice is an older one
        expect("Empfang Zoë" in said and "site.toml" in said, said)

    def _upgrade_open(self) -> None:
        with screen() as display:
            # On a practice of its own: the older program is the same and would upgrade.
            other = self.wine.folder / "other.db"
            make_old_practice(other, 100)
            url = f"sqlite:///{self.wine.inside(other)}"
            with self.opened(display, "--database", url) as window:
                self._replace_open(display, window)
                window.communicate(timeout=30)
        self.look_installed(desktop.__version__)
        expect(self.site.read_bytes() == self.given.read_bytes(), "the site file changed")

    def _replace_open(self, display: Screen, window: subprocess.Popen[str]) -> None:
        with self.wine.start(*self.install(self.newer)) as waiting:
            with suppress(subprocess.TimeoutExpired):
                waiting.wait(WAITS_SECONDS)
                raise NotSo(f"it did not wait: {waiting.returncode}")
            expect(window.poll() is None, "it closed the window unasked")
            expect(self.entry("DisplayVersion") == OLDER, "it replaced what is open")
            self.close(display)
            said, _ = waiting.communicate(timeout=120)
            expect(waiting.returncode == 0, f"it ended with {waiting.returncode}: {said}")

    def _open_window(self) -> None:
        with screen() as display, self.opened(display) as window:
            time.sleep(REST_SECONDS)
            display.picture().save(str(self.pictures / f"{self.name}-window.png"))
            display.press(*WRITE_LISTS)
            self._wait(lambda: [*self.lists.rglob("*.pdf")], "no lists were written")
            self.close(display)
            window.communicate(timeout=30)

    def _look_at_lists(self) -> None:
        for number, file in enumerate(sorted(self.lists.rglob("*.pdf"))[:2]):
            to = self.pictures / f"{self.name}-list-{number}"
            subprocess.run(["pdftoppm", "-png", "-r", "60", "-l", "1", file, to], check=True)

    def _check_practice(self) -> None:
        self.do([self.attend, "site", "check"])
        self.do([self.attend, "check", "--database", self.url])
        with closing(sqlite3.connect(self.practice)) as db:
            found = db.execute("SELECT count(*) FROM patients").fetchone()[0]
        expect(found == PEOPLE, f"{found} people are there")
        copies = [*self.practice.parent.glob("practice-before-upgrade-*.db")]
        expect(len(copies) == 1, "no copy was made before the upgrade")

    def _refuse_downgrade(self) -> None:
        said = self.do(self.install(self.older), status=self.downgrade_status)
        expect("A newer Attend" in self.words(said), f"it does not say why: {said}")
        self.look_installed(desktop.__version__)

    def _close_window(self) -> None:
        self.do(self.remove())
        self._wait(lambda: not self.program.exists(), "the program is there still")
        self.do(self.install(self.older))
        expect(self.site.read_bytes() == self.given.read_bytes(), "the site file is another")
        with screen() as display, self.opened(display) as window:
            self.do(self.install(self.newer, close=True), screen=display)
            window.communicate(timeout=30)
        self.look_installed(desktop.__version__)

    def _install_twice(self) -> None:
        # From nothing: Wine can't open an installed .msi twice, which Windows itself refuses.
        self.do(self.remove())
        self._wait(lambda: not self.program.exists(), "the program is there still")
        with self.wine.start(*self.install(self.newer)) as first:
            time.sleep(1.5)
            status, said = self.wine.run(*self.install(self.newer))
            also, _ = first.communicate(timeout=120)
        expect({first.returncode, status} == {0, self.open_status}, f"{first.returncode}, {status}")
        expect("already" in self.words(said + also), f"it does not say why: {said} {also}")
        self.look_installed(desktop.__version__)

    def _remove(self) -> None:
        self.do(self.remove())
        self._wait(lambda: not self.program.exists(), "the program is there still")
        # Wine's Windows Installer leaves the empty folder above it, Windows' own takes it.
        expect(not [*self.folder.glob("*")], "something is there still")
        expect(not self._menu().exists(), "the Start-menu entry is there still")
        expect(not self.entry("DisplayVersion"), "the Uninstall entry is there still")
        expect(self.site.exists() and self.practice.exists(), "data is gone")

    # -- hands and eyes ---------------------------------------------------------------------------

    @contextmanager
    def opened(
        self, display: Screen, *arguments: str, colours: int = COLOURS
    ) -> Iterator[subprocess.Popen[str]]:
        """Give the window, open on this screen."""
        command = self.program / "Attend.exe", *arguments
        with self.wine.start(*command, screen=display.display) as window:
            try:
                display.wait_painted(120, colours)
                yield window
            except BaseException:
                display.picture().save(str(self.pictures / f"{self.name}-failed.png"))
                self.wine.end()
                raise

    def close(self, display: Screen) -> None:
        """Close what is open, as its own button does."""
        folder = self.wine.inside(self.program)
        self.do([BUILT / "helper.exe", "wait", folder, "30", "close"], screen=display)

    def do(
        self, command: Sequence[str | Path], status: int = 0, screen: Screen | None = None
    ) -> str:
        """Run a command that has to end so; returns what it said."""
        got, said = self.wine.run(*command, screen=screen.display if screen else "")
        expect(got == status, f"{Path(command[0]).name} ended with {got}, not {status}: {said}")
        return said

    def words(self, said: str) -> str:
        """Return what it said since it was last asked, wherever it says it."""
        return said

    def _menu(self) -> Path:
        return self.wine.c / "ProgramData" / START_MENU

    def look_installed(self, version: str) -> None:
        """Look that this version is here, whole, and nothing else."""
        expect(self.do([self.attend, "--version"]).startswith("attend, version"), "it says none")
        said = self.entry("DisplayVersion")
        expect(said == version, f"the Uninstall entry says {said!r}, not {version}")
        expect((self._menu() / "Attend.lnk").exists(), "there is no Start-menu entry")
        left = {one.name for one in self.folder.iterdir()} - {"program"}
        expect(not left, f"{left} was left beside the program")

    def entry(self, value: str) -> str:
        """Return a value of the Uninstall entry, nothing where there is none."""
        _, said = self.wine.run("reg", "query", ENTRIES, "/s")
        for entry in said.split("\nHKEY"):
            if re.search(r"DisplayName\s+REG_SZ\s+Attend\n", entry):
                found = re.search(rf"{value}\s+REG_SZ\s+(.*)", entry)
                return found.group(1).strip() if found else ""
        return ""

    def _wait(self, condition: Callable[[], object], otherwise: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not condition():
            expect(time.monotonic() < end, otherwise)
            time.sleep(0.5)

    def _write_site(self, file: Path, desk: str) -> None:
        def written(path: Path) -> str:
            return self.wine.inside(path).replace("\\", "/")

        file.write_text(
            f'database = "sqlite:///{written(self.practice)}"\ndesk_name = "{desk}"\n'
            f'text_percent = 110\ndowntime_folder = "{written(self.lists)}"\n'
            'fixed = ["text_percent"]\n',
            encoding="utf-8",
        )


class SetupProof(Proof):
    """setup.exe."""

    name = "setup"
    no_room_status, downgrade_status, open_status = NO_ROOM, IS_NEWER, IS_OPEN

    def install(self, file: Path, *, site: Path | None = None, close: bool = False) -> list[str]:
        more = [f"/SITE={self.wine.inside(site)}"] if site else []
        return [str(file), "/S", *more, *(["/CLOSE"] if close else [])]

    def remove(self) -> list[str]:
        return [str(self.program / "uninstall.exe"), "/S"]

    def _steps(self) -> Iterator[Step]:
        for words, step in super()._steps():
            yield words, step
            if step == self._check_site:
                for more, what in (
                    ("no room for what it unpacks", bad_input.refuse_without_room_for_itself),
                    ("a disk that fills while it unpacks", bad_input.stay_when_filled),
                ):
                    yield more, partial(what, self)
            if step == self._check_practice:
                for more, what in (
                    ("a practice of a newer Attend", bad_input.refuse_newer_practice),
                    ("a folder that can't be written", bad_input.refuse_read_only),
                ):
                    yield more, partial(what, self)
            if step == self._close_window:
                yield "a site file replaces the one there, which is kept", self._replace_site

    def _replace_site(self) -> None:
        other = self.wine.folder / "other.toml"
        self._write_site(other, "Desk 2")
        self.do(self.install(self.newer, site=other))
        expect(self.site.read_bytes() == other.read_bytes(), "it is the old one still")
        kept = self.site.with_name("site.before.toml")
        expect(kept.read_bytes() == self.given.read_bytes(), "the old one is gone")


class MsiProof(Proof):
    """The .msi."""

    name = "msi"

    def __init__(self, older: Path, newer: Path, pictures: Path):
        super().__init__(older, newer, pictures)
        self._logs: list[Path] = []

    def install(self, file: Path, *, site: Path | None = None, close: bool = False) -> list[str]:
        more = [f"SITE={self.wine.inside(site)}"] if site else []
        if close:
            more.append("CLOSE=close")
        self._logs.append(self.wine.folder / f"msi-{len(self._logs)}.log")
        log = self.wine.inside(self._logs[-1])
        return ["msiexec", "/i", self.wine.inside(file), "/qn", "/l*v", log, *more]

    def remove(self) -> list[str]:
        return ["msiexec", "/x", self.wine.inside(self.newer), "/qn"]

    def words(self, said: str) -> str:
        # Windows logs the words of a condition, Wine keeps them to itself: read in the package.
        command = ["msiinfo", "export", self.older, "LaunchCondition"]
        said += subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for log in self._logs:
            if log.exists():
                said += log.read_bytes().replace(b"\0", b"").decode(errors="replace")
                log.unlink()
        return said

    def _menu(self) -> Path:
        # Wine's Windows Installer knows only the person's own menu; Windows takes everybody's.
        return next(self.wine.c.glob("users/*/AppData/Roaming")) / START_MENU
