"""``attend site``: what this PC would use and why, and the file for the next one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.commands.cli import run
from desktop.site import SITE_VARIABLE


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site file of this PC, whose own settings are nobody's."""
    file = tmp_path / "site.toml"
    monkeypatch.setenv(SITE_VARIABLE, str(file))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    return file


def test_a_pc_says_what_it_uses_and_why(
    site: Path, demo_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = site.parent / "copies"
    copies.mkdir()
    site.write_text(
        f"database = {json.dumps(demo_engine_url)}\ncopies_folder = {json.dumps(str(copies))}\n"
        'fixed = ["database"]\n'
    )
    assert run(["site", "check", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["settings"]["database"] == {
        "value": demo_engine_url,
        "from": f"{site}, line 1",
        "fixed": True,
    }
    assert said["settings"]["theme"]["from"] == "usual"
    assert [one["what"] for one in said["looked"]] == ["database", "copies_folder"]
    assert run(["site", "check"]) == 0
    assert "ok" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('database = "nowhere/attend.db"', "is not there. It was moved"),
        ('database = "/"', "is a folder. A practice is in a file"),
        ('database = "postgresql://attend@127.0.0.1:9/practice"', "database: practice on"),
    ],
)
def test_what_stands_in_the_way_is_said(
    site: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    site.write_text(f'{text}\ncopies_folder = "{site.parent / "nowhere"}"\n')
    assert run(["site", "check"]) == 1
    out = capsys.readouterr().out
    assert said in out
    assert f"It is named in {site}, line 1." in out
    assert f"There is no such folder. Make it, or name another one. It is named in {site}, l" in out


@pytest.mark.parametrize("written", ["", "# nothing yet\n"])
def test_a_pc_that_has_no_practice_yet_says_what_to_do(
    site: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    site.write_text(written)
    assert run(["site", "check"]) == 1
    assert "attend.db: There is no practice yet. Start Attend to make" in capsys.readouterr().out


def test_a_practice_of_a_newer_attend_is_said_and_left_alone(
    site: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    before = file.read_bytes()
    site.write_text(f"\ndatabase = {json.dumps(sqlite_url)}\n")
    assert run(["site", "check"]) == 1
    out = capsys.readouterr().out
    assert "last opened with a newer Attend" in out
    assert f"It is named in {site}, line 2." in out
    assert file.read_bytes() == before


def test_a_database_of_another_practice_is_said(
    site: Path, demo_engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write_text(f'practice = "Y99999"\ndatabase = {json.dumps(demo_engine_url)}\n')
    assert run(["site", "check"]) == 1
    assert "but the settings of this PC say Y99999" in capsys.readouterr().out


def test_a_slip_in_the_file_is_one_sentence(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.write_text("colour = 1\n")
    assert run(["site", "check"]) == 1
    assert "line 1: unknown setting 'colour'" in capsys.readouterr().err
    assert run(["check"]) == 1
    assert "line 1: unknown setting 'colour'" in capsys.readouterr().err


def test_the_next_pc_gets_its_file(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.write_text('database = "postgresql://attend@db1/practice"\n')
    file = site.parent / "next.toml"
    assert run(["site", "write", str(file), "--desk", "Desk 2", "--fix", "database"]) == 0
    assert "  sudo install -Dm644 next.toml /etc/attend/site.toml\n" in capsys.readouterr().out
    text = file.read_text(encoding="utf-8")
    assert 'desk_name = "Desk 2"' in text
    assert 'fixed = ["database"]' in text
    assert run(["site", "write", str(file)]) == 2
    assert "--replace" in capsys.readouterr().err


def test_a_practice_in_a_file_of_this_pc_is_for_who_signs_in_here(
    site: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = site.parent / "next.toml"
    site.write_text("")
    assert run(["site", "write", str(file)]) == 1
    assert "There is no practice yet" in capsys.readouterr().err
    assert not file.exists()
    site.write_text(f"database = {json.dumps(sqlite_url)}\n")
    assert run(["site", "write", str(file), "--fix", "database"]) == 0
    said = capsys.readouterr().out
    assert "which no other PC can open" in said
    assert f"an administrator copies next.toml to {site}." in said
    assert "next PC, where" not in said
    site.write_bytes(file.read_bytes())
    assert run(["site", "check"]) == 1  # the file is there, and has no practice in it yet
    assert "no practice yet" in capsys.readouterr().out


def test_a_folder_that_takes_no_file_is_said(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write_text('downtime_folder = "/proc"\n')  # not even the administrator may write there
    run(["site", "check"])
    assert "Nothing can be written there" in capsys.readouterr().out
