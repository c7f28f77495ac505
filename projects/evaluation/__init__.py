"""Monitoring visits, scored evaluations, satisfaction surveys."""
