"""What is printed: Chinese in real letters, nothing fetched from outside, text that stays text."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pikepdf
import pytest
from django.core import checks
from django.template import engines

from fulian.documents import checks as ours
from fulian.documents import pdf, xlsx
from tests.factories import make_photo

SECRET = "/etc/passwd"


@pytest.fixture
def printed(settings, tmp_path):
    """Print a piece of HTML as a document: returns a function body → PDF bytes."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, settings.BASE_DIR / "templates"]}]

    def print_(body, **options):
        text = "{% extends 'documents/base.html' %}{% block main %}" + body + "{% endblock %}"
        paper = tmp_path / f"{len(list(tmp_path.iterdir()))}.html"  # a name of its own: templates are cached
        paper.write_text(text, encoding="utf-8")
        return pdf.render_pdf(paper.name, {"name": "自贡市紫薇社工服务中心"}, **options)

    return print_


def fonts(content):
    """Base name → whether its glyphs are in the file, for every font of the PDF."""
    found = {}
    with pikepdf.open(io.BytesIO(content)) as book:
        for page in book.pages:
            for font in page.Resources.Font.values():
                inner = font.DescendantFonts[0]
                embedded = {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
                found[str(font.BaseFont)] = bool(embedded)
    return found


def test_chinese_is_printed_in_a_chinese_font_that_is_in_the_file(printed):
    found = fonts(printed("<h1>{{ name }}</h1><h2>项目协议书</h2><p>人民币肆万陆仟元整</p>"))
    assert all(found.values())
    chinese = [name for name in found if "CJK" in name or "SC" in name]
    assert len(chinese) >= 2, found  # the text's and the headings'


def test_every_sign_of_the_papers_has_a_glyph(printed, caplog):
    """A sign without a glyph prints as a box; the font's own number for that is 0 (.notdef)."""
    signs = "〔2024〕①②③≥≤＝□☑☐—…“”《》、。；：？！％‰㎡℃✓"
    content = printed(f"<p>{signs}</p>")
    with pikepdf.open(io.BytesIO(content)) as book:
        shown = b"".join(
            bytes(operands[0]) if isinstance(operands[0], pikepdf.String) else b""
            for operands, operator in pikepdf.parse_content_stream(book.pages[0])
            if str(operator) == "Tj"
        )
    codes = [shown[i : i + 2] for i in range(0, len(shown), 2)]
    assert b"\x00\x00" not in codes
    assert ".notdef" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        f'<img src="file://{SECRET}">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="https://example.org/x.png">',
        f'<link rel="attachment" href="file://{SECRET}">',
        f'<link rel="stylesheet" href="file://{SECRET}">',
        '<p style="background: url(http://127.0.0.1:9/x.png)">文</p>',
        f'<object data="file://{SECRET}"></object>',
        f'<svg width="9" height="9"><image href="file://{SECRET}" width="9" height="9"/></svg>',
        '<img src="../../../etc/passwd">',
    ],
)
def test_a_document_loads_nothing_from_disk_or_net(printed, monkeypatch, body):
    asked = []
    fetch = pdf.OwnFiles.fetch

    def watched(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(pdf.OwnFiles, "fetch", watched)
    content = printed(body)
    assert Path(SECRET).read_bytes()[:20] not in content
    assert asked, "the document did not even try, so this shows nothing"
    with pikepdf.open(io.BytesIO(content)) as book:
        assert not book.attachments
        assert not any(page.get_images() for page in book.pages)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "https://x/", "ftp://x/", "/etc/passwd"]
)
def test_whatever_was_not_handed_in_is_refused(url):
    with pytest.raises(ValueError, match="may not load"):
        pdf.OwnFiles({}).fetch(url)


def test_pictures_that_were_handed_in_are_shown(printed):
    content = printed('<img src="picture:one">', pictures={"one": make_photo().read()})
    with pikepdf.open(io.BytesIO(content)) as book:
        assert len(book.pages[0].get_images()) == 1


def test_what_people_wrote_is_text_and_not_markup(printed):
    template = engines["django"].from_string("{{ text }}")
    text = template.render({"text": f'<img src="file://{SECRET}">'})
    assert "<img" not in text


def test_several_pdf_become_one(printed):
    one = printed("<p>一</p>")
    whole = pdf.merge([one, printed('<p>二</p><p class="new-page">三</p>'), one])
    assert pdf.count_pages(whole) == 4


def sheet_of(rows, **options):
    book = xlsx.workbook("表")
    xlsx.table(book.active, "=HYPERLINK(1)", [("项目", 20), ("金额", 12)], rows, **options)
    return openpyxl.load_workbook(io.BytesIO(xlsx.to_bytes(book))).active


@pytest.mark.parametrize("text", ["=1+1", '=cmd|"/c calc"!A1', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    sheet = sheet_of([[text, 1]])
    assert (sheet["A3"].data_type, sheet["A3"].value) == ("s", text)
    assert sheet["A1"].data_type == "s"


def test_control_characters_are_left_out():
    assert sheet_of([["妇女\x00微\x0b家\x1f", 1]])["A3"].value == "妇女微家"


def test_numbers_are_numbers_with_their_format_and_the_total_stands_below():
    sheet = sheet_of(
        [["一", Decimal("46000.00")]], formats={2: xlsx.MONEY}, total=["合计", Decimal("46000.00")]
    )
    assert (sheet["B3"].value, sheet["B3"].number_format) == (46000, xlsx.MONEY)
    assert (sheet["A4"].value, sheet["B4"].value) == ("合计", 46000)


def test_dates_and_moments_are_those_of_zigong():
    moment = datetime(2024, 5, 31, 16, 30, tzinfo=ZoneInfo("UTC"))
    sheet = sheet_of([[date(2024, 6, 1), moment]])
    assert sheet["A3"].value == datetime(2024, 6, 1)  # noqa: DTZ001 - Excel knows no time zones
    assert sheet["B3"].value == datetime(2024, 6, 1, 0, 30)  # noqa: DTZ001


def test_nothing_stays_empty():
    assert sheet_of([[None, None]])["A3"].value is None


def test_a_sheet_is_printed_on_a4_one_page_wide_with_its_header_on_every_page():
    sheet = sheet_of([["一", 1]], unit="单位：元")
    assert sheet.page_setup.paperSize in (9, "9")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"


def test_the_deployment_check_names_the_packages_to_install(monkeypatch):
    monkeypatch.setattr(ours, "missing", lambda _: [("fonts-noto-cjk", "PDF 文件中的汉字")])
    (warning,) = checks.run_checks(tags=["documents"], include_deployment_checks=True)
    assert isinstance(warning, checks.Warning)
    assert warning.hint == "apt-get install fonts-noto-cjk"


def test_the_deployment_check_is_content_with_this_machine_and_silent_in_daily_work(monkeypatch):
    assert checks.run_checks(tags=["documents"], include_deployment_checks=True) == []
    monkeypatch.setattr(ours, "missing", lambda _: [("fonts-noto-cjk", "x")])
    assert checks.run_checks() == []
