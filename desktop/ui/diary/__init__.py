"""The day view."""
