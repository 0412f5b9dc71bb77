"""Pasted text: one cell a line as from a web page, and tab-separated rows as from Word or Excel."""

import pytest

from projects.importing import Unreadable, read_catalogue, text
from tests.projects.importing.samples import DEPARTMENTS, HEADINGS, entry

TITLE = "某市妇女联合会2024年项目发布目录"
ROWS = [list(HEADINGS.values()), entry(), entry(number="2", goal="1.甲6场。\n2.乙4场。", amount="6.7")]


def lines(*rows: list[str]) -> str:
    return "\n".join([TITLE, *("\t".join(row) for row in rows), "合计\t\t\t\t\t\t\t\t16.7\t"])


def upright(*rows: list[str]) -> str:
    return (
        f" {TITLE}\n"
        + "\n\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)
        + "\n\t合计\n\t16.7\n"
    )


def read(source):
    return read_catalogue(source, departments=DEPARTMENTS).as_json()


def quoted(rows) -> str:
    return lines(*([f'"{cell}"' if "\n" in cell else cell for cell in row] for row in rows))


@pytest.mark.parametrize(
    "source", [lines(*ROWS), quoted(ROWS), upright(*ROWS)], ids=["broken", "quoted", "upright"]
)
def test_every_way_of_pasting_gives_the_same(source):
    result = read(source)
    assert result == read(lines(*ROWS))
    assert (result["title"], result["total"], result["errors"]) == (TITLE, "167000.00", [])
    assert result["projects"][1]["goal"] == "1.甲6场。\n2.乙4场。"
    assert len(result["projects"][1]["clauses"]) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_chinese_offices(encoding):
    assert read(upright(*ROWS).encode(encoding)) == read(upright(*ROWS))


def test_line_ends_of_windows_and_manual_breaks_make_no_difference():
    assert read(upright(*ROWS).replace("\n", "\r\n")) == read(upright(*ROWS))
    assert read(lines(*ROWS).replace("。\n", "。\v")) == read(lines(*ROWS))


def test_a_heading_broken_in_two_lines_is_healed():
    headings = [heading.replace("（万元）", "\n（万元）") for heading in ROWS[0]]
    assert read(lines(headings, *ROWS[1:])) == read(lines(*ROWS))


def test_a_form_field_that_trims_the_first_tab_does_no_harm():
    without_title = upright(*ROWS).partition("\n")[2]
    assert read(without_title.strip())["projects"] == read(upright(*ROWS))["projects"]


def test_a_merged_department_that_was_copied_once_is_filled_down():
    short = [cell for place, cell in enumerate(ROWS[2]) if place != 1]
    result = read(upright(ROWS[0], ROWS[1], short))
    assert [project["department"] for project in result["projects"]] == ["组织联络部"] * 2
    assert result["errors"] == []


def test_an_amount_that_looks_like_a_number_of_an_entry_does_not_cut_the_row():
    rows = [ROWS[0], entry(amount="2"), entry(number="2", amount="14.7")]
    assert [project["amount"] for project in read(upright(*rows))["projects"]] == ["20000.00", "147000.00"]


def test_straight_quotes_inside_a_cell_stay():
    row = entry(name='"国有法"辩论赛', amount="16.7")
    assert read(lines(ROWS[0], row))["projects"][0]["name"] == '"国有法"辩论赛'


def test_an_error_names_the_line_of_the_text():
    source = upright(ROWS[0], entry(amount="十万"))
    (error,) = (error for error in read(source)["errors"] if "金额" in error["place"])
    line = int(error["place"].removeprefix("第").partition("行")[0])
    assert source.split("\n")[line - 1] == "\t十万"


def test_text_without_a_table_says_what_is_missing():
    assert read("今天天气很好。")["errors"][0]["place"] == "表头"


@pytest.mark.parametrize(
    "source", [b"\x00\x01\x02\x03", b"\xff\xd8\xff\xe0\x00\x10JFIF", "甲\x07".encode(), b"\x81"], ids=repr
)
def test_what_is_no_text_is_refused_with_advice(source):
    with pytest.raises(Unreadable, match="UTF-8"):
        text.read(source)
