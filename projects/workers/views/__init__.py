"""Pages of social workers and of statistics of talent, one file a noun."""
