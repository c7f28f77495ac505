"""Floor 4: social workers and their certificates."""
