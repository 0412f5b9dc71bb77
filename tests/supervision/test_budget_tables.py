import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from applications.models import BudgetLine
from tests import factories
from tests.queries import assert_constant_queries
from tests.supervision.closing import pay, spend


@pytest.fixture
def catalogue(db):
    return factories.make_catalogue(year=2031)


@pytest.fixture
def two(department, organisation, catalogue, li, head, finance):
    """Two projects of 2031: one with own funds, spending and a payment, one just signed."""
    first, second = (
        factories.make_agreement(
            project=factories.make_project(department=department, catalogue=catalogue, order=n),
            organisation=organisation,
        )
        for n in (1, 2)
    )
    BudgetLine.objects.filter(application=first.application, ordinal=1).update(own=Decimal("500.25"))
    spend(first, li, "1200.10")
    spend(first, li, "300.20", line=1)
    pay(first.instalments.get(number=1), li, head, finance)
    return first, second


def url(name, year=2031):
    return reverse(f"supervision:{name}", args=[year])


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return book, *(list(sheet.iter_rows(min_row=3, values_only=True)) for sheet in book)


def test_the_workbook_holds_the_hand_computed_sums(client, two, finance):
    client.force_login(finance)
    book, summary, execution = sheets(client.get(url("budget_export")).content)
    assert book.sheetnames == ["项目预算汇总表", "预算执行表"]
    names = ["项目活动费", "审计费", "第三方评估费", "预算合计", "其中自筹", "计划拨付", "已拨付"]
    assert list(summary[0][4:]) == ["目录金额", "协议金额", *names]
    assert list(summary[1][4:]) == [100000, 46000, 40000, 3000, 3000, 46000, 500.25, 46000, 23000]
    assert list(summary[2][4:]) == [100000, 46000, 40000, 3000, 3000, 46000, 0, 46000, 0]
    assert list(summary[3][4:]) == [200000, 92000, 80000, 6000, 6000, 92000, 500.25, 92000, 23000]
    first = [row[2:] for row in execution[1:5]]
    assert first[0] == ("项目活动费", 40000, 1200.1, 38799.9, pytest.approx(0.0300025), None)
    assert first[3] == ("小计", 46000, 1500.3, 44499.7, pytest.approx(1500.3 / 46000), 23000)
    assert execution[-1][3:] == (92000, 1500.3, 90499.7, pytest.approx(1500.3 / 92000), 23000)


def test_numbers_are_numbers_and_the_sheets_print_on_one_page_across(client, two, finance):
    client.force_login(finance)
    book, *_ = sheets(client.get(url("budget_export")).content)
    sheet = book["预算执行表"]
    assert sheet["D4"].data_type == "n"
    assert (sheet["D4"].number_format, sheet["G4"].number_format) == ("#,##0.00", "0.0%")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$1:$3"


def test_the_page_shows_the_same_sums(client, two, finance):
    client.force_login(finance)
    page = client.get(url("budget_year")).content.decode()
    for text in ["92,000.00", "500.25", "1,500.30", "90,499.70", "合计（2个项目）"]:
        assert text in page


def test_a_year_without_agreements_says_so(client, finance):
    client.force_login(finance)
    assert "还没有已签订的项目" in client.get(url("budget_year", 1999)).content.decode()


def test_each_department_sees_its_own_projects(client, two, wang, keeper, leader):
    shown = {}
    for person in (wang, keeper, leader):
        client.force_login(person)
        shown[person.username] = len(client.get(url("budget_year")).context["rows"])
    assert shown == {"wang": 2, "keeper": 0, "leader": 2}


@pytest.mark.parametrize("person", ["li", "expert", "administrator", "stranger"])
@pytest.mark.parametrize("name", ["budget_year", "budget_export"])
def test_the_tables_are_the_federations_own(client, two, request, person, name):
    client.force_login(request.getfixturevalue(person))
    assert client.get(url(name)).status_code == 403


def test_the_page_costs_the_same_with_many_projects(client, catalogue, department, li, finance):
    def add_one():
        organisation = factories.make_organisation(li)
        project = factories.make_project(department=department, catalogue=catalogue)
        spend(factories.make_agreement(project=project, organisation=organisation), li)

    client.force_login(finance)
    assert_constant_queries(client, url("budget_year"), add_one)


def test_the_command_writes_the_workbook(two, tmp_path, capsys):
    call_command("export_budget", 2031, "-o", str(tmp_path / "预算.xlsx"))
    _, summary, _ = sheets((tmp_path / "预算.xlsx").read_bytes())
    assert summary[-1][5] == 92000
    assert "2个项目" in capsys.readouterr().out


def test_the_command_refuses_an_empty_year(db, tmp_path):
    with pytest.raises(CommandError, match="1999年没有已签订的项目"):
        call_command("export_budget", 1999, "-o", str(tmp_path / "预算.xlsx"))
