"""A practice's data whole, on both engines: every table that says anything, and nothing secret."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.waiting import OfferState
from desktop.operations.preferences import end_preference, record_preference
from desktop.operations.waiting_list import answer_offer
from desktop.operations.whole_export import LIST, export_practice
from desktop.operations.work import Actor
from desktop.persistence.base import metadata
from desktop.persistence.whole_export import LEFT_OUT, TABLES
from tests.operations.conftest import SmallPractice
from tests.operations.import_scene import read_rows
from tests.operations.test_visit_needs import BSL
from tests.operations.together_scene import booked_series
from tests.operations.waiting_cases import offered


def rows_in(file: Path, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(file) as zipped:
        return list(csv.DictReader(io.StringIO(zipped.read(f"{table}.csv").decode("utf-8"))))


def test_every_table_goes_out_or_is_left_out_by_name() -> None:
    assert set(TABLES) | LEFT_OUT == set(metadata.tables)
    assert not set(TABLES) & LEFT_OUT


def test_wishes_offers_needs_series_and_what_has_ended_go_out_whole(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    given = {"patient_id": practice.rosa, "kind": "bsl", "told": BSL}
    told = practice.desk.act(record_preference, **given).value
    practice.desk.act(record_preference, **(given | {"kind": "step-free", "told": Told()}))
    booked_series(practice, practice.rosa)
    practice.desk.act(end_preference, preference_id=told, version=1, why="Hears again")
    quiet = practice.clock().date() + timedelta(days=30)
    offer = offered(practice, practice.maggie)
    said = {"answer": OfferState.DECLINED, "quiet_until": quiet, "said": 'Away, "sorry"'}
    practice.desk.act(answer_offer, **(offer | said))
    file = tmp_path / "practice.zip"
    counts = export_practice(practice.desk, engine_url, file)
    for table, count in counts.items():
        assert len(rows_in(file, table)) == count
    for table in ("preferences", "waiting_list", "offers", "visit_needs", "series_dates"):
        there = read_rows(practice.desk, table)
        assert counts[table] == len(there) > 0
        ids = {one.get("id") or one["place"] for one in there}
        found = {one.get("id") or int(one["place"]) for one in rows_in(file, table)}
        assert found == ids
    (ended,) = (one for one in rows_in(file, "preferences") if one["kind"] == "bsl")
    assert ended["ended_why"] == "Hears again"
    assert json.loads(ended["filled"]) == [list(one) for one in BSL.filled]
    (answer,) = rows_in(file, "offers")
    assert (answer["state"], answer["said"]) == ("declined", 'Away, "sorry"')
    assert rows_in(file, "waiting_list")[0]["quiet_until"] == quiet.isoformat()
    assert "pin_hash" not in rows_in(file, "staff")[0] if rows_in(file, "staff") else True
    with zipfile.ZipFile(file) as zipped:
        said_of = zipped.read(LIST).decode("utf-8")
    assert "offers.csv: times offered from it, and the answers; 1 rows" in said_of
    left = [one for one in tmp_path.iterdir() if one.name.endswith(".part") or one.is_dir()]
    assert not any("export" in one.name or "part" in one.name for one in left)


def test_everybody_in_it_is_on_record_and_who_may_not_gets_nothing(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    with pytest.raises(RuleViolation, match=r"has to end in \.zip"):
        export_practice(practice.desk, engine_url, tmp_path / "practice.csv")
    export_practice(practice.desk, engine_url, tmp_path / "practice.zip")
    rows = read_rows(practice.desk, "audit_log", act="export_people")
    people = {one["patient_id"] for one in rows} - {None}
    assert people == {practice.rosa, practice.maggie, practice.kwame}
    practice.desk.actor = Actor("Priya", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        export_practice(practice.desk, engine_url, tmp_path / "again.zip")
    assert not (tmp_path / "again.zip").exists()
