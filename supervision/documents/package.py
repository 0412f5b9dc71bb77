"""The archive's package: a ZIP of every paper, with a list of contents and a manifest of hashes."""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import NamedTuple

from fulian import clock
from fulian.documents.pdf import count_pages
from fulian.documents.xlsx import table, to_bytes, workbook
from supervision.documents.archive import Entry, archive_book
from supervision.documents.papers import BOUND, Paper, papers

MANIFEST, INDEX, README = "manifest-sha256.txt", "index.xlsx", "README.txt"
PACKED = {"pdf", "jpg", "jpeg", "png", "mp4", "xlsx", "docx"}  # compressed already
CHUNK = 1024 * 1024
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Papers(NamedTuple):
    book: bytes  # PDF
    package: object  # open file: a ZIP


def safe(name: str) -> str:
    """``name`` as a part of a path on any system."""
    return UNSAFE.sub("_", name).strip(" .")[:80] or "_"


class Writer:
    """Writes members into a package and remembers their hashes, in order."""

    def __init__(self, package: zipfile.ZipFile):
        self.zip = package
        self.hashes: list[tuple[str, str]] = []  # (path, sha256)

    def add(self, path: str, source) -> str:
        """Write what the open ``source`` holds as member ``path``, chunk by chunk; its sha256."""
        info = zipfile.ZipInfo(path, clock.today().timetuple()[:6])
        packed = path.rsplit(".", 1)[-1] in PACKED
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        digest = hashlib.sha256()
        with self.zip.open(info, "w", force_zip64=True) as member:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                member.write(chunk)
        self.hashes.append((path, digest.hexdigest()))
        return digest.hexdigest()

    def add_bytes(self, path: str, content: bytes) -> str:
        return self.add(path, io.BytesIO(content))

    def end(self) -> None:
        """Write the manifest over everything else."""
        lines = "".join(f"{digest}  {path}\n" for path, digest in self.hashes)
        self.zip.writestr(MANIFEST, lines.encode())


@contextmanager
def archive_papers(agreement) -> Iterator[Papers]:
    """Book and package of an accepted ``agreement``; the package is a temporary file, open in the block."""
    with TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            book = _fill(Writer(package), agreement)
        stream.seek(0)
        yield Papers(book, stream)


def _fill(writer: Writer, agreement) -> bytes:
    """Write every member of the package; the book that stands in it."""
    entries = [_pack(writer, agreement, n, one) for n, one in enumerate(papers(agreement), start=1)]
    book, author = archive_book(agreement, entries), agreement.project.department.name
    last = Paper(BOUND, "项目档案（全文）", author, clock.today(), "pdf", make=lambda: book)
    entries.append(_pack(writer, agreement, len(entries) + 1, last))
    writer.add_bytes(INDEX, index_workbook(agreement, entries))
    writer.add_bytes(README, readme(agreement).encode())
    writer.end()
    return book


def _pack(writer: Writer, agreement, number: int, paper: Paper) -> Entry:
    """Write one paper and say what it is in the list of contents."""
    folder = "/".join(safe(part) for part in paper.folder.split("/"))
    path = f"{folder}/{number:03d} {safe(paper.title)}.{paper.ending}"
    if paper.stored:
        with paper.stored.content.open("rb") as source:
            digest = writer.add(path, source)
            pages = _pages(paper, source)
    else:
        content = paper.make()
        digest, pages = writer.add_bytes(path, content), _pages(paper, io.BytesIO(content))
    code = f"{agreement.number}-{number:04d}"
    keep = (paper.title, paper.author, paper.day, pages, paper.keep)
    return Entry(number, code, *keep, digest, path, paper.stored)


def _pages(paper: Paper, source) -> int | None:
    """How many pages a paper has; None where that makes no sense."""
    if paper.ending == "pdf":
        source.seek(0)
        return count_pages(source.read())
    return 1 if paper.ending in {"jpg", "jpeg", "png"} else None


def index_workbook(agreement, entries: list[Entry]) -> bytes:
    """归档文件目录 with the hash and the place of every file."""
    columns = [("序号", 6), ("档号", 22), ("题名", 34), ("责任者", 20), ("日期", 12), ("页数", 7),
               ("备注", 16), ("文件", 34), ("sha256", 35)]  # fmt: skip
    rows = [
        [one.number, one.code, one.title, one.author, one.date, one.pages, one.remark, one.path, one.sha256]
        for one in entries
    ]
    book = workbook("归档文件目录")
    project, contractor = agreement.project.name, agreement.organisation
    unit = f"{project}    协议编号：{agreement.number}    承接单位：{contractor}"
    sheet = book["归档文件目录"]
    table(sheet, "归档文件目录", columns, rows, formats={5: "yyyy-mm-dd"}, unit=unit)
    for row in range(4, 4 + len(rows)):
        sheet.row_dimensions[row].height = 28  # two lines: a hash, or a long name
    return to_bytes(book)


def readme(agreement) -> str:
    """What the package is and how anybody can check it without the portal."""
    return (
        f"{agreement.project.name}\n协议编号：{agreement.number}\n承接单位：{agreement.organisation}\n"
        f"牵头部室：{agreement.project.department}\n归档日期：{clock.today():%Y年%-m月%-d日}\n\n"
        "本档案包按类别分文件夹存放，没有内容的类别不列文件夹。\n"
        f"{INDEX} 是归档文件目录；“{BOUND}”中的“项目档案（全文）”是可打印的全文。\n"
        f"{MANIFEST} 是除它自身以外每个文件的 SHA-256 校验值。\n\n"
        "核对方法：\n"
        "1. 在管理平台服务器上：manage.py verify_archive 档案包.zip\n"
        f"2. 解压后在任何 Linux 或 macOS 计算机上：sha256sum -c {MANIFEST}\n"
    )


def verify(package) -> list[str]:
    """What is wrong with a package (path or open file), each a sentence; empty when it is whole."""
    try:
        with zipfile.ZipFile(package) as archive:
            names = archive.namelist()
            if MANIFEST not in names:
                return [f"缺少校验清单 {MANIFEST}。"]
            listed = _manifest(archive.read(MANIFEST).decode())
            found = [f"多出：{name}（不在清单中）" for name in names if name not in {*listed, MANIFEST}]
            found += [f"重复：{name}" for name in sorted({one for one in names if names.count(one) > 1})]
            found += [f"缺少：{name}" for name in listed if name not in names]
            present = [(name, digest) for name, digest in listed.items() if name in names]
            return found + [f"内容不符：{name}" for name, digest in present if _hash(archive, name) != digest]
    except (zipfile.BadZipFile, UnicodeDecodeError, ValueError, zlib.error) as broken:
        return [f"档案包打不开或清单损坏：{broken}"]


def _manifest(text: str) -> dict[str, str]:
    """Path → sha256. Raises ValueError on a line that is neither."""
    rows = [line.split("  ", 1) for line in text.splitlines()]
    return {path: digest for digest, path in rows}


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    """sha256 of one member; empty when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return ""
    return digest.hexdigest()
