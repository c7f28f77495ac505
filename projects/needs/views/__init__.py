"""Pages of needs: one file a noun."""
