"""待办: what waits for whom, stretch by stretch."""

from datetime import timedelta

import pytest

from applications.models import Award, Review
from fulian import clock
from fulian.users.models import Role
from projects.codes import Code
from projects.models import Notice
from supervision import todo
from supervision.models import (
    Activity,
    CloseOut,
    Duty,
    Expense,
    Finding,
    Inspection,
    Instalment,
    ProgressReport,
)
from tests import factories


def waits(user) -> set[tuple[str, str]]:
    """(title, what to do) of everything on the list."""
    user.__dict__.pop("organisation_ids", None)
    return {(item.title, item.task) for group in todo.collect(user) for item in group.todos}


def tasks(user) -> set[str]:
    return {task for _, task in waits(user)}


# --- what waits, stretch by stretch -----------------------------------------------------------------------


def test_a_draft_catalogue_waits_for_the_office_and_then_for_the_leader(office, leader, wang, department):
    catalogue = factories.make_catalogue(state="draft")
    assert waits(office) == {(catalogue.title, "设定申报时间，送领导审定")}
    catalogue.state = "in_approval"
    catalogue.save()
    assert waits(leader) == {(catalogue.title, "审定并发布")}
    assert waits(office) == waits(wang) == set()


def test_an_entry_waits_for_its_officer_and_then_for_its_head(wang, head, department, keeper):
    catalogue = factories.make_catalogue(state="draft")
    entry = factories.make_project(department=department, catalogue=catalogue, state="draft")
    assert waits(wang) == {(entry.name, "完善条目，提交审核")}
    entry.state = "handed_in"
    entry.save()
    assert waits(head) == {(entry.name, "审核条目")}
    assert waits(wang) == waits(keeper) == set()


def test_a_new_organisation_waits_for_its_member_and_then_for_its_keepers(
    li, organisation, keeper, office, wang
):
    organisation.state = "unverified"
    organisation.save()
    assert tasks(li) == {"完善单位信息，提交核验"}
    organisation.state = "pending"
    organisation.save()
    assert tasks(li) == set()
    assert tasks(keeper) == tasks(office) == {"核验单位信息"}
    assert tasks(wang) == set()


def test_an_unfinished_application_waits_until_the_window_closes(li, application, rival):
    (item,) = todo.collect(li)[0].todos
    assert (item.task, item.due) == ("填写并提交申报书", (clock.now() + timedelta(days=7)).date())
    assert waits(rival) == set()
    factories.close(application.project.catalogue)
    assert waits(li) == set()


def test_a_returned_application_waits_until_its_supplement_is_due(li, application):
    application.state, application.submitted_at = "returned", clock.now()
    application.supplement_until = clock.today()
    application.save()
    (item,) = todo.collect(li)[0].todos
    assert (item.task, item.due, item.light) == ("补正后重新提交", clock.today(), "amber")
    application.supplement_until = clock.today() - timedelta(days=1)
    application.save()
    assert waits(li) == set()


@pytest.fixture
def three(project):
    """Three applications for one project, handed in."""
    return [factories.make_submitted(project=project) for _ in range(3)]


def put(applications, state, **fields):
    for application in applications:
        application.state = state
        for name, value in fields.items():
            setattr(application, name, value)
        application.save()


def test_what_came_in_is_one_line_per_project_and_only_after_closing(wang, project, three, keeper):
    assert waits(wang) == set()
    factories.close(project.catalogue)
    assert waits(wang) == {(project.name, "资格审查（3份申报书）")}
    assert waits(keeper) == set()


def test_experts_are_assigned_once_all_are_screened(wang, project, three):
    factories.close(project.catalogue)
    put(three[:2], "qualified")
    assert waits(wang) == {(project.name, "资格审查（1份申报书）")}
    put(three[2:], "disqualified")
    assert waits(wang) == {(project.name, "分配评审专家（2份申报书）")}


def test_a_full_panel_leaves_the_officer_in_peace_until_somebody_steps_aside(wang, project, three):
    factories.close(project.catalogue)
    put(three[:1], "qualified")
    put(three[1:], "disqualified")
    panel = [
        Review.objects.create(application=three[0], expert=factories.make_user(Role.EXPERT)) for _ in range(3)
    ]
    assert waits(wang) == set()
    panel[0].state = "recused"
    panel[0].save()
    assert waits(wang) == {(project.name, "分配评审专家（1份申报书）")}


def test_reviews_wait_for_their_expert_only(application, expert):
    review = Review.objects.create(application=application, expert=expert)
    steps = {"assigned": "声明利害关系", "declared": "评分", "scored": "核对并签署"}
    for state, what in steps.items():
        review.state = state
        review.save()
        assert waits(expert) == {(application.title, what)}
    review.state = "signed"
    review.save()
    assert waits(expert) == set()
    assert waits(factories.make_user(Role.EXPERT)) == set()


def test_the_leader_decides_when_every_rival_is_reviewed(leader, project, three):
    factories.close(project.catalogue)
    put(three[:2], "reviewed", final_score=80)
    put(three[2:], "qualified")
    assert waits(leader) == set()
    put(three[2:], "reviewed", final_score=70)
    assert waits(leader) == {(project.name, "研究决定立项（3份申报书）")}


def test_an_award_waits_for_the_notice_and_then_for_the_leader(office, leader, three, project):
    factories.close(project.catalogue)
    put(three[:1], "proposed", final_score=80)
    put(three[1:], "declined")
    award = Award.objects.create(application=three[0], minutes="1号", amount=1000, by=leader)
    assert tasks(office) == {"办公室拟公示"}
    notice = Notice.objects.create(catalogue=project.catalogue, title="拟立项公示", body="公示")
    award.notice = notice
    award.save()
    assert waits(office) == {("拟立项公示", "核对并发布公示")}
    yesterday = clock.today() - timedelta(days=1)
    notice.state, notice.starts_on, notice.ends_on = "published", yesterday, yesterday
    notice.save()
    assert ("拟立项公示", "公示期满，结束公示") in waits(office)
    assert tasks(leader) == {"公示期满，请分管领导正式立项"}


def test_an_agreement_waits_to_be_signed_and_started(wang, project, organisation, keeper):
    agreement = factories.make_agreement(signed=False, project=project, organisation=organisation)
    assert waits(wang) == {(str(agreement), "签字盖章，上传签章扫描件")}
    agreement.state = "signed"
    agreement.save()
    assert waits(wang) == {(str(agreement), "确认项目启动")}
    assert waits(keeper) == set()


# --- running projects --------------------------------------------------------------------------------------


@pytest.fixture
def bare(agreement):
    """A running project whose duties and instalments are out of the way."""
    Instalment.objects.all().delete()
    agreement.duties.all().delete()
    return agreement


def make_duty(agreement, *, days=10, owner="contractor", evidence="file", **fields):
    today = clock.today()
    defaults = {"code": Code.AUDIT_REPORT, "title": "审计报告", "starts_on": today, "ends_on": today}
    due_on = today + timedelta(days=days)
    return Duty.objects.create(
        agreement=agreement, owner=owner, evidence=evidence, due_on=due_on, **defaults | fields
    )


def test_a_duty_waits_for_its_owner_and_then_for_who_accepts_it(li, wang, finance, bare):
    duty = make_duty(bare)
    assert waits(li) == {("审计报告", "完成并提交")}
    assert waits(wang) == set()
    duty.state = "submitted"
    duty.save()
    assert waits(wang) == {("审计报告", "确认完成")}
    assert waits(li) == waits(finance) == set()


def test_each_owner_sees_only_the_duties_of_that_owner(li, wang, finance, bare):
    make_duty(bare, owner="department", title="督导", evidence="statement")
    make_duty(bare, owner="finance", title="核查", evidence="ledger")
    assert waits(wang) == {("督导", "完成并提交")}
    assert waits(finance) == {("核查", "完成并提交")}
    assert waits(li) == set()


@pytest.mark.parametrize(("days", "light"), [(-1, "red"), (0, "amber"), (7, "amber"), (8, "green")])
def test_lights_say_how_urgent_it_is(li, bare, days, light):
    make_duty(bare, days=days)
    (group,) = todo.collect(li)
    assert group.todos[0].light == light
    assert group.overdue == (light == "red")


def test_duties_of_later_months_are_counted_not_listed(li, bare):
    make_duty(bare, days=31)
    (group,) = todo.collect(li)
    assert (group.todos, group.later) == ([], 1)


def test_the_most_urgent_comes_first(li, bare):
    make_duty(bare, days=9, title="后")
    make_duty(bare, days=-3, title="逾期")
    make_duty(bare, days=2, title="先")
    assert [item.title for item in todo.collect(li)[0].todos] == ["逾期", "先", "后"]


def test_a_report_under_way_stands_for_its_duty(li, wang, bare):
    duty = make_duty(bare, evidence="report", title="季度报告")
    assert waits(li) == {("季度报告", "完成并提交")}
    report = ProgressReport.objects.create(agreement=bare, duty=duty, state="submitted")
    duty.state = "submitted"
    duty.save()
    assert (waits(li), waits(wang)) == (set(), {("季度报告", "审阅进展报告")})
    report.state, duty.state = "returned", "pending"
    report.save()
    duty.save()
    assert (waits(li), waits(wang)) == ({("季度报告", "修改后重新提交")}, set())


def test_an_activity_waits_once_it_is_over(li, wang, bare):
    now = clock.now()
    activity = Activity.objects.create(
        agreement=bare,
        title="亲子活动",
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
        place="社区",
        lead="陈某",
    )
    assert waits(li) == set()
    activity.starts_at, activity.ends_at = now - timedelta(days=9), now - timedelta(days=8)
    activity.save()
    (item,) = todo.collect(li)[0].todos
    assert (item.task, item.overdue) == ("补齐资料，提交活动记录", True)
    activity.state = "recorded"
    activity.save()
    assert (waits(li), waits(wang)) == (set(), {("亲子活动", "确认活动记录")})


def make_inspection(agreement, state="planned"):
    return Inspection.objects.create(
        agreement=agreement, held_on=clock.today(), supervisors="王", state=state
    )


def test_an_inspection_goes_from_the_officer_to_the_contractor_and_back(li, wang, bare):
    inspection = make_inspection(bare)
    assert (tasks(li), tasks(wang)) == (set(), {"填写并提交督导记录"})
    inspection.state = "recorded"
    inspection.save()
    assert (tasks(li), tasks(wang)) == ({"签署意见，确认督导记录"}, set())
    inspection.state = "acknowledged"
    inspection.save()
    assert (tasks(li), tasks(wang)) == (set(), {"办结督导"})


def test_an_inspection_is_closed_after_its_findings_only(li, wang, bare):
    inspection = make_inspection(bare, "acknowledged")
    finding = Finding.objects.create(inspection=inspection, description="台账不全", due_on=clock.today())
    assert (waits(li), waits(wang)) == ({("台账不全", "整改并提交报告")}, set())
    finding.state = "answered"
    finding.save()
    assert (waits(li), waits(wang)) == (set(), {("台账不全", "复查整改情况")})


def test_money_goes_from_the_contractor_over_the_head_to_finance(li, head, finance, agreement):
    agreement.duties.exclude(evidence="payment").delete()
    first = agreement.instalments.get(number=1)
    assert waits(li) == {("第1期拨付（23,000.00元）", "申请拨付")}
    assert waits(finance) == set()
    first.state = "requested"
    first.save()
    assert (waits(li), tasks(head)) == (set(), {"审核拨付申请"})
    first.state = "approved"
    first.save()
    assert (tasks(head), waits(finance)) == (set(), {("第1期拨付（23,000.00元）", "拨付并登记凭证")})


def test_expenses_wait_as_one_line_per_project(li, finance, bare):
    line = bare.application.budget.first()
    for n in range(3):
        expense = Expense.objects.create(
            agreement=bare, budget_line=line, paid_on=clock.today(), item=f"物料{n}", payee="店", amount=10
        )
    assert waits(finance) == {(bare.project.name, "核对支出（3笔）")}
    expense.state = "questioned"
    expense.save()
    assert waits(finance) == {(bare.project.name, "核对支出（2笔）")}
    assert tasks(li) == {"说明或更正支出"}


def test_a_closeout_goes_from_the_department_to_the_archive(li, head, office, bare):
    closeout = CloseOut.objects.create(agreement=bare, state="submitted")
    assert (tasks(li), tasks(head)) == (set(), {"组织验收，登记结论"})
    closeout.state = "returned"
    closeout.save()
    assert (tasks(li), tasks(head)) == ({"补充后重新提交结项"}, set())
    closeout.state = bare.state = "accepted"
    closeout.save()
    bare.save()
    assert tasks(office) == {"归档"}
