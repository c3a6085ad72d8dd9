"""A practice as an older version left it: every build has to open one before it counts."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from desktop import paths
from desktop.operations.demo import make_demo
from desktop.persistence.migrate import alembic_engine
from tests.clock import START_AT

REVISION = "0010"
"""As the schema was before the waiting list, the series and the trips."""


def make_old_practice(file: Path, people: int) -> None:
    """Make the file, which may not be there yet: the people and visits of a demo."""
    file.parent.mkdir(parents=True, exist_ok=True)
    url = paths.file_url(file)
    make_demo(url, people=people, now=START_AT)
    engine = alembic_engine(url)
    config = Config()
    config.set_main_option("script_location", str(paths.migrations_dir()))
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.downgrade(config, REVISION)
    engine.dispose()
