"""Floor 5: action plans, pilot projects, sites, assignments and the lifecycle."""
