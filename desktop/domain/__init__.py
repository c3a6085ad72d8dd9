"""Values and rules; no clock, no input or output, no Qt."""
