"""A desk killed at a random moment of 200 random acts leaves nothing half done, loses nothing.

This shows that acts are whole; that they are on the disk is shown by test_durability.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults.killed import ACTS, Killer, lay_scene

RUNS = 10


def test_a_killed_desk_leaves_whole_acts_and_loses_none_it_told_of(
    engine_url: str, tmp_path: Path
) -> None:
    lay_scene(engine_url, tmp_path / "locks")

    with Killer(engine_url, tmp_path / "locks") as killer:
        killed = [killer.kill_one(seed) for seed in range(RUNS)]

    assert [one for one in killed if not one.is_whole] == []
    acts = sum(len(one.told) for one in killed)
    assert acts > ACTS, "they did work before they were killed"
