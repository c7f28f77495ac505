"""Floor 8: filing up: tables that counties hand to their city, and cities to the province."""
