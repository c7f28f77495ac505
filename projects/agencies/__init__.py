"""Floor 2: social-work agencies and their listings."""
