"""The tests of Attend; the folders mirror desktop/."""
