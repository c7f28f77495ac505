"""What is done to plans and projects: one file a noun."""
