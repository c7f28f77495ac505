"""Floor 8: the home page, the map and the project page that follows the chain."""
