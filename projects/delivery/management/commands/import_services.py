"""`manage.py import_services`: services from a spreadsheet, without the page and without Celery."""

from projects.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import services of an agency's projects from an .xlsx workbook or a CSV file."
    kind = "services"
