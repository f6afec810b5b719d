"""A table as CSV or XLSX, safe to open: a spreadsheet never computes what somebody typed."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

import xlsxwriter

from webui import moments

Cell = str | int | Decimal | datetime | None
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # full-width ones count in Chinese programs too
LONGEST = 32_767  # characters in a cell of XLSX
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def written(kind: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """`kind`: csv or xlsx."""
    return as_csv(heads, rows) if kind == "csv" else as_xlsx(heads, rows)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in (heads, *rows):
        writer.writerow([neutral(shown(cell)) if not isinstance(cell, int | Decimal) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig", errors="replace")


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Texts as texts: nothing in it is a formula or a link."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, 20)
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | Decimal):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, shown(cell)[:LONGEST])
    return content.getvalue()


def neutral(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def shown(cell: Cell) -> str:
    """Times in the reader's zone."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(moments.zone()):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
