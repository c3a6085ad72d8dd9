"""Which schema this program works with; on its own, so that a start can ask without SQLAlchemy."""

from __future__ import annotations

from typing import Any

from desktop.domain.errors import Unavailable

HEAD = "0014"
"""The newest revision; a test compares it with the migrations."""

REVISION = "SELECT version_num FROM alembic_version"
UPGRADED = '{"upgraded":true}'
"""What a server's feed says once its schema is another one."""


def refuse_upgraded(connection: Any) -> None:
    """Raise Unavailable("upgraded") where a newer Attend changed the schema under an open desk.

    ``connection`` is the driver's own: each act on a file asks, and that takes 3 microseconds.
    """
    cursor = connection.cursor()
    cursor.execute(REVISION)
    found = cursor.fetchone()
    cursor.close()
    if found is None or found[0] != HEAD:
        raise Unavailable(
            "upgraded",
            "This practice was upgraded by a newer Attend while it was open here. Close Attend "
            "and start the newer version. Nothing more is saved here.",
        )
