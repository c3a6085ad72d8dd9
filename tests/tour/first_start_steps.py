"""A first start by keys: the hands its journeys share with the tour, and the tour's steps."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from desktop.ui.first_start.first_start_page import FirstStartPage
from desktop.ui.first_start.step_page import StepPage
from tests.tour.driver import Driver

PIN = "482913"


def page_of(driver: Driver) -> FirstStartPage:
    """Return the first start, which is on screen."""
    found = driver.window.findChild(FirstStartPage)
    assert found is not None
    return found


def step_of(driver: Driver) -> StepPage:
    """Return the page on screen."""
    page = page_of(driver).pages.currentWidget()
    inner = page.currentWidget() if page is page_of(driver).new else page
    assert isinstance(inner, StepPage)
    return inner


def fill(driver: Driver, *lines: str) -> None:
    """Type into one field after another."""
    for number, line in enumerate(lines):
        if number:
            driver.press("Tab")
        driver.type(line)


def go_to_place(driver: Driver) -> None:
    """From the welcome to the page of the place, by keys."""
    driver.press("1")
    fill(driver, "Weir Street Surgery", "w", "W99001")
    driver.press("Return")
    fill(driver, "Weir Street", "1 Weir Street")
    driver.press("Ctrl+Return")
    fill(driver, "Ruth Cohen", PIN, PIN)
    driver.press("Return")


def until_step(driver: Driver, name: str) -> None:
    """Wait until the page of that name is on screen."""
    driver.until(lambda: step_of(driver).objectName() == name)
    driver.settle()


def until_open(driver: Driver) -> None:
    """Wait until the practice is open in the same window."""
    driver.until(lambda: driver.start.front_desk is not None)
    driver.front()
    driver.settle()


def sign_in(driver: Driver, pin: str = PIN) -> None:
    """Type the PIN of whose name is chosen."""
    driver.type(pin)
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    driver.settle()


@dataclass(frozen=True)
class FirstStartLook:
    """Every page of a first start, in one look."""

    name: str
    theme: str = "light"
    text_percent: int = 100

    def take(self, folder: Path, pictures: Path) -> None:
        """Go through a first start whose data is in the folder, which is made anew."""
        shutil.rmtree(folder, ignore_errors=True)
        before = os.environ.get("XDG_DATA_HOME")
        os.environ["XDG_DATA_HOME"] = str(folder.resolve())
        try:
            self._new_practice(pictures)
            self._not_opened(pictures)
        finally:
            os.environ.pop("XDG_DATA_HOME")
            if before is not None:
                os.environ["XDG_DATA_HOME"] = before

    def _open(self, url: str) -> Driver:
        driver = Driver(url, theme=self.theme, text_percent=self.text_percent)
        driver.open()
        return driver

    def _new_practice(self, pictures: Path) -> None:
        driver = self._open("")

        def shot(name: str) -> None:
            driver.settle()
            driver.picture(pictures / f"{self.name}-{name}.png")

        shot("1-welcome")
        driver.press("1", "Return")
        shot("2-practice-slip")
        fill(driver, "Weir Street Surgery", "w", "W9900")
        shot("2-practice")
        driver.press("Return")
        fill(driver, "Weir Street", "1 Weir Street")
        shot("3-clinic")
        driver.press("Ctrl+Return")
        fill(driver, "Ruth Cohen", PIN, f"{PIN}0")
        driver.press("Return")
        shot("4-manager-slip")
        driver.press("Ctrl+A")
        driver.type(PIN)
        driver.press("Return")
        shot("5-place")
        driver.press("Return")
        until_step(driver, "kinds_step")
        shot("6-kinds")
        driver.press("Return")
        fill(driver, "Dr", "Anjali", "Patel")
        driver.press("Tab", "Tab", "Tab")
        fill(driver, "Grace", "Adeyemi")
        shot("7-people")
        driver.press("Ctrl+Return")
        shot("8-week")
        driver.press("Return")
        until_open(driver)
        shot("9-sign-in")
        driver.close()

    def _not_opened(self, pictures: Path) -> None:
        driver = self._open("postgresql://front_desk@127.0.0.1:9/practice")
        driver.picture(pictures / f"{self.name}-a-not-opened.png")
        step_of(driver).later_button.click()
        driver.settle()
        driver.picture(pictures / f"{self.name}-b-another.png")
        driver.press("2")
        fill(driver, "127.0.0.1")
        driver.press("Tab", "Ctrl+A")
        fill(driver, "9", "practice", "front_desk")
        driver.press("Return")
        join = page_of(driver).join
        driver.until(lambda: bool(join.port.message.words))
        driver.settle()
        driver.picture(pictures / f"{self.name}-c-join.png")
        self._next_pc(driver, pictures)
        driver.press("Escape", "3")
        demo = page_of(driver).demo
        driver.until(lambda: demo.bar.value() > 0)
        driver.picture(pictures / f"{self.name}-d-demo.png")
        driver.press("Escape")
        driver.close()

    def _next_pc(self, driver: Driver, pictures: Path) -> None:
        page = page_of(driver)
        page._on_kept("postgresql://front_desk@db1.weirstreet.example/practice", "Desk 1")
        driver.settle()
        driver.picture(pictures / f"{self.name}-e-next-pc.png")
        page.next_pc.folder.set_text(str(pictures.parent.resolve()))
        driver.press("Return")
        driver.until(lambda: "Wrote" in page.next_pc.message.words)
        driver.settle()
        driver.picture(pictures / f"{self.name}-f-next-pc-lines.png")
        page.next_pc.file.unlink()
        page.pages.setCurrentWidget(page.join)


FIRST_STARTS = (
    FirstStartLook("40-first-start"),
    FirstStartLook("41-first-start-dark-150", "dark", 150),
)
