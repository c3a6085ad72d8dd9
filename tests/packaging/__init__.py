"""The scripts that build what is installed."""
