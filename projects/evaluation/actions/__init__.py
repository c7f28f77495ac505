"""What is done with visits, score sheets, evaluations and surveys: one file a noun."""
