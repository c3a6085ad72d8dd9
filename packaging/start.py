"""What a frozen build runs: the same entry point as ``python -m desktop``."""

import os
import sys


def keep_own_modules() -> None:
    """Let a window that is open while a newer Attend is installed go on with the modules it has.

    WORKAROUND PyInstaller opens its archive anew for each module that is imported, by a name that
    is the newer program's by then; the file that this one was started from is kept open instead.
    https://github.com/pyinstaller/pyinstaller/blob/develop/PyInstaller/loader/pyimod01_archive.py
    """
    import pyimod02_importers

    archive = pyimod02_importers.pyz_archive
    opened = os.open(archive._filename, os.O_RDONLY)
    archive._filename = f"/proc/self/fd/{opened}"


if sys.platform == "linux":
    keep_own_modules()

from desktop.__main__ import main  # noqa: E402 its modules come from that archive

sys.exit(main())
