"""The closing checklist and the archive package of a project."""
