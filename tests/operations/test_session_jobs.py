"""``attend sessions extend``: what it makes and says; the daily job does the same."""

from __future__ import annotations

import json
from datetime import date

import pytest

from desktop.commands.cli import run
from desktop.domain.repeats import Every, Repeat
from desktop.operations.jobs import do_due_jobs
from desktop.operations.session_jobs import sessions_job
from tests.operations.conftest import SmallPractice
from tests.operations.template_cases import published


def _url(small: SmallPractice) -> str:
    return small.desk.database.engine.url.render_as_string(hide_password=False)


def test_it_makes_what_is_not_there_and_says_what_it_left_out(
    practice: SmallPractice,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The command has today's clock: a template of every Christmas Day and of the day after.
    published(
        practice, repeat=Repeat(Every.WEEK, tuple(range(7)), until=date(2045, 1, 1)),
        pattern=practice.pattern_of(1),
    )  # fmt: skip
    assert run(["sessions", "extend", "--database", _url(practice), "--months", "14"]) == 0
    said = capsys.readouterr().out

    assert " slots made, up to " in said
    assert "left out: Morning surgery, " in said
    assert "Good Friday" in said
    again = ["sessions", "extend", "--database", _url(practice), "--months", "14", "--json"]
    assert run(again) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sessions"], told["slots"], told["slots_turned"]) == (0, 0, 0)
    assert {one["why"] for one in told["left_out"]} >= {"Good Friday", "Christmas Day"}


def test_months_out_of_bounds_are_wrong_use() -> None:
    assert run(["sessions", "extend", "--months", "25"]) == 2


def test_the_daily_job_makes_them_once_a_day(practice: SmallPractice) -> None:
    daily = Repeat(Every.WEEK, tuple(range(7)))
    published(practice, repeat=daily, pattern=practice.pattern_of(1))
    practice.clock.advance(days=3)

    (done,) = do_due_jobs(practice.desk, (sessions_job(),))

    assert done.words == ""
    assert do_due_jobs(practice.desk, (sessions_job(),)) == ()
    with practice.desk.database.reading() as db:
        made = db.exec_driver_sql("SELECT max(on_date) FROM sessions").scalar_one()
    assert str(made) == "2027-05-21"
