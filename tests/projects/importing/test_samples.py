"""The two sample catalogues in three forms, and the original text where it is at hand."""

import subprocess
import sys

import pytest

from projects.importing import read_catalogue
from tests.projects.importing.samples import DEPARTMENTS, FIXTURES, ROOT, SEEDS, messages

FORMATS = ["txt", "docx", "xlsx"]
# codes of every clause, entry by entry: decided by reading the clauses, 41 clauses with 103 demands in all
FOUR_MONEY = "FUND_COMPLIANCE FOLLOW_BUDGET SEPARATE_LEDGER MGMT_ARCHIVE"
PACKAGE = "ACTIVITY_EVIDENCE_SET COMPILATION_BOOK THIRD_PARTY_EVAL AUDIT_REPORT"
SERVICE_2024 = [
    "ELIG_EXPERIENCE BRAND_NAME BRAND_ATTIRE IP_OWNERSHIP",
    "DESIGN_QUALITATIVE",
    "SUPERVISE_PERIODIC",
    "SUBMIT_PER_ACTIVITY PROGRESS_TIMELY ACTIVITY_EVIDENCE_SET COMPILATION_BOOK",
    "FUND_COMPLIANCE MGMT_ARCHIVE",
    "FINAL_REPORT",
    "LUMP_SUM FOLLOW_BUDGET SEPARATE_LEDGER HANDOVER_FINANCE_DOCS",
]
CODES = {
    2022: [
        [
            "ELIG_PLATFORM_MEMBER ELIG_WOMEN_ORG ELIG_EXPERIENCE ELIG_FULLTIME_SW",
            "SUPERVISE_QUARTERLY",
            "DESIGN_QUALITATIVE",
            f"PROGRESS_TIMELY {PACKAGE}",
            "LUMP_SUM",
            FOUR_MONEY,
        ],
        [
            "ELIG_EXPERIENCE BRAND_NAME IP_OWNERSHIP",
            "DESIGN_QUALITATIVE",
            "SUPERVISE_QUARTERLY",
            "SUBMIT_PER_ACTIVITY PROGRESS_QUARTERLY ACTIVITY_EVIDENCE_SET COMPILATION_BOOK",
            "FUND_COMPLIANCE MGMT_ARCHIVE THIRD_PARTY_EVAL AUDIT_REPORT",
            "FINAL_REPORT",
            "LUMP_SUM FOLLOW_BUDGET SEPARATE_LEDGER",
        ],
        [
            "ELIG_EXPERIENCE BRAND_NAME BRAND_ATTIRE IP_OWNERSHIP",
            "SUPERVISE_QUARTERLY",
            "DESIGN_QUALITATIVE",
            f"PROGRESS_TIMELY {PACKAGE} FINAL_REPORT",
            "LUMP_SUM",
            FOUR_MONEY,
        ],
    ],
    2024: [
        [
            "ELIG_EXPERIENCE BRAND_NAME IP_OWNERSHIP",
            "SITE_STANDARD BUDGET_BAN_FIXED_ASSET",
            "DESIGN_QUALITATIVE",
            "SUBMIT_PER_ACTIVITY PROGRESS_QUARTERLY",
            "SUPERVISE_QUARTERLY",
            f"{PACKAGE} FINAL_REPORT",
            "LUMP_SUM",
            FOUR_MONEY,
        ],
        SERVICE_2024,
        SERVICE_2024,
    ],
}


def read(path, **keywords):
    return read_catalogue(path.read_bytes(), departments=DEPARTMENTS, **keywords)


def codes(draft) -> list[list[set[str]]]:
    return [
        [{found.code for found in one.requirements} for one in project.clauses] for project in draft.projects
    ]


def expected(year: int) -> list[list[set[str]]]:
    return [[set(line.split()) for line in entry] for entry in CODES[year]]


SOURCES = [(year, FIXTURES / f"catalogue-{year}.{ending}") for year in CODES for ending in FORMATS]
SOURCES += [(int(path.stem[-4:]), path) for path in SEEDS]


def name_of(value) -> str:
    return getattr(value, "name", str(value))


@pytest.mark.parametrize(("year", "path"), SOURCES, ids=name_of)
def test_every_form_of_a_catalogue_is_understood(year, path):
    draft = read(path)
    totals = {2022: "310000.00", 2024: "197000.00"}
    amounts = {2022: ["100000.00", "100000.00", "110000.00"], 2024: ["100000.00", "67000.00", "30000.00"]}
    departments = {
        2022: ["组织联络部", "权益宣传部", "家庭儿童工作部"],
        2024: ["组织联络部", "权益宣传部", "权益宣传部"],
    }
    result = draft.as_json()
    assert (result["year"], result["total"], result["errors"]) == (year, totals[year], [])
    assert [project["amount"] for project in result["projects"]] == amounts[year]
    assert [project["department"] for project in result["projects"]] == departments[year]
    assert [project["number"] for project in result["projects"]] == ["1", "2", "3"]


@pytest.mark.parametrize(("year", "path"), SOURCES, ids=name_of)
def test_every_clause_is_recognised_as_what_it_demands(year, path):
    found = codes(read(path))
    assert found == expected(year)
    assert all(one["ordinal"] for project in read(path).as_json()["projects"] for one in project["clauses"])


def test_the_pinned_demands_are_the_41_clauses_and_103_hits_of_the_two_years():
    clauses = [clause for year in CODES for entry in expected(year) for clause in entry]
    assert (len(clauses), sum(map(len, clauses))) == (41, 103)


@pytest.mark.parametrize("year", CODES)
def test_the_three_forms_give_the_same_object(year):
    one, *others = [read(FIXTURES / f"catalogue-{year}.{ending}", year=year).as_json() for ending in FORMATS]
    assert others == [one, one]


@pytest.mark.parametrize(("year", "path"), SOURCES, ids=name_of)
def test_what_a_colleague_would_ask_is_asked(year, path):
    asked = messages(read(path).warnings)
    wanted = {
        2022: [
            "写明9个月，按起止日期计算为8个月",
            "6+6=12课时",
            "“结项报告”",
            "“以妇联名义开展”",
            "没有可计数的目标",
            "行式",
        ],
        2024: ["人/次", "建设建设", "“移交资金资料”", "没有可计数的目标"],
    }
    assert [words for words in wanted[year] if words not in asked] == []


@pytest.mark.parametrize(("year", "path"), SOURCES, ids=name_of)
def test_dates_are_read_from_the_period(year, path):
    dates = {
        2022: [("2022-04-01", "2022-12-31"), ("2022-04-01", "2022-11-30"), ("2022-05-01", "2022-12-31")],
        2024: [(None, "2024-12-31")] * 3,
    }
    projects = read(path).as_json()["projects"]
    assert [(project["starts_on"], project["ends_on"]) for project in projects] == dates[year]


def test_the_broken_sample_names_each_faulty_cell():
    draft = read(FIXTURES / "catalogue-broken.xlsx")
    assert [remark.place for remark in draft.errors] == [
        "第4行“项目金额”（I4）",
        "第5行“项目名称”（C5）",
        "第6行“合计”（I6）",
    ]
    assert "120000.00元（12万元）" in draft.errors[2].message
    assert "130000.00元（13万元）" in draft.errors[2].message


def test_the_demo_catalogue_is_without_fault_in_any_year():
    text = (FIXTURES / "catalogue-demo.txt").read_text(encoding="utf-8").replace("{year}", "2027")
    draft = read_catalogue(text, departments=DEPARTMENTS)
    assert (draft.year, draft.as_json()["total"], draft.errors) == (2027, "465000.00", [])
    assert {project.department for project in draft.projects} == set(DEPARTMENTS.values())
    assert [project.bidders for project in draft.projects].count("区县妇联") == 1
    assert all(5 <= len(project.clauses) <= 8 and project.ends_on for project in draft.projects)
    assert all(clause.requirements for project in draft.projects for clause in project.clauses)


def test_the_binary_samples_can_be_made_anew(tmp_path):
    for name in ("build_catalogues.py", "catalogue-2022.txt", "catalogue-2024.txt"):
        (tmp_path / "fixtures").mkdir(exist_ok=True)
        (tmp_path / "fixtures" / name).write_bytes((FIXTURES / name).read_bytes())
    script = tmp_path / "fixtures" / "build_catalogues.py"
    subprocess.run([sys.executable, script], check=True, env={"PYTHONPATH": str(ROOT)})
    for year in CODES:
        for ending in ("docx", "xlsx"):
            name = f"catalogue-{year}.{ending}"
            assert read(script.parent / name).as_json() == read(FIXTURES / name).as_json()
