"""Attend, a clinic front-desk appointment program."""

__version__ = "0.1.0"
