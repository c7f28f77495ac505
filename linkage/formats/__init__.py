"""How numbers are written, where Django's own formats leave it open."""
