"""What is told of a mistake of ours: kinds of error and places in the program, nobody's details."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from traceback import walk_tb

from desktop import __version__


def report_text(error: BaseException) -> str:
    """Return what a developer needs of a bug: kinds and places, nobody's details.

    The messages of errors are left out: they may quote what was typed or read.
    """
    lines = [
        f"Attend {__version__}, Python {platform.python_version()}, {platform.platform()}",
        "",
    ]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        kind = type(link)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        for frame, line in walk_tb(link.__traceback__):
            code = frame.f_code
            lines.append(f"  {_module_of(code.co_filename)}:{line} {code.co_name}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(lines)


def _module_of(filename: str) -> str:
    """Return the file below its package, so that no folder of this computer is told."""
    parts = Path(filename).parts
    for root in ("desktop", "site-packages", f"python3.{sys.version_info.minor}"):
        if root in parts:
            return "/".join(parts[parts.index(root) :])
    return parts[-1] if parts else filename
