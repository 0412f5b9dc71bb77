"""Importing a 项目发布目录 from Word, Excel or pasted text: pure functions, nothing is written.

``read_catalogue`` is the whole way: file → word, excel or text (a Table) → table.parse → CatalogueDraft.
"""

from collections.abc import Mapping

from projects.importing import excel, text, word
from projects.importing.draft import CatalogueDraft, Remark
from projects.importing.grid import Table
from projects.importing.guard import Unreadable, check_size, check_zip
from projects.importing.table import parse

__all__ = ["CatalogueDraft", "Remark", "Unreadable", "read_catalogue", "read_table"]

FOREIGN = {
    b"\xd0\xcf\x11\xe0": "这是旧版 Word 或 Excel 文件（.doc、.xls）。请另存为 .docx 或 .xlsx 后再导入。",
    b"%PDF": "不能从 PDF 导入。请使用 Word（.docx）或 Excel（.xlsx）文件，或复制表格后粘贴。",
    b"MZ": "这是程序，不是文档。请选择 Word（.docx）、Excel（.xlsx）或文本文件。",
    b"{\\rtf": "不能从 RTF 导入。请另存为 .docx 后再导入。",
}


def read_catalogue(
    source: bytes | str, *, year: int | None = None, departments: Mapping[str, str]
) -> CatalogueDraft:
    """A file's bytes, or pasted text, as a draft. What cannot be read at all becomes the draft's only error.

    ``departments`` maps names and short names to full names (``Department.objects.names()``).
    """
    try:
        table = read_table(source)
    except Unreadable as refusal:
        return CatalogueDraft(year=year, errors=[Remark("文件", str(refusal))])
    return parse(table, year=year, departments=departments)


def read_table(source: bytes | str) -> Table:
    """Choose the reader by what the file is, whatever its name says; raises Unreadable."""
    if isinstance(source, str):
        return text.read(source)
    check_size(source)
    for beginning, message in FOREIGN.items():
        if source.startswith(beginning):
            raise Unreadable(message)
    if not source.startswith(b"PK"):
        return text.read(source)
    members = check_zip(source)
    if "word/document.xml" in members:
        return word.read(source)
    if "xl/workbook.xml" in members:
        return excel.read(source)
    raise Unreadable("压缩包中没有 Word 或 Excel 文档。请直接选择 .docx 或 .xlsx 文件。")
