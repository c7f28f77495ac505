"""Floor 1: background jobs: a row first, sent second, claimed with a lease."""
