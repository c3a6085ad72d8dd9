"""Values made quickly are the same as those made one by one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, replace
from itertools import repeat

import pytest

from desktop.domain.many_values import column_maker, quick_maker


@dataclass(frozen=True, slots=True)
class _Point:
    x: int
    y: int = 2

    @property
    def total(self) -> int:
        return self.x + self.y


def test_a_value_made_quickly_is_like_any_other() -> None:
    made = quick_maker(_Point)(1, 2)
    assert made == _Point(1)
    assert hash(made) == hash(_Point(1))
    assert type(made) is _Point
    assert (repr(made), made.total, replace(made, x=5)) == (repr(_Point(1)), 3, _Point(5))


def test_a_value_made_quickly_is_frozen() -> None:
    made = quick_maker(_Point)(1, 2)
    with pytest.raises(FrozenInstanceError):
        made.x = 3  # type: ignore[misc]  # what the test is about


def test_every_field_is_asked_for() -> None:
    with pytest.raises(TypeError):
        quick_maker(_Point)(1)


def test_columns_become_values_a_row_each() -> None:
    made = column_maker(_Point)((1, 3), repeat(4))
    assert made == [_Point(1, 4), _Point(3, 4)]
    assert {type(one) for one in made} == {_Point}
    assert column_maker(_Point)((), ()) == []
