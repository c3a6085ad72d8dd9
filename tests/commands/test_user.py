"""``attend user``: a forgotten PIN is set anew on the PC, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.commands.cli import attend
from desktop.domain.errors import RuleViolation
from desktop.operations.desk import open_desk
from desktop.operations.signing_in import sign_in
from desktop.operations.staff import list_staff


@pytest.fixture
def url(demo_engine_url: str) -> str:
    return demo_engine_url


def run(url: str, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(attend, ["user", *arguments, "--database", url], input=typed)


def test_a_new_pin_signs_in_and_is_not_printed(url: str, tmp_path: Path) -> None:
    done = run(url, "reset", "priya  NAIR", typed="730482\n730482\n")
    assert done.exit_code == 0
    assert "Priya Nair has a new PIN." in done.output
    assert "730482" not in done.output
    desk = open_desk(url, lock_dir=tmp_path)
    priya = next(one for one in desk.read(list_staff) if one.name == "Priya Nair")
    assert sign_in(desk, staff_id=priya.id, pin="730482").name == "Priya Nair"
    with pytest.raises(RuleViolation):
        sign_in(desk, staff_id=priya.id, pin="000000")
    desk.close()


def test_a_pin_easy_to_guess_is_asked_for_again(url: str) -> None:
    done = run(url, "reset", "Priya Nair", typed="123456\n730482\n730482\n")
    assert done.exit_code == 0
    assert "easy to guess" in done.output


def test_a_name_nobody_has_is_said(url: str) -> None:
    done = run(url, "reset", "Nobody Here")
    assert done.exit_code == 1
    assert "Nobody called Nobody Here can sign in." in done.output


def test_who_may_sign_in_is_listed(url: str) -> None:
    done = run(url, "list")
    assert done.output.splitlines()[:2] == [
        "Priya Nair, reception",
        "Tomasz Zieliński, reception",
    ]
