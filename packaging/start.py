"""What a frozen build runs: the same entry point as ``python -m desktop``."""

import sys

from desktop.__main__ import main

sys.exit(main())
