"""The pages of a first start, shown in an open window as they are in one that found no practice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.first_start import NewClinician
from desktop.exchange.ods_list import ListedPractice
from desktop.operations.joining import KeptPassword
from desktop.site import set_up_lines
from desktop.ui.first_start.first_start_page import FirstStartPage
from desktop.ui.first_start.new_practice import NewPractice
from desktop.ui.first_start.next_pc_page import SiteWriter
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.form_fields import Tone
from tests.tour.driver import Driver

FOLDER = "/srv/practice-of-weir-street/with-a-long-name/that-has-to-be-broken/somewhere/attend.db"
GONE = "attend.db is not there. It was moved, renamed or deleted, or the disk is not connected."
STORE = "This PC has no password store that Attend can use, so the password is kept in a file."
CLOSED = ListedPractice("W99001", "Weir Street Surgery", "Weir Street", "ZZ99 3VZ", "", False)
SERVER = "postgresql://front_desk@db1.weirstreet.example/practice"


def site_writer() -> SiteWriter:
    """What a page may do where nothing is written."""
    return SiteWriter(
        folder=Path("/srv/attend"),
        site_file=Path("/etc/attend/site.toml"),
        write=lambda _file, _url, _desk, _fixed: None,
        share=None,
        lines=set_up_lines,
    )


def first_start(driver: Driver) -> Iterator[str]:
    """Every page, with what it says about slips."""
    page = FirstStartPage(
        driver.start.look,
        folder=Path("/srv/attend"),
        desk_name="Desk 1",
        keep=lambda _url, _desk: None,
        site_writer=site_writer,
        parent=driver.window,
    )
    driver.window.covering.cover(page)
    page.begin()
    driver.settle()
    yield "welcome"
    yield from _new_practice(driver, page.new)
    yield from _join(driver, page)
    yield from _next_pc(driver, page)
    page.pages.setCurrentWidget(page.demo)
    page.demo.bar.setValue(30)
    driver.settle()
    yield "demo"
    for error in (Unavailable("missing", GONE), KeyError("x")):
        page.show_error(error, f"sqlite:///{FOLDER}")
        driver.settle()
        yield f"not opened, {type(error).__name__}"
    driver.window.covering.uncover()
    page.deleteLater()
    driver.settle()


def _new_practice(driver: Driver, new: NewPractice) -> Iterator[str]:
    driver.press("1", "Return")
    new.practice._on_looked_up(CLOSED)
    driver.settle()
    yield "new practice, closed in the list"
    new.week.offer(new.kinds.kinds, (), ())
    yield from _shown(driver, new, new.week, "no clinician")
    new.kinds.check()
    new.week.offer(new.kinds.kinds, (NewClinician("Dr", "Anjali", "Patel", "GP"),), ("Room 1",))
    slips = {
        new.clinic: "clinic_name",
        new.manager: "again",
        new.place: "folder",
        new.kinds: "minutes_3",
        new.people: "family_name_1",
        new.week: "days_1",
    }
    for step, field in slips.items():
        step.say_slip(RuleViolation("slip", field, f"{GONE} Choose another one."))
        yield from _shown(driver, new, step, field)
    new.people.more_button.click()
    yield from _shown(driver, new, new.people, "another clinician")
    new.week.more_button.click()
    yield from _shown(driver, new, new.week, "another session")
    new.place.set_given(FOLDER)
    yield from _shown(driver, new, new.place, "given")
    new.making.begin()
    new._on_went_on("rooms and clinicians")
    new.making.say_failed(GONE, is_begun=True)
    yield from _shown(driver, new, new.making, "failed")


def _shown(driver: Driver, new: NewPractice, step: StepPage, state: str) -> Iterator[str]:
    new.setCurrentWidget(step)
    driver.settle()
    yield f"{step.objectName()}, {state}"


def _join(driver: Driver, page: FirstStartPage) -> Iterator[str]:
    page.pages.setCurrentWidget(page.join)
    driver.settle()
    yield "join"
    page.join.try_to_join()
    page.join.port.say(Tone.WRONG, GONE)
    page.join.message.say(Tone.WARNING, KeptPassword(False, STORE).words)
    driver.settle()
    yield "join, slips"


def _next_pc(driver: Driver, page: FirstStartPage) -> Iterator[str]:
    page._on_kept(SERVER, "Desk 1")
    driver.settle()
    yield "next PC"
    page.next_pc.is_shared.show()
    page.next_pc.say_slip(RuleViolation("folder", "folder", GONE))
    page.next_pc._on_written(Path(FOLDER))
    driver.settle()
    yield "next PC, written"
