"""Floor 6: budgets of the paying levels and what they allocate to projects."""
