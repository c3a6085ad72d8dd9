"""The command line: what it prints, with which status it ends, what it never prints."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from desktop import __version__
from desktop.__main__ import main, wants_window
from desktop.commands.cli import attend, run
from desktop.display import why_no_window, why_unseen
from desktop.operations.checks import INVARIANTS
from desktop.persistence.engine import open_database
from desktop.persistence.server import server_url
from tests.passwords import AskedRole

check_module = sys.modules["desktop.commands.check"]  # the command has its module's name
SMALL = ("--people", "100", "--today", "2026-11-18T10:22", "--no-window")


def execute(url: str, statement: str) -> None:
    database = open_database(url)
    with database.writing() as db:
        db.execute(text(statement))
    database.close()


def test_the_demo_lists_its_people_and_pins_and_nobody_else(
    empty_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--database", empty_engine_url, *SMALL]) == 0
    said = capsys.readouterr().out

    assert re.search(r"Priya Nair +Reception +PIN \d{6}\n", said)
    assert re.search(r"Ruth Cohen +Manager +PIN \d{6}\n", said)
    assert "Its clock starts at Wed 18 Nov 2026, 10:22." in said
    assert "Hughes" not in said
    assert "999" not in re.sub(r"PIN \d{6}", "", said)


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_screen")
def test_without_a_display_a_sentence_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert why_no_window(["-platform", "offscreen"]) == ""
    assert main([]) == 1
    assert "There is no display here" in capsys.readouterr().err


def test_a_program_without_a_console_writes_into_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)  # as Windows starts a window
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["--version"]) == 0
    for stream in (sys.stdout, sys.stderr):
        stream.close()


@pytest.mark.usefixtures("no_screen")
@pytest.mark.parametrize(
    ("platform", "is_said"),
    [("offscreen", True), ("minimal:enable_fonts", True), ("xcb;offscreen", False), ("", False)],
)
def test_a_platform_that_shows_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, platform: str, is_said: bool
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert bool(why_unseen()) is is_said
    assert ("QT_QPA_PLATFORM=minimal is set, " in why_unseen()) is platform.startswith("minimal")


@pytest.mark.usefixtures("no_screen")
def test_a_display_that_does_not_answer_is_said_and_one_that_does_is_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":59713")
    assert main([]) == 1
    assert "No display answers at DISPLAY=:59713, so Attend" in capsys.readouterr().err
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as screen:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        assert "DISPLAY=:59713 or WAYLAND_DISPLAY=wayland-7" in why_no_window([])
        screen.bind(f"{folder}/wayland-7")  # its path has to be short
        screen.listen()
        assert why_no_window([]) == ""
    monkeypatch.delenv("WAYLAND_DISPLAY")
    with socket.create_server(("127.0.0.1", 0)) as screen:
        number = screen.getsockname()[1] - 6000
        monkeypatch.setenv("DISPLAY", f"127.0.0.1:{number}.0")
        assert why_no_window([]) == ""


def test_a_second_demo_in_a_database_is_refused(
    demo_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", "--database", demo_engine_url, *SMALL]) == 1
    assert "There is a practice in this database already." in capsys.readouterr().err


def test_check_says_nothing_is_wrong_with_status_0(
    demo_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(["check", "--database", demo_engine_url, "--json"])

    rows = json.loads(capsys.readouterr().out)
    assert status == 0
    assert [row["invariant"] for row in rows] == list(INVARIANTS)
    assert {row["violations"] for row in rows} == {0}


def test_check_names_what_is_wrong_with_status_1(
    demo_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(demo_engine_url, "UPDATE sessions SET on_date = '2020-01-01'")
    capsys.readouterr()

    assert run(["check", "--database", demo_engine_url]) == 1
    table = capsys.readouterr().out
    assert run(["check", "--database", demo_engine_url, "--json"]) == 1
    rows = {row["invariant"]: row for row in json.loads(capsys.readouterr().out)}

    assert re.search(r"^places +ok$", table, re.M)
    assert "its date is 2020-01-01, and at the clinic it begins on another" in table
    assert "more; --json lists them all" in table
    assert rows["times"]["violations"] == len(rows["times"]["found"]) > 0
    assert {one["table"] for one in rows["times"]["found"]} == {"sessions"}


def test_check_of_an_empty_database_says_what_to_do(
    empty_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if empty_engine_url.startswith("sqlite"):
        Path(empty_engine_url.removeprefix("sqlite:///")).touch()
    assert run(["check", "--database", empty_engine_url]) == 1
    assert "Run attend upgrade first." in capsys.readouterr().err


def test_a_mistake_of_ours_is_said_without_what_it_quotes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> None:
    def fail(*_given: object, **_more: object) -> None:
        raise KeyError("Rosa Marín")

    monkeypatch.setattr(check_module, "check_database", fail)
    assert run(["check", "--database", sqlite_url]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Something went wrong on our side.")
    assert "builtins.KeyError" in said
    assert "desktop/commands/check.py" in said
    assert "Rosa" not in said


def test_upgrade_says_what_it_did(
    empty_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["upgrade", "--database", empty_engine_url]) == 0
    assert run(["upgrade", "--database", empty_engine_url]) == 0
    assert run(["check", "--database", empty_engine_url]) == 1
    said = capsys.readouterr()

    assert said.out.startswith("Made an empty database (schema ")
    assert "This database is up to date (schema " in said.out
    assert "There is no practice in this database yet." in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["demo", "--people", "99", "--no-window"],
        ["demo", "--people", "many", "--no-window"],
        ["demo", "--today", "31/02/2026", "--no-window"],
        ["demo", "--today", "", "--no-window"],
        ["check", "--databse", "x"],
        ["import"],
    ],
)
def test_wrong_use_ends_with_status_2(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert "Usage: attend" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_can_not_be_opened_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "no such folder" / "practice.db"

    assert run(["check", "--database", f"sqlite:///{missing}"]) == 1
    assert run(["check", "--database", "mysql://somewhere/db"]) == 1
    said = capsys.readouterr().err
    assert "There is no file" in said
    assert "this names neither" in said


def test_a_server_that_is_off_or_refuses_the_password_is_said_as_in_the_window(
    asked_role: AskedRole, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--database", "postgresql://desk@127.0.0.1:9/practice"]) == 1
    assert "no database server listens there on port 9" in capsys.readouterr().err
    url = server_url(asked_role.address).set(password="wrong").render_as_string(False)
    for command in ("check", "upgrade"):
        assert run([command, "--database", url]) == 1
        said = capsys.readouterr().err
        assert f"The server does not take this password for {asked_role.name}." in said
        assert "wrong" not in said


@pytest.mark.parametrize("name", [None, *sorted(attend.commands)])
def test_every_command_says_what_it_does(
    name: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*([name] if name else []), "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: attend")


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"attend, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["--database", "x.db"], True),
        (["demo"], False),
        (["check", "--json"], False),
        (["--help"], False),
        (["--version"], False),
        (["nonsense"], False),
    ],
)
def test_no_command_means_the_window(arguments: list[str], window: bool) -> None:
    assert wants_window(arguments) is window


def test_the_way_to_the_window_loads_no_command_line_and_no_database() -> None:
    code = (
        "import sys, desktop.__main__ as m; assert m.wants_window([]); "
        "print([n for n in ('click', 'sqlalchemy', 'alembic', 'argon2') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command",
    [["check"], ["backup", "copy.db"], ["export", "people", "people.csv"], ["user", "list"]],
)
def test_a_slip_in_the_name_of_the_file_makes_no_file(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([*command, "--database", "nothere.db"]) == 1
    assert "There is no file nothere.db." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_check_names_the_file_it_finds_no_practice_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    assert run(["check", "--database", str(file)]) == 1
    assert f"There is no practice in {file}." in capsys.readouterr().err


def test_the_database_before_a_command_is_told_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["--database", "some.db", "check"]) == 2
    assert "attend check --database some.db" in capsys.readouterr().err
