"""From rows of cells to a catalogue: headers, merged cells, the 合计, and every fault named by its cell."""

import pytest

from projects.importing.grid import Cell, Table
from projects.importing.table import parse
from tests.projects.importing.samples import DEPARTMENTS, HEADINGS, draft_of, entry, messages, table_of


def places(remarks) -> list[str]:
    return [remark.place for remark in remarks]


def test_a_correct_catalogue_has_no_errors():
    draft = draft_of(entry(), entry(number="2", amount="6.7"), total="16.7")
    result = draft.as_json()
    assert (draft.errors, draft.year, result["total"]) == ([], 2024, "167000.00")
    assert result["projects"][1] == {
        "number": "2",
        "department": "组织联络部",
        "department_text": "组联部",
        "name": "巾帼课堂",
        "goal": "开展培训不少于10场",
        "content": "开展培训10场",
        "beneficiaries": "妇女",
        "bidders": "社会组织",
        "period": "2024年4月-12月",
        "starts_on": "2024-04-01",
        "ends_on": "2024-12-31",
        "amount": "67000.00",
        "clauses": [
            {
                "ordinal": 1,
                "text": "活动以市妇联的名义开展。",
                "requirements": [{"code": "BRAND_NAME", "parameters": {"name": "市妇联"}}],
            },
            {
                "ordinal": 2,
                "text": "建立项目专账。",
                "requirements": [{"code": "SEPARATE_LEDGER", "parameters": {}}],
            },
        ],
        "indicators": [{"name": "开展培训", "comparator": "≥", "value": "10", "unit": "场"}],
    }


def test_columns_may_stand_in_any_order_and_be_named_otherwise():
    headings = [
        "要求",
        "经费预算（元）",
        "实施期限",
        "申报主体",
        "受益对象",
        "主要内容",
        "绩效目标",
        "名称",
        "责任科室",
        "序号",
    ]
    draft = parse(table_of(headings, entry(amount="100000")[::-1]), departments=DEPARTMENTS)
    assert draft.errors == []
    assert draft.as_json()["projects"] == draft_of(entry()).as_json()["projects"]


def test_a_header_may_be_two_rows_high():
    upper = [
        "序号",
        "牵头部室",
        "项目",
        "项目",
        "项目",
        "服务对象",
        "承接主体",
        "实施时间",
        "项目金额",
        "相关要求",
    ]
    lower = ["", "", "名称", "目标", "内容", "", "", "", "（元）", ""]
    draft = parse(table_of(upper, lower, entry(amount="100000")), departments=DEPARTMENTS)
    assert draft.as_json()["projects"] == draft_of(entry()).as_json()["projects"]


def test_a_header_repeated_on_the_next_page_is_skipped():
    draft = draft_of(entry(), list(HEADINGS.values()), entry(number="2"), total="20")
    assert [project.number for project in draft.projects] == ["1", "2"]
    assert draft.errors == []


def test_notes_around_the_rows_are_ignored():
    note = ["注：本目录由市妇联负责解释。", *[""] * 9]
    draft = draft_of(note, entry(), note, total="10")
    assert len(draft.projects) == 1
    after = table_of(list(HEADINGS.values()), entry(), ["合计", *[""] * 7, "10", ""], note, entry(number="9"))
    assert len(parse(after, departments=DEPARTMENTS).projects) == 1


def test_the_title_is_found_among_other_lines():
    table = table_of(["2025年项目发布目录", *[""] * 9], list(HEADINGS.values()), entry())
    table.titles = ["附件1", "单位：万元"]
    draft = parse(table, departments=DEPARTMENTS)
    assert (draft.title, draft.year) == ("2025年项目发布目录", 2025)


@pytest.mark.parametrize(
    ("title", "asked", "year", "warned"),
    [
        ("2024年项目目录", None, 2024, ""),
        ("２０２４年度项目目录", None, 2024, ""),
        ("二〇二四年项目目录", None, 2024, ""),
        ("项目发布目录", None, 2024, "推定为2024年"),
        ("项目发布目录", 2024, 2024, ""),
        ("2023年项目目录", 2024, 2024, "标题写的是2023年"),
    ],
)
def test_the_year(title, asked, year, warned):
    table = table_of(list(HEADINGS.values()), entry(), title=title)
    draft = parse(table, year=asked, departments=DEPARTMENTS)
    assert draft.year == year
    assert warned in messages(draft.warnings)
    assert ("标题" in places(draft.warnings)) == bool(warned)


def test_a_row_cut_by_a_page_break_is_healed():
    rest = ["", "", "", "", "再开展讲座4场", "", "", "", "", "3.资料汇编成册。"]
    draft = draft_of(entry(), rest, total="10")
    assert len(draft.projects) == 1
    assert draft.projects[0].content == "开展培训10场\n再开展讲座4场"
    assert [clause.ordinal for clause in draft.projects[0].clauses] == [1, 2, 3]


def test_a_department_spanning_rows_fills_down():
    table = table_of(list(HEADINGS.values()), entry(), entry(number="2"), ["合计", *[""] * 7, "20", ""])
    table.rows[2][1] = Cell("组联部", 3, merged=True)
    draft = parse(table, departments=DEPARTMENTS)
    assert [project.department for project in draft.projects] == ["组织联络部"] * 2
    assert "牵头部室" not in messages(draft.warnings)


def test_an_empty_department_is_taken_from_above_with_a_warning():
    draft = draft_of(entry(), entry(number="2", department=""), total="20")
    assert draft.projects[1].department == "组织联络部"
    assert "按上一行的“组联部”读取" in messages(draft.warnings)


@pytest.mark.parametrize("text", ["组联部", "组织联络部", "组 联 部", "市妇联组联部", "组联\n部"])
def test_a_department_is_known_by_any_of_its_names(text):
    assert draft_of(entry(department=text)).projects[0].department == "组织联络部"


def test_an_unknown_department_is_a_warning():
    draft = draft_of(entry(department="宣传科"), total="10")
    assert draft.projects[0].department is None
    assert "项目1“牵头部室”：没有名为“宣传科”的部室" in messages(draft.warnings)
    assert draft.errors == []


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"amount": "十万"}, "第2行“项目金额”", "“十万”不是金额"),
        ({"amount": ""}, "第2行“项目金额”", "没有填写金额"),
        ({"amount": "0"}, "第2行“项目金额”", "大于0"),
        ({"name": ""}, "第2行“项目名称”", "没有填写项目名称"),
        ({"name": "名" * 201}, "第2行“项目名称”", "超过200字"),
        ({"number": "1" * 21}, "第2行“项目编号”", "超过20字"),
        ({"requirements": "求" * 20_001}, "第2行“相关要求”", "超过20000字"),
    ],
)
def test_a_fault_is_named_by_its_cell(changes, place, message):
    errors = draft_of(entry(**changes)).errors
    assert [(error.place, message in error.message) for error in errors] == [(place, True)]


def test_two_entries_may_not_share_a_number():
    errors = draft_of(entry(), entry(), total="20").errors
    assert messages(errors) == "第3行“项目编号”：编号1与第2行“项目编号”重复。"


def test_a_missing_number_is_counted_with_a_warning():
    draft = draft_of(entry(), entry(number=""), total="20")
    assert draft.projects[1].number == "2"
    assert "按顺序编为2" in messages(draft.warnings)


def test_a_row_that_is_too_short_is_named_too():
    headings, row = list(HEADINGS.values())[::-1], entry()[::-1]
    draft = parse(table_of(headings, row[:7]), departments=DEPARTMENTS)
    assert messages(draft.errors) == "第2行“项目名称”：没有填写项目名称。"


def test_a_wrong_total_names_both_sums():
    errors = draft_of(entry(), entry(number="2", amount="6.7"), total="17.6").errors
    assert places(errors) == ["第4行“合计”"]
    assert "176000.00元（17.6万元）" in errors[0].message
    assert "167000.00元（16.7万元）" in errors[0].message


def test_a_missing_total_is_a_warning():
    draft = draft_of(entry())
    assert (draft.total, draft.errors) == (None, [])
    assert "没有合计行；各项目之和为100000.00元（10万元）" in messages(draft.warnings)


@pytest.mark.parametrize(
    "closing", [["合计：10万元"], ["总计", "10"], ["合 计（万元）", "10"], ["合计\n10万元", "10"]]
)
def test_the_total_is_found_however_it_is_set(closing):
    draft = parse(table_of(list(HEADINGS.values()), entry(), closing), departments=DEPARTMENTS)
    assert draft.as_json()["total"] == "100000.00"


def test_the_unit_may_stand_above_the_table_or_is_asked_for():
    headings = list((HEADINGS | {"amount": "项目金额"}).values())
    table = table_of(headings, entry(amount="50000"))
    table.titles.append("单位：元")
    assert parse(table, departments=DEPARTMENTS).as_json()["projects"][0]["amount"] == "50000.00"
    draft = parse(table_of(headings, entry()), departments=DEPARTMENTS)
    assert draft.as_json()["projects"][0]["amount"] == "100000.00"
    assert "按万元读取" in messages(draft.warnings)


def test_without_header_or_needed_column_or_rows_there_is_nothing_to_import():
    assert places(parse(Table(), departments={}).errors) == ["表头"]
    headings = [heading for heading in HEADINGS.values() if heading != "项目名称"]
    assert "没有找到“项目名称”一列" in messages(parse(table_of(headings), departments={}).errors)
    assert "表头下面没有项目" in messages(draft_of().errors)


def test_a_column_that_can_be_spared_is_a_warning():
    headings, row = list(HEADINGS.values()), entry()
    del headings[5], row[5]
    draft = parse(table_of(headings, row), departments=DEPARTMENTS)
    assert draft.errors == []
    assert "没有找到“服务对象”一列" in messages(draft.warnings)
