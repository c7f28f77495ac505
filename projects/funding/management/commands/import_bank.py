"""`manage.py import_bank`: a bank statement, without the page and without Celery."""

from projects.imports.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Import a bank statement or a finance bureau's list from an .xlsx workbook or a CSV file."
    )
    kind = "bank"
