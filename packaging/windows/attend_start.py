"""What the launchers for Windows run: the same entry point as ``python -m desktop``."""

import sys

sys.frozen = True  # type: ignore[attr-defined]  # to start the program again, start its launcher

from desktop.__main__ import main  # noqa: E402

sys.exit(main())
