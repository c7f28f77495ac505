"""The forms of agencies: one file a noun."""
