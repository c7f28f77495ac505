"""Floor 9: the generated example data set."""
