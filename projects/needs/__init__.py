"""Floor 4: residents' needs, registered in their community."""
