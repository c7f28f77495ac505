"""The domain: an empty package whose rooms are Django apps. Imports go down only (pyproject.toml)."""
