"""What a person can do: one function each, one transaction each, no Qt."""
