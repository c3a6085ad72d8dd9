"""Which schema this program works with; on its own, so that a start can ask without SQLAlchemy."""

HEAD = "0013"
"""The newest revision; a test compares it with the migrations."""
