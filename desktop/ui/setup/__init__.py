"""The Set-up area: pages of records, each a searchable list with its editor beside it."""
