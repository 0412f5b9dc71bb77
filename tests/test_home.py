"""The home page: what waits for me, and how things stand."""

from datetime import timedelta

import pytest

from applications.models import Award, Review
from fulian import clock
from fulian.users.models import Role
from supervision import todo
from supervision.models import Activity, CloseOut, Expense, Finding, ProgressReport
from tests import factories
from tests.queries import assert_constant_queries
from tests.test_todo import make_duty, make_inspection, put

HOME = "/home/"


def show(client, user) -> str:
    client.force_login(user)
    response = client.get(HOME)
    assert response.status_code == 200
    return response.content.decode()


def test_what_falls_due_much_later_is_counted(client, li, agreement):
    make_duty(agreement, days=31, title="很久以后")
    page = show(client, li)
    assert "很久以后" not in page
    assert "项在30天以后到期" in page


def test_home_is_for_those_who_are_signed_in(client, db):
    assert client.get(HOME).url == "/accounts/login/?next=/home/"


EMPTY = [
    ("stranger", "您还没有登记所在单位", "登记单位"),
    ("expert", "现在没有等您评审的申报书", "我的评审"),
    ("administrator", "现在没有等您办理的事项", "管理用户与角色"),
    ("wang", "现在没有等您办理的事项", "查看任务清单"),
    ("leader", "现在没有等您办理的事项", "查看项目目录"),
    ("observer", "现在没有等您办理的事项", "查看项目目录"),
]


@pytest.mark.parametrize(("person", "text", "action"), EMPTY)
def test_an_empty_list_says_what_to_do_next(client, request, person, text, action):
    page = show(client, request.getfixturevalue(person))
    assert text in page
    assert f">{action}</a>" in page


@pytest.mark.parametrize(
    ("state", "text"), [("verified", "可以看看正在征集的项目"), ("pending", "正在等待市妇联核验")]
)
def test_a_member_with_nothing_to_do_is_shown_the_calls(client, li, organisation, state, text):
    organisation.state = state
    organisation.save()
    assert text in show(client, li)


BLOCKS = ["实施中的项目", "未拨付的资金", "我的申报", "正在征集的项目", "我的评审"]


@pytest.mark.parametrize(
    ("person", "blocks"),
    [
        ("leader", ["实施中的项目"]),
        ("wang", ["实施中的项目"]),
        ("observer", ["实施中的项目"]),
        ("finance", ["实施中的项目", "未拨付的资金"]),
        ("li", ["实施中的项目", "我的申报", "正在征集的项目"]),
        ("stranger", ["正在征集的项目"]),
        ("expert", ["我的评审"]),
        ("administrator", []),
    ],
)
def test_each_role_has_its_blocks(client, request, agreement, person, blocks):
    page = show(client, request.getfixturevalue(person))
    assert [block for block in BLOCKS if f">{block}</h2>" in page] == [b for b in BLOCKS if b in blocks]


def test_a_running_project_shows_light_next_date_and_money(client, leader, agreement):
    first = agreement.instalments.get(number=1)
    first.state = "paid"
    first.save()
    first.duty.state = "met"
    first.duty.save()
    make_duty(agreement, days=-2)
    make_duty(agreement, days=-1)
    page = show(client, leader)
    assert "逾期 2 项" in page
    assert f"{clock.today() - timedelta(days=2):%Y-%m-%d}" in page
    assert "23,000.00" in page


def test_other_departments_and_organisations_see_nothing_of_it(client, agreement, keeper, rival):
    for person in (keeper, rival):
        assert agreement.project.name not in show(client, person).split("正在征集的项目")[0]


def before_signing(person, department, organisation):
    """One thing of each kind that waits before an agreement is signed."""
    own = {"department": department}
    factories.make_catalogue(state="draft")
    for state in ("draft", "handed_in"):
        factories.make_project(**own, state=state, catalogue=factories.make_catalogue(state="draft"))
    submitted = factories.make_submitted(project=factories.make_project(**own))
    factories.close(submitted.project.catalogue)
    Review.objects.create(application=submitted, expert=person)
    proposed = factories.make_submitted()
    put([proposed], "proposed")
    Award.objects.create(application=proposed, minutes="1号", amount=1, by=person)
    factories.make_application(project=factories.make_project(**own), organisation=organisation)
    factories.make_agreement(signed=False, project=factories.make_project(**own), organisation=organisation)


def after_signing(department, organisation):
    """One thing of each kind that waits in a running project."""
    project = factories.make_project(department=department)
    agreement = factories.make_agreement(project=project, organisation=organisation)
    for owner in ("contractor", "department", "finance"):
        make_duty(agreement, owner=owner)
    ProgressReport.objects.create(agreement=agreement, duty=make_duty(agreement), state="returned")
    past = clock.now() - timedelta(days=1)
    times = {"starts_at": past, "ends_at": past + timedelta(hours=1)}
    Activity.objects.create(agreement=agreement, title="活动", place="社区", lead="陈某", **times)
    inspection = make_inspection(agreement, "recorded")
    Finding.objects.create(inspection=inspection, description="问题", due_on=clock.today())
    fields = {"budget_line": agreement.application.budget.first(), "paid_on": clock.today(), "amount": 10}
    for state in ("entered", "questioned"):
        Expense.objects.create(agreement=agreement, item="物料", payee="店", state=state, **fields)
    agreement.instalments.filter(number=1).update(state="approved")
    CloseOut.objects.create(agreement=agreement, state="submitted")


def test_the_page_costs_the_same_however_much_waits(client, department, organisation):
    everyone = factories.make_user(*Role, department=department)
    organisation.memberships.create(user=everyone)
    client.force_login(everyone)

    def more():
        before_signing(everyone, department, organisation)
        after_signing(department, organisation)
        factories.make_organisation(state="pending")

    assert_constant_queries(client, HOME, more)
    page = client.get(HOME).content.decode()
    assert [label for label in todo.KINDS if f"<h3>{label} " not in page] == []
