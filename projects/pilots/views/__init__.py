"""Pages of projects and assignments."""
