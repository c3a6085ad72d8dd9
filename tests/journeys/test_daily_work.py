"""What a window does by itself each day, and on demand: the copy of the practice, the lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.tour.driver import Driver


def make_real(url: str) -> Path:
    """Take from the demo's file what makes it a demo: its clock and its shown PINs."""
    file = Path(url.removeprefix("sqlite:///"))
    db = sqlite3.connect(file)
    db.execute("DELETE FROM settings WHERE key LIKE 'demo.%'")
    db.commit()
    db.close()
    return file


def test_a_real_practice_is_copied_each_day(
    demo_url: str, open_driver: Callable[[str], Driver]
) -> None:
    file = make_real(demo_url)
    driver = open_driver(demo_url)
    folder = file.parent / "copies"
    driver.until(lambda: folder.is_dir() and any(folder.glob("*.db")))
    (copy,) = folder.glob("*.db")
    db = sqlite3.connect(copy)
    assert db.execute("SELECT count(*) FROM patients").fetchone() == (300,)
    db.close()


def test_a_folder_of_this_pc_that_cannot_be_written_is_said_with_its_line(
    demo_url: str, tmp_path: Path, qapp: QApplication
) -> None:
    make_real(demo_url)
    (tmp_path / "stick").write_text("a file where the folder should be")
    driver = Driver(demo_url)
    folder = str(tmp_path / "stick" / "copies")
    driver.start.settings = driver.start.settings.changed(copies_folder=folder)
    driver.window.named_in = {"copies_folder": "/etc/attend/site.toml, line 3"}
    driver.open()
    driver.until(lambda: driver.said.endswith("named in /etc/attend/site.toml, line 3."))
    assert "can’t be written" in driver.said
    assert driver.start.front_desk is not None  # the desk goes on working
    driver.close()
    qapp.setStyleSheet("")


def test_the_lists_are_written_where_they_are_wanted(
    demo_url: str,
    open_driver: Callable[[str], Driver],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = open_driver(demo_url)
    desk = driver.start.front_desk
    assert desk is not None
    driver.until(lambda: desk.paper.is_at_daily_work)
    sign_in_as_manager(driver)
    folder = str(tmp_path / "lists")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: folder)
    driver.window.action("downtime_pack").trigger()
    driver.until(lambda: driver.said.startswith("Wrote the lists of 3 days"))
    assert len(list((tmp_path / "lists").glob("attend-list-2026-11-*.pdf"))) == 3


def sign_in_as_manager(driver: Driver) -> None:
    from tests.journeys.test_at_desk import change

    change(driver, "r", "Ruth Cohen")
