"""Excel sheets as offices print them: title, header, rows, totals, page set-up."""

import io
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import is_aware, make_naive
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

LINE = Side(style="thin", color="808080")
BOX = Border(LINE, LINE, LINE, LINE)
HEAD = PatternFill("solid", fgColor="EFE7F3")
MONEY = "#,##0.00"


def fill(cell, value) -> None:
    """Set a cell's value: text stays text, moments are local, None leaves it empty."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    elif isinstance(value, datetime) and is_aware(value):
        cell.value = make_naive(value)  # Excel knows no time zones
    else:
        cell.value = value


def put(sheet: Worksheet, row: int, column: int, value, *, number_format: str = "", bold: bool = False):
    """Write one boxed cell. Text is always text, even when it begins with ``=``; numbers stand right."""
    cell = sheet.cell(row, column)
    fill(cell, value)
    numeric = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    cell.alignment = Alignment(horizontal="right" if numeric else "left", vertical="center", wrap_text=True)
    cell.border = BOX
    cell.font = Font(name="宋体", size=10, bold=bold)
    if number_format:
        cell.number_format = number_format
    return cell


def table(
    sheet: Worksheet,
    title: str,
    columns: list[tuple[str, float]],
    rows: list[list],
    *,
    formats: dict[int, str] | None = None,
    total: list | None = None,
    unit: str = "",
) -> None:
    """Fill ``sheet``: merged title, (header, width) columns, rows, optional total row.

    ``formats`` maps 1-based columns to number formats. Prints landscape A4, one page wide.
    """
    width, formats = len(columns), formats or {}
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    fill(sheet.cell(1, 1), title)
    sheet.cell(1, 1).font = Font(name="黑体", size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 32
    head = 2
    if unit:
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
        sheet.cell(2, 1, unit).alignment = Alignment(horizontal="right")
        head = 3
    for column, (label, size) in enumerate(columns, start=1):
        cell = put(sheet, head, column, label, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = HEAD
        sheet.column_dimensions[get_column_letter(column)].width = size
    body = [(row, False) for row in rows] + ([(total, True)] if total else [])
    for number, (values, bold) in enumerate(body, start=head + 1):
        for column, value in enumerate(values, start=1):
            put(sheet, number, column, value, number_format=formats.get(column, ""), bold=bold)
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    print_on_a4(sheet, head)


def print_on_a4(sheet: Worksheet, head: int) -> None:
    """Landscape A4, one page wide, the first ``head`` rows on every page, page numbers below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{head}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def workbook(*titles: str) -> Workbook:
    """An empty workbook with sheets of these titles."""
    book = Workbook()
    book.active.title = titles[0]
    for title in titles[1:]:
        book.create_sheet(title)
    return book


def to_bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
