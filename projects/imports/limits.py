"""How large a spreadsheet may be: checked before anything is unpacked or parsed."""

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 1000  # files inside an xlsx
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_CELLS = 2_000_000  # of the rectangles that the sheets span, which the reader fills
