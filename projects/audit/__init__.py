"""Who opened what is not shown to everybody: an append-only log."""
