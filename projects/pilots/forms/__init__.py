"""The forms of pilots: one file a noun."""
