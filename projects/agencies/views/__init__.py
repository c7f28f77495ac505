"""Pages of agencies: one file a noun."""
