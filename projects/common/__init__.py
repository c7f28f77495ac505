"""Floor 0: scoping, money, identifiers, encrypted fields and base views that every room uses."""
