"""``attend sessions extend``: make the sessions that published templates want."""

from __future__ import annotations

import json

import click

from desktop.commands.options import database_option
from desktop.operations.desk import open_desk
from desktop.operations.generating import MOST_MONTHS, Extended, extend_sessions
from desktop.operations.release_rules import turn_due_slots

COMMAND_DESK = "Sessions"


@click.group("sessions")
def sessions_group() -> None:
    """Sessions and the templates that make them."""


@sessions_group.command("extend")
@database_option()
@click.option(
    "--months",
    type=click.IntRange(1, MOST_MONTHS),
    help="How many months ahead; by default what the practice has set (6 at first).",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was made and left out as JSON.")
def extend(database: str, months: int | None, *, as_json: bool) -> None:
    """Make the sessions of every published template that are not there yet.

    A window does the same at the start of each day. Dates left out are listed with the reason;
    twice changes nothing.
    """
    desk = open_desk(database, desk_name=COMMAND_DESK)
    try:
        done = extend_sessions(desk, months=months)
        turned = turn_due_slots(desk)
    finally:
        desk.close()
    if as_json:
        click.echo(json.dumps(_as_json(done) | {"slots_turned": turned}, ensure_ascii=False))
        return
    click.echo(f"{done.sessions:,} sessions with {done.slots:,} slots made, up to {done.until}.")
    if turned:
        click.echo(f"{turned:,} free slots turned into another kind.")
    for one in done.left_out:
        click.echo(f"  left out: {one.words}{' (a manager has to say)' if one.asked else ''}")


def _as_json(done: Extended) -> dict[str, object]:
    left_out = [
        {
            "template": one.template,
            "on_date": one.on_date.isoformat(),
            "why": one.why,
            "asked": one.asked,
        }
        for one in done.left_out
    ]
    return {
        "until": done.until.isoformat(),
        "sessions": done.sessions,
        "slots": done.slots,
        "left_out": left_out,
    }
