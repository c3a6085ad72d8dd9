"""What pyproject.toml can't say: the wheel carries the data folders inside the package."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
DATA = ("migrations", "resources")
"""Beside the package in the source tree, inside it once installed; desktop/paths.py finds both."""


class BuildWithData(build_py):
    """Copies the data folders into the package that is built; an editable install has its own."""

    def run(self) -> None:
        """Build the modules, then copy."""
        super().run()
        if self.editable_mode:
            return
        for name in DATA:
            shutil.copytree(
                HERE / name,
                Path(self.build_lib) / "desktop" / name,
                ignore=shutil.ignore_patterns("__pycache__"),
                dirs_exist_ok=True,
            )


setup(cmdclass={"build_py": BuildWithData})
