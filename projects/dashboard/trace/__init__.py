"""The trace: from any record the chain to both ends, and where it is broken."""
