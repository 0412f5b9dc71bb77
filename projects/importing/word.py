"""Reading a catalogue from a Word document (.docx)."""

from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from projects.importing.grid import Cell, Table
from projects.importing.guard import COLUMN_LIMIT, check_shape, check_size, check_zip, damage_as_unreadable
from projects.importing.numbering import Numbering

BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
UNSEEN = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:txbxContent", "w:rPr", "w:pPr")}
WRAPPED = "./w:{0} | ./w:sdt/w:sdtContent/w:{0}"  # content controls may stand around rows and cells


def read(content: bytes) -> Table:
    """All tables of the document as one run of rows, the paragraphs around them as titles; raises Unreadable.

    Word's automatic numbers become text, deleted passages of tracked changes are left out.
    """
    check_size(content)
    check_zip(content)
    with damage_as_unreadable():
        document = Document(BytesIO(content))
        numbering = Numbering(document)
        table = Table()
        for block in document.element.body.iterchildren():
            if block.tag == qn("w:p"):
                table.titles += [line for line in [_paragraph(block, numbering).strip()] if line]
            elif block.tag == qn("w:tbl"):
                _add_rows(table, block, numbering)
    check_shape(len(table.rows), max(map(len, table.rows), default=0))
    return table


def _add_rows(table: Table, grid, numbering: Numbering) -> None:
    lines = grid.xpath(WRAPPED.format("tr"))
    check_shape(len(table.rows) + len(lines), 1)
    above: dict[int, str] = {}
    for line in lines:
        row = _row(line, len(table.rows) + 1, above, numbering)
        above = {position: cell.text for position, cell in enumerate(row)}
        table.rows.append(row)


def _row(line, number: int, above: dict[int, str], numbering: Numbering) -> list[Cell]:
    """The cells at their places in the grid; a merged cell's text stands in the first of its places."""
    row = [Cell("", number)] * min(line.grid_before, COLUMN_LIMIT)
    for box in line.xpath(WRAPPED.format("tc")):
        position = len(row)
        if box.vMerge == "continue":
            row.append(Cell(above.get(position, ""), number, merged=True))
        else:
            row.append(Cell(_text(box, numbering), number))
        row += [Cell("", number)] * (min(box.grid_span, COLUMN_LIMIT + 1) - 1)
        check_shape(1, len(row))
    return row


def _text(box, numbering: Numbering) -> str:
    return "\n".join(_paragraph(paragraph, numbering) for paragraph in box.iter(qn("w:p")))


def _paragraph(paragraph, numbering: Numbering) -> str:
    """What a reader sees of it: links and inserted passages too, but not fields' codes or deletions."""
    return numbering.mark(paragraph) + "".join(_pieces(paragraph))


def _pieces(element):
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in BREAKS:
            yield BREAKS[child.tag]
        elif child.tag not in UNSEEN:
            yield from _pieces(child)
