"""Finding and showing a person."""
