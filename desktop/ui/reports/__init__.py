"""Reports for managers: what became of what was offered."""
