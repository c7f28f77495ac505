"""Services from agencies' own spreadsheets: a year of Excel becomes service records."""

from projects.delivery.imports.importer import ServicesImporter

__all__ = ["ServicesImporter"]
