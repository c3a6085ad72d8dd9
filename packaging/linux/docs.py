"""Writes the man page and the shell completions of the commands there are.

Usage: python packaging/linux/docs.py FOLDER DATE
"""

import os
import sys
from pathlib import Path

import click
from click.shell_completion import get_completion_class

import desktop
from desktop.commands.cli import attend

HERE = Path(__file__).parent
COMPLETIONS = {"bash": "attend.bash", "zsh": "_attend", "fish": "attend.fish"}


def man_page(day: str) -> str:
    """Return the page with the commands as their own help says them."""
    context = click.Context(attend)
    lines = []
    for name in attend.list_commands(context):
        command = attend.get_command(context, name)
        assert command is not None  # it is in the list
        lines += [".TP", f".B {name}", command.get_short_help_str(100)]
    page = (HERE / "files" / "attend.1.in").read_text(encoding="utf-8")
    for mark, text in (
        ("@DATE@", day),
        ("@VERSION@", desktop.__version__),
        ("@COMMANDS@", "\n".join(lines)),
    ):
        page = page.replace(mark, text)
    return page


def main(folder: Path, day: str) -> None:
    """Write everything into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "attend.1").write_text(man_page(day), encoding="utf-8")
    for shell, name in COMPLETIONS.items():
        made = get_completion_class(shell)
        assert made is not None  # click knows these three
        complete = made(attend, {}, "attend", "_ATTEND_COMPLETE")
        (folder / name).write_text(complete.source(), encoding="utf-8")


if __name__ == "__main__":
    os.umask(0o022)
    main(Path(sys.argv[1]), sys.argv[2])
