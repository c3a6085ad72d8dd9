#!/usr/bin/env bash
# newer.sh FOLDER VERSION: pack this commit as a release to come, with one revision of the schema more.
#
# The package is FOLDER/dist/attend_VERSION_amd64.deb. The revision writes 40 MB: a full disk can stop it.
set -euo pipefail

folder=$1 version=$2
venv=$(realpath .venv)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf "$folder"
mkdir -p "$folder"
git archive HEAD | tar -x -C "$folder"
cd "$folder"
ln -s "$venv" .venv
sed -i "s/^__version__ = .*/__version__ = \"$version\"/" desktop/__init__.py
head=$(sed -n 's/^HEAD = "\(.*\)"/\1/p' desktop/persistence/schema.py)
sed -i 's/^HEAD = .*/HEAD = "9998"/' desktop/persistence/schema.py
cat >migrations/versions/20991231_9998_next_release.py <<REVISION
"""The next release, for the proof of an upgrade."""

from alembic import op

revision = "9998"
down_revision = "$head"


def upgrade() -> None:
    op.execute("CREATE TABLE next_release AS SELECT *, zeroblob(40000000) AS room FROM alembic_version")


def downgrade() -> None:
    op.execute("DROP TABLE next_release")
REVISION
XZ_LEVEL=1 packaging/linux/package.sh
