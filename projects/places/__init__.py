"""Floor 1: the tree of administrative divisions, with validity and successors."""
