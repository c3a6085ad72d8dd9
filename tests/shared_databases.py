"""Databases that a whole test module shares; what is made in them must not be changed."""

from __future__ import annotations

import shutil
import uuid

import pytest

from tests.engines import Template, make_database
from tests.postgres_cluster import Cluster


def make_shared_database(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    engine: str,
    template: Template | None = None,
) -> str:
    """Return the URL of a copy of that template, or of an empty database (no file yet).

    The run's end takes it away.
    """
    if engine == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "practice.db"
        if template is not None:
            shutil.copyfile(template(None), file)
        return f"sqlite:///{file}"
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = f"shared_{uuid.uuid4().hex}"
    make_database(cluster, name, template(cluster) if template else "template0")
    return cluster.url(name)
