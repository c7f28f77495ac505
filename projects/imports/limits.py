"""How large a spreadsheet may be: checked before anything is unpacked or parsed."""

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one file may hold; a kind of import whose files are larger names its own."""

    size: int = 20 * MB  # bytes of the file
    rows: int = 50_000
    columns: int = 100
    cells: int = 2_000_000  # of the rectangles that the sheets of a workbook span
    unpacked: int = 100 * MB
    csv_size: int = 20 * MB
    csv_rows: int = 50_000
    parts: int = 1000  # files inside an xlsx
    text: int = 32_767  # characters of one cell: Excel's own limit


DEFAULT = Limits()
MAX_BYTES, MAX_COLUMNS = DEFAULT.size, DEFAULT.columns
MAX_ERRORS = 50_000  # wrong cells that are kept and marked; those beyond are only counted
