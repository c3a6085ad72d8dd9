"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

START_AT = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)


class SettableClock:
    """Called, it says the instant it was set to, as an aware UTC datetime."""

    def __init__(self, start_at: datetime = START_AT) -> None:
        self._now_at = start_at

    def __call__(self) -> datetime:
        return self._now_at

    def advance(self, **by: float) -> datetime:
        """Go on by a timedelta given in its own words, such as minutes=5."""
        self._now_at += timedelta(**by)
        return self._now_at

    def set(self, now_at: datetime) -> None:
        """Jump to an aware instant."""
        assert now_at.tzinfo is not None, "a clock says aware instants only"
        self._now_at = now_at.astimezone(UTC)
