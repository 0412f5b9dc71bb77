"""Files made to do harm are answered with a sentence, quickly."""

import time
import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook

from projects.importing import guard, read_catalogue
from tests.projects.importing.samples import FIXTURES, HEADINGS, entry

NESTED = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">{NESTED}]>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def packed(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


def replaced(name: str, member: str, change) -> bytes:
    """A sample with one of its parts changed."""
    with zipfile.ZipFile(FIXTURES / name) as package:
        members = {one: package.read(one) for one in package.namelist()}
    members[member] = change(members[member].decode()).encode()
    return packed(members)


def with_entities(declaration: str, entity: str):
    def change(xml: str) -> str:
        body = xml.partition("?>")[2] if xml.startswith("<?xml") else xml
        return declaration + body.replace("项目名称", entity).replace("目录", entity)

    return change


def refused(content) -> str:
    started = time.monotonic()
    draft = read_catalogue(content, departments={})
    assert time.monotonic() - started < 5
    assert draft.projects == []
    (error,) = draft.errors
    return error.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00" + b"\x00" * 100, "程序"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
        (b"{\\rtf1}", "RTF"),
        (b"PK\x03\x04 not a zip", "损坏"),
        (packed({"hello.txt": b"hello"}), "没有 Word 或 Excel"),
        (packed({"word/document.xml": b"<x/>"}), "损坏"),
        (packed({"xl/workbook.xml": b"<x"}), "损坏"),
        (b"x" * (guard.UPLOAD_LIMIT + 1), "10 MB"),
        ("字" * 2_000_001, "过长"),
    ],
    ids=[
        "empty",
        "program",
        "pdf",
        "doc",
        "rtf",
        "no zip",
        "other zip",
        "bad docx",
        "bad xlsx",
        "large",
        "long",
    ],
)
def test_what_is_no_catalogue_is_refused_with_a_sentence(content, words):
    assert words in refused(content)


@pytest.mark.parametrize(
    "members",
    [
        {"xl/workbook.xml": b"<x/>", "xl/media/a.bin": b"\0" * 5_000_000},
        {"xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": bytes(range(256)) * 45_000},
        {"xl/workbook.xml": b"<x/>", **{f"x{n}": b"" for n in range(guard.MEMBER_COUNT)}},
    ],
    ids=["dense", "long part", "many parts"],
)
def test_zip_bombs_are_refused_before_they_are_unpacked(members):
    assert "已拒绝读取" in refused(packed(members))


@pytest.mark.parametrize(
    ("name", "member"),
    [("catalogue-2024.docx", "word/document.xml"), ("catalogue-2024.xlsx", "xl/workbook.xml")],
)
@pytest.mark.parametrize(
    ("declaration", "entity"), [(BOMB, "&i;"), (EXTERNAL, "&i;")], ids=["bomb", "external"]
)
def test_entities_are_not_expanded(name, member, declaration, entity):
    content = replaced(name, member, with_entities(declaration, entity))
    started = time.monotonic()
    draft = read_catalogue(content, departments={})
    assert time.monotonic() - started < 5
    assert "root:" not in str(draft.as_json())
    assert draft.errors or len(str(draft.as_json())) < 100_000


def test_too_many_rows_are_refused():
    book = Workbook()
    for number in range(10_000):
        book.active.append([number])
    stream = BytesIO()
    book.save(stream)
    assert "超过 2000 行" in refused(stream.getvalue())
    assert "超过 2000 行" in refused("\t".join(HEADINGS.values()) + ("\n" + "\t".join(["1"] * 10)) * 3000)


def test_a_lonely_cell_far_away_is_refused():
    book = Workbook()
    book.active["ZZ1048576"] = 1
    stream = BytesIO()
    book.save(stream)
    assert "超过 2000 行" in refused(stream.getvalue())


def test_a_cell_that_claims_to_span_a_million_columns_is_refused():
    document = Document()
    table = document.add_table(rows=1, cols=2)
    properties = table.cell(0, 0)._tc.get_or_add_tcPr()
    properties.get_or_add_gridSpan().set(qn("w:val"), "100000000")
    stream = BytesIO()
    document.save(stream)
    assert "超过 60 列" in refused(stream.getvalue())


@pytest.mark.parametrize("name", ["catalogue-2024.docx", "catalogue-2024.xlsx"])
def test_a_file_cut_off_anywhere_gives_a_sentence(name):
    content = (FIXTURES / name).read_bytes()
    for share in range(1, 10):
        assert refused(content[: len(content) * share // 10])


@pytest.mark.parametrize("filler", ["每季度", "1.", "活动", "（", "\n\t", "1\t", "建设一个", '"'])
def test_long_nonsense_is_answered_quickly(filler):
    row = entry(requirements=filler * (19_000 // len(filler)), goal=filler * (19_000 // len(filler)))
    started = time.monotonic()
    read_catalogue("\t".join(HEADINGS.values()) + "\n" + "\t".join(row), departments={})
    read_catalogue(filler * (1_900_000 // len(filler)), departments={})
    assert time.monotonic() - started < 8
