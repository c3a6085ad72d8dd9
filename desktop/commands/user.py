"""``attend user``: who may sign in, and a new PIN for somebody who has forgotten theirs."""

from __future__ import annotations

import json

import click

from desktop.commands.options import database_option
from desktop.domain.errors import RuleViolation
from desktop.domain.pins import LEAST_DIGITS, MOST_DIGITS, check_new_pin
from desktop.domain.practice import Staff
from desktop.operations.desk import Desk, open_desk
from desktop.operations.signing_in import set_pin
from desktop.operations.staff import list_staff

_DESK = "User"


@click.group(name="user")
def user_group() -> None:
    """Look after the people who sign in."""


@user_group.command(name="list")
@database_option()
@click.option("--json", "as_json", is_flag=True, help="Print [{name, role}].")
def list_users(database: str, *, as_json: bool) -> int:
    """List who may sign in, with their roles."""
    desk = open_desk(database, desk_name=_DESK)
    try:
        people = desk.read(list_staff)
    finally:
        desk.close()
    if as_json:
        click.echo(json.dumps([{"name": one.name, "role": one.role.value} for one in people]))
        return 0
    for one in people:
        click.echo(f"{one.name}, {one.role.words.lower()}")
    return 0


@user_group.command()
@click.argument("name")
@database_option()
def reset(name: str, database: str) -> int:
    """Set a new PIN for NAME, who may have forgotten theirs; it is asked for and not shown.

    Whoever can run this on the PC can sign in as anybody: it goes on record as done here.
    """
    desk = open_desk(database, desk_name=_DESK)
    try:
        person = _find(desk, name)
        words = f"New PIN of {person.name} ({LEAST_DIGITS} to {MOST_DIGITS} digits)"
        pin = click.prompt(
            words, hide_input=True, confirmation_prompt="The same again", value_proc=_checked
        )
        click.echo(desk.act(set_pin, staff_id=person.id, pin=pin).words)
    finally:
        desk.close()
    return 0


def _find(desk: Desk, name: str) -> Staff:
    wanted = " ".join(name.split()).casefold()
    found = [one for one in desk.read(list_staff) if one.name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise click.ClickException(f"{len(found)} people are called {name}. A manager can set it.")
    raise click.ClickException(f"Nobody called {name} can sign in. See attend user list.")


def _checked(typed: str) -> str:
    try:
        return check_new_pin(typed)
    except RuleViolation as slip:
        raise click.UsageError(slip.message) from slip
