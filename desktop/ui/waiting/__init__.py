"""The waiting list: who waits, a time that has come free, what is offered and answered."""
