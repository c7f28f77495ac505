"""Floor 7: definitions (one file a table), renderers (one file a format) and runs."""
