"""Floor 8: packages: all tables of a year, one workbook for each city, as one zip."""
