"""The tour of what a desk does about people: who may speak, sensitive records, merging."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop.domain.permissions import Role
from desktop.domain.related_people import RelatedDetails
from desktop.operations.desk import open_desk
from desktop.operations.people import register_patient
from desktop.operations.people_reads import find_people, read_patient_card
from desktop.operations.related_people import add_related_person
from tests.tour.driver import Driver

_NEAR = (
    RelatedDetails(
        "Bethan Hughes",
        "daughter",
        "07700 900119",
        is_next_of_kin=True,
        may_speak_for=("times", "transport"),
    ),
    RelatedDetails("Joanna Price", "interpreter", note="Interprets only, does not decide."),
)


def people_steps(url: str, pictures: Path, *, theme: str = "light") -> None:
    """Take the pictures 30 to 37 as a manager, so that merging is allowed."""
    _plant(url)
    driver = Driver(url, theme=theme)
    ending = "" if theme == "light" else f"-{theme}"
    driver.open()
    desk = driver.start.front_desk
    assert desk is not None
    actor = desk.runner.desk.actor
    desk.runner.desk.actor = replace(actor, role=Role.MANAGER)
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/52")
    driver.press("Return")
    _command(driver, "speakers")
    driver.picture(pictures / f"30-who-may-speak{ending}.png")
    driver.press("Escape")
    _command(driver, "death")
    driver.type("2 nov 2026")
    driver.picture(pictures / f"31-a-death{ending}.png")
    driver.press("Escape")
    _command(driver, "sensitive")
    driver.press("Return")
    driver.front()
    driver.picture(pictures / f"32-opens-with-a-reason{ending}.png")
    driver.press("F2")
    driver.type("She rang about her letter")
    driver.press("Return", "Ctrl+K", "Escape", "Ctrl+I")
    driver.front()
    driver.picture(pictures / f"33-who-changed-what{ending}.png")
    driver.press("Escape", "Ctrl+3")
    page = desk.people.area.page
    assert page is not None
    driver.until(lambda: bool(page.model.pairs))
    driver.picture(pictures / f"34-two-records{ending}.png")
    driver.press("Return")
    driver.front()
    driver.picture(pictures / f"35-merge{ending}.png")
    driver.press("Ctrl+Return")
    driver.front()
    driver.until(lambda: not page.model.pairs)
    driver.picture(pictures / f"36-no-duplicates{ending}.png")
    driver.press("Ctrl+1")
    _command(driver, "unmerge")
    driver.picture(pictures / f"37-take-apart{ending}.png")
    driver.press("Escape")
    driver.close()


def _command(driver: Driver, name: str) -> None:
    driver.window.action(name).trigger()
    driver.settle()
    driver.front()


def _plant(url: str) -> None:
    """Let Maggie have people near her, and a second record with a slip in the name."""
    desk = open_desk(url, desk_name="Desk 2")
    rows = desk.read(find_people, text="maggie hughes 12/3/1952").rows
    maggie = next(one.id for one in rows if one.born_on == date(1952, 3, 12))
    for near in _NEAR:
        desk.act(add_related_person, patient_id=maggie, details=near)
    kept = desk.read(read_patient_card, patient_id=maggie).details
    again = replace(
        kept,
        given_names="Margaret",
        family_name="Hughs",
        preferred_name="",
        nhs_number="",
        address="8 Tanners Row",
    )
    desk.act(register_patient, agreed=frozenset({"alike"}), details=again)
    desk.close()
