"""The window when its file is moved away and put back, or another is copied over it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from tests.faults.test_upgraded import LATER, upgrade_to
from tests.tour.driver import Driver

UPGRADED = (
    "This practice was upgraded by a newer Attend. This window is of the old version. What is on "
    "screen stays. Booking and checking in are paused. Close Attend and start the newer version."
)


def test_a_file_moved_away_pauses_the_window_until_it_is_back(
    demo_url: str, open_driver: Callable[[str], Driver]
) -> None:
    driver = open_driver(demo_url)
    desk = driver.start.front_desk
    assert desk is not None
    file = Path(str(make_url(demo_url).database))
    file.rename(file.with_name("elsewhere.db"))
    words = "The practice’s file is gone since 10:22: it was moved, renamed or deleted."
    driver.until(lambda: desk.line.banner.words().startswith(words))
    driver.until(lambda: "Trying again in " in desk.line.banner.words())
    before = driver.said
    driver.press("Ctrl+Down", "Ctrl+H")
    assert driver.said.startswith("Not connected: nothing was sent")
    assert driver.said != before

    file.with_name("elsewhere.db").rename(file)
    driver.press("F5")
    driver.until(lambda: driver.said == "Connected again. The diary is up to date.")
    driver.press("Ctrl+H")
    assert driver.said.startswith("Holding 10:50")


def test_a_file_copied_over_in_place_is_said_as_replaced(
    demo_url: str, open_driver: Callable[[str], Driver], tmp_path: Path
) -> None:
    file = Path(str(make_url(demo_url).database))
    other = Path(shutil.copyfile(file, tmp_path / "yesterday.db"))
    driver = open_driver(demo_url)
    desk = driver.start.front_desk
    assert desk is not None
    driver.press("Ctrl+Down", "Ctrl+H")
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    driver.press("F5")
    subprocess.run(["cp", str(other), str(file)], check=True)
    words = "The practice’s file was replaced at 10:22, while it was open here."
    driver.until(lambda: desk.line.banner.words().startswith(words))
    driver.press("Ctrl+H")
    assert driver.said.startswith("Not connected: nothing was sent")


def test_a_file_upgraded_by_a_newer_attend_is_said_and_the_window_waits(
    demo_url: str, open_driver: Callable[[str], Driver]
) -> None:
    driver = open_driver(demo_url)
    desk = driver.start.front_desk
    assert desk is not None
    upgrade_to(demo_url, LATER)
    driver.until(lambda: desk.line.banner.words().startswith(UPGRADED))
    driver.press("Ctrl+Down", "Ctrl+H")
    assert driver.said.startswith("Not connected: nothing was sent")
