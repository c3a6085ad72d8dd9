"""The command line ``attend``: its commands, and errors turned into a sentence and a status."""

from __future__ import annotations

import sys

import click

import desktop
from desktop.commands.backup import backup, restore
from desktop.commands.calendars import closures, diary
from desktop.commands.check import check
from desktop.commands.demo import demo
from desktop.commands.export import export_group
from desktop.commands.import_people import import_group
from desktop.commands.import_visits import visits
from desktop.commands.options import named_database
from desktop.commands.sessions import sessions_group
from desktop.commands.site import site_group
from desktop.commands.upgrade import upgrade
from desktop.commands.user import user_group
from desktop.domain.errors import AppError, NotFound, Unavailable
from desktop.domain.mistakes import report_text
from desktop.operations.joining import explain_not_opened

FAILED = 1
OUR_MISTAKE = (
    "Something went wrong on our side. What the command had finished is kept, the rest is not "
    "done. The lines below name no one: send them to whoever looks after Attend."
)


class _Attend(click.Group):
    """Says of a server that does not let us in what stands in the way, as the window does."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Unavailable as error:
            raise explain_not_opened(error, named_database(ctx)) from error


@click.group(
    cls=_Attend,
    name="attend",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command the window opens.",
)
@click.option(
    "--database",
    metavar="URL",
    help="Open the window on this practice. With a command it comes after the command.",
)
@click.version_option(desktop.__version__, "--version", prog_name="attend")
@click.pass_context
def attend(context: click.Context, database: str | None) -> None:
    """A clinic front desk: the diary, the people in it, and what looks after both."""
    if database is not None:
        command = context.invoked_subcommand
        raise click.UsageError(
            f"Put --database after the command: attend {command} --database {database}"
        )


attend.add_command(demo)
attend.add_command(check)
attend.add_command(upgrade)
attend.add_command(backup)
attend.add_command(restore)
attend.add_command(import_group)
attend.add_command(export_group)
attend.add_command(user_group)
attend.add_command(sessions_group)
attend.add_command(site_group)
import_group.add_command(visits)
import_group.add_command(closures)
export_group.add_command(diary)


def run(arguments: list[str]) -> int:
    """Run a command and return its exit status: 0 done, 1 the thing failed, 2 wrong use."""
    try:
        status = attend.main(arguments, prog_name="attend", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        return FAILED
    except NotFound as error:
        click.echo(f"There is no {error.kind} in this database yet.", err=True)
        return FAILED
    except AppError as error:
        click.echo(str(error), err=True)
        return FAILED
    except Exception as error:  # a mistake of ours: its own words may quote what was read
        click.echo(f"{OUR_MISTAKE}\n\n{report_text(error)}", err=True)
        return FAILED
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
