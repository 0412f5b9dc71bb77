"""The archive's book: list of files, all sections, the verdict, then every uploaded PDF and scan."""

import io
from datetime import date
from typing import NamedTuple

import pikepdf

from fulian.documents.pdf import render_pdf
from fulian.files.models import StoredFile
from supervision.documents.acceptance import acceptance_section
from supervision.documents.book import for_print, pictures, render_book, sections
from supervision.models import Acceptance


class Entry(NamedTuple):
    """One line of the 归档文件目录."""

    number: int
    code: str  # 档号
    title: str
    author: str  # 责任者
    date: date
    pages: int | None
    remark: str
    sha256: str
    path: str  # in the package
    stored: StoredFile | None  # what was uploaded; None for what the portal generated


class Appended(NamedTuple):
    """An uploaded paper behind the book, and for each of its pages whether it lies across."""

    title: str
    content: bytes  # PDF
    wide: list[bool]


def archive_book(agreement, entries: list[Entry]) -> bytes:
    """The whole archive as one PDF with running page numbers.

    Each page of an uploaded paper is first laid out empty, so that the contents and the page numbers below
    count it, and then laid under its number.
    """
    parts = sections(agreement)
    acceptance = Acceptance.objects.filter(closeout__agreement=agreement).first()
    if acceptance:
        parts.append(acceptance_section(acceptance))
    papers = [_appended(one) for one in entries if _is_appended(one)]
    images = pictures(parts)
    book = render_book(agreement, parts, "项目档案", images, items=entries, appended=papers)
    return laid_under(book, papers) if papers else book


def _is_appended(entry: Entry) -> bool:
    """Whether an uploaded PDF or scan stands behind the book. Photos of activities stand in their sections
    already, and the bound book would say the same once more.
    """
    stored = entry.stored
    if stored is None or stored.slot in {"photo", "book"}:
        return False
    return stored.kind == "application/pdf" or stored.is_image


def _appended(entry: Entry) -> Appended:
    if entry.stored.is_image:
        sheet = {"sheet": for_print(entry.stored)}
        content = render_pdf("documents/book_sheet.html", {"title": entry.title}, pictures=sheet)
    else:
        with entry.stored.content.open("rb") as source:
            content = source.read()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return Appended(entry.title, content, [_is_wide(page) for page in pdf.pages])


def _is_wide(page) -> bool:
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (right - left > top - bottom) != turned


def laid_under(book: bytes, papers: list[Appended]) -> bytes:
    """``book`` with the pages of ``papers`` laid under its last, empty ones."""
    with pikepdf.open(io.BytesIO(book)) as whole:
        place = len(whole.pages) - sum(len(paper.wide) for paper in papers)
        for paper in papers:
            with pikepdf.open(io.BytesIO(paper.content)) as pdf:
                for page in pdf.pages:
                    whole.pages[place].add_underlay(page)
                    place += 1
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()
