"""Changes to a living diary: whom they touch, and the list of who is to be rebooked."""
