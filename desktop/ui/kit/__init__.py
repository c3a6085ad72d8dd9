"""Shared widgets, base models, delegates and theme."""
