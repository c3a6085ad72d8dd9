"""Rows and queries: SQLAlchemy Core lives here only; domain values go in and come out."""
