"""What keeps a hostile file from harm: limits that hold before anything is unpacked or parsed."""

import warnings
import zipfile
import zlib
from contextlib import contextmanager
from io import BytesIO

from docx.exceptions import PythonDocxError
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException

MEGABYTE = 1_000_000
UPLOAD_LIMIT = 10 * MEGABYTE
MEMBER_COUNT = 2000
UNPACKED_LIMIT = 100 * MEGABYTE
XML_LIMIT = 10 * MEGABYTE  # one part; a catalogue of 2000 rows stays far below, and parsing it takes seconds
RATIO_LIMIT = 100
ROW_LIMIT = 2000
COLUMN_LIMIT = 60

# Whatever the two libraries and the standard library raise on damaged or forged files.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LxmlError,
    PythonDocxError,
    InvalidFileException,
    SyntaxError,  # xml.etree.ElementTree.ParseError
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # encrypted members, unknown compression, too deep nesting
    TypeError,
    ValueError,
)


class Unreadable(Exception):  # noqa: N818 (it is a statement about the file, and reads as one)
    """The file cannot be read at all. The message is a Chinese sentence that says what to do."""


def check_size(content: bytes) -> None:
    """Refuse what is too large to be a catalogue, or empty."""
    if len(content) > UPLOAD_LIMIT:
        raise Unreadable("文件超过 10 MB。请删去图片等无关内容后再导入。")
    if not content.strip():
        raise Unreadable("文件是空的。请选择含有项目发布目录的文件。")


def check_zip(content: bytes) -> list[str]:
    """Refuse a zip that unpacks to too much; return the names of its members. Nothing is unpacked."""
    with damage_as_unreadable(), zipfile.ZipFile(BytesIO(content)) as package:
        members = package.infolist()
    if len(members) > MEMBER_COUNT or sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise Unreadable("文件解压后过大，已拒绝读取。请另存为新的文件后再导入。")
    if any(_suspicious(member) for member in members):
        raise Unreadable("文件的压缩比例异常，已拒绝读取。请另存为新的文件后再导入。")
    return [member.filename for member in members]


def check_shape(rows: int, columns: int) -> None:
    """Refuse tables that no catalogue has."""
    if rows > ROW_LIMIT:
        raise Unreadable(f"表格有 {rows} 行，超过 {ROW_LIMIT} 行。请只保留目录本身，并删去末尾的空行。")
    if columns > COLUMN_LIMIT:
        raise Unreadable(f"表格有 {columns} 列，超过 {COLUMN_LIMIT} 列。请只保留目录的各列。")


@contextmanager
def damage_as_unreadable():
    """Say of a damaged file what the user can do; what a library warns of concerns nobody."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except DAMAGE as damage:
        raise Unreadable(
            "文件已损坏或不是 Word、Excel 文档。请用 Word 或 WPS 打开并另存后再导入。"
        ) from damage


def _suspicious(member: zipfile.ZipInfo) -> bool:
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    too_long = is_xml and member.file_size > XML_LIMIT
    too_dense = member.file_size > MEGABYTE and member.file_size > RATIO_LIMIT * max(member.compress_size, 1)
    return too_long or too_dense
