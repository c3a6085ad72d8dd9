"""The visits of a day and of a person."""
