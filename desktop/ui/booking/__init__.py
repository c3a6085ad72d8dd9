"""The booking form."""
