"""Reading a catalogue from an Excel workbook (.xlsx)."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from projects.importing.grid import Cell, Table
from projects.importing.guard import check_shape, check_size, check_zip, damage_as_unreadable
from projects.importing.header import find_header


def read(content: bytes) -> Table:
    """The first sheet that has a header of a catalogue (else the first) as rows; raises Unreadable.

    A formula is shown as its text, or as the number that Excel has computed for it; none is evaluated.
    """
    check_size(content)
    check_zip(content)
    with damage_as_unreadable():
        sheets = _worksheets(content, computed=False)
        for sheet in sheets:
            check_shape(sheet.max_row, sheet.max_column)
        computed = _worksheets(content, computed=True) if any(map(_has_formula, sheets)) else sheets
        tables = [_table(sheet, values) for sheet, values in zip(sheets, computed, strict=True)]
    return next((table for table in tables if find_header(table.rows)), tables[0] if tables else Table())


def _worksheets(content: bytes, *, computed: bool) -> list[Worksheet]:
    return load_workbook(BytesIO(content), data_only=computed).worksheets


def _has_formula(sheet: Worksheet) -> bool:
    return any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def _table(sheet: Worksheet, computed: Worksheet) -> Table:
    upright = _continued(sheet)
    rows = []
    for cells in sheet.iter_rows():
        row = []
        for cell in cells:
            source = upright.get((cell.row, cell.column))
            origin = source or (cell.row, cell.column)
            text = _text(sheet.cell(*origin).value, computed.cell(*origin).value)
            row.append(Cell(text, cell.row, cell.coordinate, merged=source is not None))
        if any(cell.text.strip() for cell in row):
            rows.append(row)
    return Table(rows=rows)


def _continued(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells below the first of a vertical merge → that first cell."""
    return {
        (row, area.min_col): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, min(area.max_row, sheet.max_row) + 1)
    }


def _text(value, computed) -> str:
    """A value as the person sees it; a formula as its text when there is no number for it."""
    formula = getattr(value, "text", value)  # array formulas are objects
    if isinstance(formula, str) and formula.startswith("=") and isinstance(computed, int | float):
        return _text(computed, None)
    if isinstance(value, date):  # datetimes as well
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float):
        return f"{round(value, 6):.6f}".rstrip("0").rstrip(".")
    return "" if formula is None else str(formula)
