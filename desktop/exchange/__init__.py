"""Files and services outside the app."""
