"""What is done to agencies: one file a noun."""
