"""Forms of visits, score sheets, evaluations and surveys: one file a noun."""
