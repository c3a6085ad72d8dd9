"""Empty databases that a whole test module shares; what is made in them must not be changed."""

from __future__ import annotations

import uuid

import psycopg
import pytest
from psycopg import sql

from tests.postgres_cluster import Cluster


def make_empty_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engine: str
) -> str:
    """Return the URL of an empty database on that engine; the run's end takes it away."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('shared') / 'practice.db'}"
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = f"shared_{uuid.uuid4().hex}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return cluster.url(name)
