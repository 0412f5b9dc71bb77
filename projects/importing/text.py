"""Reading a catalogue that was pasted: tab-separated rows, or one cell a line with a tab before it."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from projects.importing.grid import Cell, Table
from projects.importing.guard import Unreadable, check_shape, check_size
from projects.importing.header import columns_of, field_of, is_header, is_total

PASTE_LIMIT = 2_000_000  # characters; with the next it bounds the work of healing cut rows
CELL_LIMIT = 50_000
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NUMBER = re.compile(r"\s*[0-9０-９]{1,4}\s*[.、．]?\s*$")


@dataclass
class _Growing:
    """A cell whose lines are still being collected."""

    row: int
    lines: list[str]

    def whole(self) -> Cell:
        return Cell("\n".join(self.lines), self.row)


def read(source: bytes | str) -> Table:
    """Pasted text (or a .txt file: UTF-8, UTF-16 with mark, GB18030) as rows; raises Unreadable."""
    text = decode(source) if isinstance(source, bytes) else source
    if len(text) > PASTE_LIMIT or text.count("\t") > CELL_LIMIT:
        raise Unreadable("粘贴的文字过长。请只粘贴目录本身。")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    records = _records(text)
    start = next((n for n, (_, pieces) in enumerate(records) if is_header(pieces)), None)
    table = _vertical(text) if start is None else _horizontal(records, start)
    check_shape(len(table.rows), max(map(len, table.rows), default=0))
    return table


def decode(content: bytes) -> str:
    """The text of a file in one of the encodings that Chinese offices use; raises Unreadable."""
    check_size(content)
    encodings = [name for bom, name in BOMS.items() if content.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise Unreadable(
        "无法识别的文件。请选择 Word（.docx）、Excel（.xlsx）文件，或编码为 UTF-8、GB18030 的文本文件。"
    )


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Lines cut at tabs, with their numbers. A cell in straight quotes may hold line breaks."""
    quoted = text.count('"') % 2 == 0 and re.search(r'(?:^|\t)"[^"\t]*\n', text, re.MULTILINE)
    reader = csv.reader(
        StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    records, line = [], 1
    try:
        for pieces in reader:
            records.append((line, pieces))
            line = reader.line_num + 1
    except csv.Error as damage:
        raise Unreadable("粘贴的内容中有过长的单元格。请只粘贴目录本身。") from damage
    return records


def _horizontal(records: list[tuple[int, list[str]]], start: int) -> Table:
    """Rows as they were copied; a cell's own line breaks, which cut its row into pieces, are healed."""
    titles = ["\t".join(pieces).strip() for _, pieces in records[:start]]
    line, heads, start = _whole_header(records, start)
    rows: list[list[_Growing]] = []
    for number, pieces in records[start:]:
        if rows and _continues(rows[-1], pieces, len(heads)):
            rows[-1][-1].lines += pieces[:1]
            rows[-1] += [_Growing(number, [piece]) for piece in pieces[1:]]
        elif any(piece.strip() for piece in pieces):
            rows.append([_Growing(number, [piece]) for piece in pieces])
    header = [Cell(head, line) for head in heads]
    return Table(titles, [header, *([cell.whole() for cell in row] for row in rows)])


def _whole_header(records: list[tuple[int, list[str]]], start: int) -> tuple[int, list[str], int]:
    """Line and headings, healed when a line break inside one has cut the row; and where the rows begin."""
    line, pieces = records[start]
    pieces = list(pieces)
    start += 1
    while start < len(records):
        more = records[start][1]
        gained = len(columns_of([*pieces, *more[1:]])) - len(columns_of(pieces))
        if len(more) < 2 or gained < len(more) - 1:
            break
        pieces[-1] += more[0]
        pieces += more[1:]
        start += 1
    while pieces and not pieces[-1].strip():
        pieces.pop()
    return line, pieces, start


def _continues(current: list[_Growing], pieces: list[str], width: int) -> bool:
    """Whether a line belongs to the row above it instead of beginning a new one."""
    first = pieces[0] if pieces else ""
    if is_total(first) or is_total(current[0].lines[0]):
        return False
    if len(pieces) <= 1:
        return True
    if len(current) >= width:
        return False
    return not (len(current) >= width - 2 and NUMBER.match(first))


def _vertical(text: str) -> Table:
    """One cell a line, a tab before each; lines without a tab continue the cell above."""
    titles, cells = _cells(text)
    start = _header_start(cells)
    if start is None:
        return Table([*titles, *(cell.text for cell in cells)], [])
    width = 0
    while start + width < len(cells) and field_of(cells[start + width].text):
        width += 1
    titles += [cell.text for cell in cells[:start]]
    return Table(titles, list(_grouped(cells[start:], width)))


def _cells(text: str) -> tuple[list[str], list[Cell]]:
    titles: list[str] = []
    cells: list[_Growing] = []
    for number, line in enumerate(text.split("\n"), start=1):
        first, *others = line.split("\t")
        if cells:
            cells[-1].lines.append(first)
        elif field_of(first):  # a form field has trimmed the first tab away
            cells.append(_Growing(number, [first]))
        elif first.strip():
            titles.append(first.strip())
        cells += [_Growing(number, [other]) for other in others]
    return titles, [cell.whole() for cell in cells]


def _header_start(cells: list[Cell]) -> int | None:
    for start in range(len(cells)):
        if field_of(cells[start].text) and is_header([cell.text for cell in cells[start : start + 10]]):
            return start
    return None


def _grouped(cells: list[Cell], width: int) -> Iterator[list[Cell]]:
    """Cut the cells into rows of ``width``, one less where a merged 部室 was copied only once."""
    heads = [cell.text.strip() for cell in cells[:width]]
    columns = columns_of(heads)
    department = columns.get("department", 0)
    start = 0
    while start < len(cells):
        if is_total(cells[start].text):
            yield cells[start : start + width]
            return
        row = cells[start : start + width]
        short = (
            width > 1  # a row of no cells would never come to the end
            and _starts_row(cells, start + width - 1, heads)
            and not _starts_row(cells, start + width, heads)
        )
        if short and columns.get("number") == 0:
            row = [*row[:department], Cell("", row[0].row, merged=True), *row[department : width - 1]]
        start += width - short
        yield row


def _starts_row(cells: list[Cell], position: int, heads: list[str]) -> bool:
    if position >= len(cells):
        return position == len(cells)
    text = cells[position].text
    return bool(NUMBER.match(text)) or is_total(text) or text.strip() == heads[0]
