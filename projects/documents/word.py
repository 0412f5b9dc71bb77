"""Word tables as offices print them: A4 across, header on every page, Chinese fonts named as Word wants."""

import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
BODY, HEAD = "仿宋", "黑体"
PAGE = (Cm(29.7), Cm(21.0))
MARGINS = (Cm(1.8), Cm(1.5))  # above and below, left and right


def landscape() -> Document:
    """An empty document on A4 across, with page numbers below."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE
    section.top_margin = section.bottom_margin = MARGINS[0]
    section.left_margin = section.right_margin = MARGINS[1]
    font(document.styles["Normal"], BODY, 9)
    _number_pages(section.footer.paragraphs[0])
    return document


def font(holder, name: str, size: float, *, bold: bool = False) -> None:
    """Set the font of a run or style, for Chinese characters as well (Word keeps those apart)."""
    holder.font.name, holder.font.size, holder.font.bold = name, Pt(size), bold
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(script), name)


def heading(document, text: str) -> None:
    """The title over the table, centred."""
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.space_after = Pt(8)
    font(paragraph.add_run(text), HEAD, 18)


def table(document, heads: list[str], widths: list[float]):
    """An empty bordered table of these heads and widths (shares of the page); the header repeats."""
    grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    usable = PAGE[0] - 2 * MARGINS[1]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = int(usable * width / sum(widths))
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        put(cell, head, name=HEAD, align=CENTRE)
    _mark(grid.rows[0], "w:tblHeader")
    _set_widths(grid)
    return grid


def add_row(grid, values: list[str], aligns: list) -> None:
    """Append a row of texts, which is kept on one page when it fits there."""
    row = grid.add_row()
    _mark(row, "w:cantSplit")
    for cell, value, align in zip(row.cells, values, aligns, strict=True):
        put(cell, value, align=align)
    _set_widths(grid, last=True)


def add_total(grid, amount: str, column: int) -> None:
    """Append the row 合计: its word across all columns before ``column`` (from 1), there the sum."""
    cells = grid.add_row().cells
    _set_widths(grid, last=True)
    put(cells[column - 1], amount, align=CENTRE)
    put(cells[0].merge(cells[column - 2]), "合计", name=HEAD, align=CENTRE)


def put(cell, text: str, *, name: str = BODY, align=LEFT) -> None:
    """Write ``text`` into ``cell``, one paragraph a line."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(0)
        font(paragraph.add_run(line), name, 9)


def to_bytes(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _mark(row, tag: str) -> None:
    """Set one of Word's switches of a row, for which python-docx has no name."""
    switch = OxmlElement(tag)
    switch.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(switch)  # noqa: SLF001


def _set_widths(grid, *, last: bool = False) -> None:
    """Word goes by the width of each cell, not by that of the column."""
    for row in grid.rows[-1:] if last else grid.rows:
        for cell, column in zip(row.cells, grid.columns, strict=True):
            cell.width = column.width


def _number_pages(paragraph) -> None:
    paragraph.alignment = CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        font(run, BODY, 9)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run.element.append(part)
