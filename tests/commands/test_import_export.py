"""``attend import`` and ``attend export``: counts, reports, exit statuses, nobody's details."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click
import pytest

from desktop.commands.cli import run
from tests.operations.import_scene import write_lines

ANN = {
    "resourceType": "Patient",
    "id": "ann",
    "name": [{"family": "Lloyd", "given": ["Ann"]}],
    "birthDate": "1970-01-31",
    "telecom": [{"system": "phone", "value": "12"}],
    "photo": [{"title": "Ann"}],
}
SEEN = {
    "resourceType": "Encounter",
    "id": "seen",
    "status": "finished",
    "subject": {"reference": "Patient/ann"},
    "period": {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T09:10:00Z"},
}
SMALL = ("--people", "100", "--today", "2026-11-18T10:22", "--no-window")


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the progress bars that commands show, as they come."""
    shown: list[Any] = []
    make = click.progressbar

    def make_seen(*given: Any, **named: Any) -> Any:
        shown.append(make(*given, **named))
        return shown[-1]

    monkeypatch.setattr(click, "progressbar", make_seen)
    return shown


@pytest.fixture
def url(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the URL of a small demo practice."""
    made = f"sqlite:///{tmp_path / 'practice.db'}"
    assert run(["demo", "--database", made, *SMALL]) == 0
    capsys.readouterr()
    return made


def test_the_bar_of_an_import_goes_through_every_entry(
    url: str, tmp_path: Path, bars: list[Any]
) -> None:
    files = {"people": (ANN, ANN | {"id": "joan"}), "visits": (SEEN, SEEN | {"id": "seen-again"})}
    for what, entries in files.items():
        file = write_lines(tmp_path / f"{what}.ndjson", *entries)
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert run(["import", what, str(file), "--database", url]) == 0
    assert [(bar.label, bar.hidden) for bar in bars] == [
        ("Taking in people", False),
        ("Taking in visits", False),
    ]
    assert [(bar.length, bar.pos, bar.finished) for bar in bars] == [(2, 2, True)] * 2


def test_files_go_in_and_come_out(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_lines(tmp_path / "in.ndjson", ANN, SEEN, "{broken")
    report = tmp_path / "report.csv"
    arguments = [str(file), "--database", url, "--report", str(report)]

    assert run(["import", "visits", *arguments, "--dry-run", "--json"]) == 1
    dry = json.loads(capsys.readouterr().out)
    assert run(["import", "visits", *arguments]) == 1
    said = capsys.readouterr().out
    assert run(["import", "visits", *arguments, "--json"]) == 1
    again = json.loads(capsys.readouterr().out)

    assert (dry["people"]["added"], dry["visits"]["added"], dry["dry_run"]) == (1, 1, True)
    assert "1 visits read: 1 added, 0 known already, 0 not taken." in said
    assert "Lloyd" not in said
    assert (again["people"]["added"], again["visits"]["known"]) == (0, 1)
    with report.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["file", "line", "field", "reason", "taken"]
    assert ["in.ndjson", "line 3", "line"] in [row[:3] for row in rows]
    assert ["in.ndjson", "line 1", "photo"] in [row[:3] for row in rows]


@pytest.mark.parametrize("ending", ["csv", "ndjson", "json.gz"])
def test_an_export_says_how_many_and_nobodys_name(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    people, visits = tmp_path / f"people.{ending}", tmp_path / f"visits.{ending}"
    assert run(["export", "people", str(people), "--database", url]) == 0
    assert run(["export", "visits", str(visits), "--database", url]) == 0
    said = capsys.readouterr().out
    assert f"100 people written to people.{ending}." in said
    assert "Hughes" not in said
    assert people.stat().st_size > 1000 < visits.stat().st_size
    for name, file in (("people", people), ("visits", visits)):
        assert run(["import", name, str(file), "--database", url, "--json"]) == 0
        done = json.loads(capsys.readouterr().out)
        assert (done[name]["added"], done["refused"]) == (0, 0)
        assert done[name]["known"] == done[name]["read"] > 99


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "people"],
        ["import", "people", "no such file.json"],
        ["import", "visits", "--mapping", "no-such-mapping", __file__],
        ["export", "people"],
        ["export", "cats", "file.csv"],
    ],
)
def test_wrong_use_ends_with_status_2(
    arguments: list[str], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--database", url]) == 2
    assert "Usage: attend" in capsys.readouterr().err


def test_an_ending_nobody_knows_is_a_sentence(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "people", str(tmp_path / "people.xls"), "--database", url]) == 1
    assert "has to end in one of .csv, .ndjson, .json." in capsys.readouterr().err
