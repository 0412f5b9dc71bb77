"""What Word and Excel add to a table: merged cells, automatic numbers, tracked changes, formulas."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook

from projects.importing import read_catalogue, read_table
from tests.projects.importing.samples import DEPARTMENTS, HEADINGS, entry

HEADER = list(HEADINGS.values())
ROWS = [HEADER, entry(), entry(number="2"), ["合计", *[""] * 7, "20", ""]]


def saved(document) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document):
    return read_catalogue(saved(document), departments=DEPARTMENTS)


def word(rows=ROWS, document=None):
    document = document or Document()
    document.add_paragraph("2024年项目发布目录")
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in rows:
        for cell, content in zip(table.add_row().cells, row, strict=True):
            cell.text = content
    return document


def workbook(rows=ROWS):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def test_word_cells_merged_downwards_fill_down_but_names_and_amounts_do_not():
    document = word()
    table = document.tables[0]
    for column, words in ((1, "组联部"), (5, "妇女"), (8, "10")):
        table.cell(2, column).text = ""
        table.cell(1, column).merge(table.cell(2, column)).text = words
    draft = read(document)
    assert draft.projects[1].department == "组织联络部"
    assert draft.projects[1].beneficiaries == "妇女"
    assert [error.message for error in draft.errors] == ["没有填写金额。"]


def test_word_titles_merged_across_and_tables_split_over_pages_are_one_table():
    document = word([["2023年项目发布目录", *[""] * 9], HEADER, entry()])
    table = document.tables[0]
    table.cell(0, 0).merge(table.cell(0, 9))
    word([HEADER, entry(number="2"), ROWS[-1]], document)
    draft = read(document)
    assert ([project.number for project in draft.projects], draft.errors) == (["1", "2"], [])


def test_word_automatic_numbers_are_read_as_a_reader_sees_them():
    document = word()
    cell = document.tables[0].cell(1, 9)
    cell.text = ""
    for content in ("建立项目专账。", "资料汇编成册。"):
        cell.add_paragraph(content, style="List Number")
    clauses = read(document).projects[0].clauses
    assert [(clause.ordinal, clause.text) for clause in clauses] == [
        (1, "建立项目专账。"),
        (2, "资料汇编成册。"),
    ]


@pytest.mark.parametrize(
    ("form", "pattern", "marks"),
    [
        ("decimal", "%1.", ["1.", "2."]),
        ("chineseCounting", "（%1）", ["（一）", "（二）"]),
        ("decimalEnclosedCircle", "%1", ["①", "②"]),
        ("bullet", "•", ["", ""]),
    ],
)
def test_word_numbers_have_the_form_of_their_list(form, pattern, marks):
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        ),
    )
    list_id = numbering.add_num(90).numId
    word(document=document)
    cell = document.tables[0].cell(1, 3)
    for content in ("甲", "乙"):
        paragraph = cell.add_paragraph(content)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id
    assert read(document).projects[0].goal.splitlines()[1:] == [f"{marks[0]}甲", f"{marks[1]}乙"]


def test_word_links_and_insertions_are_text_and_deletions_are_not():
    document = word()
    paragraph = document.tables[0].cell(1, 2).paragraphs[0]._p
    run = "<w:r><w:t>{}</w:t></w:r>"
    for tag, content in (("ins", "新"), ("moveFrom", "旧"), ("hyperlink", "址")):
        paragraph.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{run.format(content)}</w:{tag}>"))
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删</w:delText></w:r></w:del>"))
    assert read(document).projects[0].name == "巾帼课堂新址"


def test_word_content_controls_around_rows_are_looked_through():
    document = word()
    row = document.tables[0].rows[1]._tr
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    row.addprevious(control)
    control.find(qn("w:sdtContent")).append(row)
    assert [project.number for project in read(document).projects] == ["1", "2"]


def test_excel_cells_merged_downwards_fill_down():
    book = workbook()
    book.active["B3"] = None
    book.active.merge_cells("B2:B3")
    draft = read(book)
    assert [project.department for project in draft.projects] == ["组织联络部"] * 2
    assert draft.errors == []


def test_excel_numbers_and_dates_become_text():
    rows = [HEADER, entry(number=1, amount=6.7, period="2024年12月31日前"), ["合计", *[None] * 7, 6.7]]
    draft = read(workbook(rows))
    assert (draft.projects[0].number, draft.as_json()["total"], draft.errors) == ("1", "67000.00", [])


def test_excel_formulas_and_links_stay_text():
    rows = [HEADER, entry(name='=HYPERLINK("http://example.com","名")', amount="=5+5")]
    draft = read(workbook(rows))
    assert draft.projects[0].name == '=HYPERLINK("http://example.com","名")'
    assert [(error.place, error.message[:7]) for error in draft.errors] == [
        ("第2行“项目金额”（I2）", "“=5+5”不")
    ]


def test_excel_finds_the_sheet_that_holds_the_catalogue():
    book = Workbook()
    book.active.append(["填表说明"])
    sheet = book.create_sheet("目录")
    for row in ROWS:
        sheet.append(row)
    assert len(read(book).projects) == 2


def test_a_fault_in_excel_is_named_with_its_address():
    draft = read(workbook([["2024年目录"], HEADER, entry(amount="十万")]))
    assert draft.errors[0].place == "第3行“项目金额”（I3）"


def test_readers_agree_about_the_cells():
    def texts(document):
        return [[cell.text for cell in row] for row in read_table(saved(document)).rows]

    assert texts(word()) == texts(workbook())
