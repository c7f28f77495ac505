"""Forms of needs: one file a noun."""
