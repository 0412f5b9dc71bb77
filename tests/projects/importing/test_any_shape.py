"""Whatever is thrown at the importer: never a crash, always a draft that can be shown."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from projects.codes import Code
from projects.importing import read_catalogue
from projects.importing.clauses import recognise, split
from projects.importing.grid import Cell, Table
from projects.importing.indicators import recognise_indicators
from projects.importing.period import parse_period
from projects.importing.table import parse
from tests.projects.importing.samples import DEPARTMENTS, FIXTURES, HEADINGS, entry

WORDS = [
    *HEADINGS.values(),
    *entry(),
    *entry(amount="6.7", number="2"),
    "合计",
    "16.7",
    "",
    "注：无",
    "十万",
    "（万元）",
]
PIECES = [
    "2024年",
    "4月",
    "12月",
    "31日",
    "—",
    "-",
    "底",
    "前",
    "起",
    "9个月",
    "半年",
    "第三季度",
    "（",
    "）",
    "99",
    "一",
]
DEMANDS = [
    "每季度",
    "督导",
    "不得",
    "固定资产",
    "项目专账",
    "1.",
    "①",
    "一、",
    "2人",
    "全职社工",
    "报送",
    "，",
    "。",
    "\n",
]
CELLS = st.sampled_from(WORDS) | st.text(max_size=12)


def sentence_of(pieces) -> st.SearchStrategy:
    return st.lists(st.sampled_from(pieces) | st.text(max_size=3), max_size=12).map("".join)


def showable(draft) -> bool:
    json.dumps(draft.as_json())
    codes = {found.code for one in draft.projects for clause in one.clauses for found in clause.requirements}
    return codes <= set(Code) and all(
        remark.place and remark.message for remark in draft.warnings + draft.errors
    )


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(CELLS, st.booleans()), max_size=12), max_size=8))
def test_any_table(rows):
    table = Table(
        ["目录"], [[Cell(text, n, merged=flag) for text, flag in row] for n, row in enumerate(rows, 1)]
    )
    assert showable(parse(table, departments=DEPARTMENTS))


@settings(deadline=None)
@given(st.permutations(list(HEADINGS)), st.lists(st.lists(CELLS, min_size=10, max_size=10), max_size=4))
def test_any_rows_below_a_header_either_import_completely_or_say_why(fields, rows):
    header = [Cell(HEADINGS[field], 1) for field in fields]
    table = Table([], [header, *([Cell(text, n) for text in row] for n, row in enumerate(rows, 2))])
    draft = parse(table, departments=DEPARTMENTS)
    assert showable(draft)
    assert draft.errors or all(one.name and one.amount and one.number for one in draft.projects)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=60), st.sampled_from(["\n\t", "\t", "\n", "\n\n"]))
@example(
    ["（万元）", "服务对象", "y", *list(HEADINGS.values()), "1", "注：无"], "\n\t"
)  # one heading, then strangers
def test_any_pasted_text(cells, separator):
    assert showable(read_catalogue(separator.join(cells), departments=DEPARTMENTS))


@settings(deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=80).map(b"PK\x03\x04".__add__))
def test_any_bytes(content):
    assert showable(read_catalogue(content, departments={}))


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(["catalogue-2024.docx", "catalogue-2024.xlsx"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20),
)
def test_any_damage_to_a_file(name, damages):
    content = bytearray((FIXTURES / name).read_bytes())
    for place, value in damages:
        content[int(place * len(content))] = value
    assert showable(read_catalogue(bytes(content), departments={}))


@given(sentence_of(PIECES), st.none() | st.integers(1990, 2100))
def test_any_period(text, year):
    period = parse_period(text, year)
    assert not (period.starts_on and period.ends_on) or period.starts_on < period.ends_on


@settings(deadline=None)
@given(sentence_of(DEMANDS))
def test_any_requirements(text):
    clauses = split(text)
    assert [ordinal for ordinal, _ in clauses] == sorted({ordinal for ordinal, _ in clauses})
    assert {found.code for _, clause in clauses for found in recognise(clause)} <= set(Code)


@settings(deadline=None)
@given(sentence_of([*DEMANDS, "不少于", "5", "场", "人/次", "万", "％", "第三届"]))
def test_any_goal(text):
    for indicator in recognise_indicators(text, text):
        assert indicator.name
        assert len(indicator.name) <= 100
        assert (indicator.value is None) == (indicator.comparator == "定性")
