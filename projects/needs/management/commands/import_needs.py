"""`manage.py import_needs`: needs from a spreadsheet, without the page and without Celery."""

from projects.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Import residents' needs from an .xlsx workbook or a CSV file."
    kind = "needs"
