"""Small files written in one step: the old one stays whole until the new one is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, text: str, *, private: bool = False, shared: bool = False) -> None:
    """Put the text in the file's place; its folder is made where there is none.

    A link stays a link. ``private``: only its owner may read it; else its mode stays as it was, and
    a new file is its owner's alone unless it is ``shared``: then everybody on this PC may read it.
    Errors: OSError, with nothing changed.
    """
    target = file.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as made:
            made.write(text)
            made.flush()
            os.fsync(made.fileno())
        if shared:
            Path(name).chmod(0o644)
        elif not private and target.exists():
            Path(name).chmod(target.stat().st_mode & 0o777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
