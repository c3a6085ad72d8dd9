"""The one entry point: without a command the window, with one the command line.

Only what the window's first paint needs may be imported on the way to it: no click, no SQLAlchemy.
"""

from __future__ import annotations

import os
import sys

_COMMANDS = frozenset({"demo", "check", "upgrade", "backup", "restore", "import", "export", "user"})
_COMMANDS |= {"sessions", "site"}
SELF_TEST = "--self-test"
_COMMAND_LINE_OPTIONS = frozenset({"--help", "-h", "--version"})


def main(arguments: list[str] | None = None) -> int:
    """Run ``attend`` and return its exit status: 0 done, 1 the thing failed, 2 wrong use."""
    given = sys.argv[1:] if arguments is None else arguments
    _give_streams()
    if "_ATTEND_COMPLETE" in os.environ:  # a shell asks what may come next
        from desktop.commands.cli import run

        return run(given)
    if SELF_TEST in given:
        from desktop.self_test import main as test_self

        return test_self([one for one in given if one != SELF_TEST])
    if wants_window(given):
        from desktop.app import main as open_window

        return int(open_window(given))
    from desktop.commands.cli import run

    return run(given)


def wants_window(given: list[str]) -> bool:
    """Return whether these arguments open the window: all options, none of them a question."""
    if any(one in _COMMANDS or one in _COMMAND_LINE_OPTIONS for one in given):
        return False
    return not given or given[0].startswith("-")


def _give_streams() -> None:
    """Let what is written go nowhere where there is no console: Windows gives a window none."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 for good


if __name__ == "__main__":
    sys.exit(main())
