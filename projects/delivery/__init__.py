"""Floor 6: records of services delivered."""
