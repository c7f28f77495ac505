"""Typed files that belong to a record and are read by whoever reads the record."""
