"""What every proof says when something is not as it has to be."""


class NotSo(Exception):
    """Something is not as it has to be."""


def expect(holds: object, otherwise: str) -> None:
    """Raise unless it holds."""
    if not holds:
        raise NotSo(otherwise)
