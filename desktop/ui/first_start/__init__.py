"""The first start: a new practice, joining one, the demo; and a practice that can’t be opened."""
