"""Floor 3: users, their role, place and agency, and signing in."""
