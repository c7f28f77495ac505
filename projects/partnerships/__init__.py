"""Who helps whom, and what is exchanged: pairings with agencies elsewhere, and with Taiwan."""
