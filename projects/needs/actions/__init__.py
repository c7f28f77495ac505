"""What is done to needs: one file a noun."""
