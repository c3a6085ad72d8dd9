"""Makers of values for tests, one file a feature."""
