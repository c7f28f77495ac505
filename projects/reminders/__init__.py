"""What waits for whom, until when, in the page and by e-mail."""
