"""Handing in: in time, complete, within the limit, once, with a receipt."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from applications.models import Application, BudgetLine, Submission
from fulian import clock
from fulian.inbox.models import Message
from projects.codes import Code
from projects.models import Requirement
from tests import factories


def refusal(application, by, **options):
    with pytest.raises(ValidationError) as refused:
        application.submit(by=by, **options)
    application.refresh_from_db()
    assert application.state in {"draft", "returned"}
    return refused.value


def test_a_member_hands_in_the_draft(client, application, li, mailoutbox, django_capture_on_commit_callbacks):
    client.force_login(li)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/applications/{application.pk}/submit/", follow=True)
    application.refresh_from_db()
    receipt = Submission.objects.get()
    assert application.state == "submitted"
    assert response.redirect_chain[-1][0] == f"/applications/{application.pk}/receipt/"
    assert receipt.number in response.content.decode()
    assert Message.objects.get(to=li).subject.endswith(receipt.number)
    assert mailoutbox[0].to == [li.email]


@pytest.mark.parametrize("seconds_early", [1, 0])
def test_it_is_in_time_until_the_last_second(application, li, seconds_early):
    at = application.project.catalogue.close_at - timedelta(seconds=seconds_early)
    application.submit(by=li, at=at)
    assert application.submitted_at == at


def test_one_second_late_is_late_and_the_draft_stays(application, li):
    late = application.project.catalogue.close_at + timedelta(seconds=1)
    assert refusal(application, li, at=late).code == "closed"


def test_one_second_late_is_told_on_the_page(client, application, li):
    client.force_login(li)
    late = application.project.catalogue.close_at + timedelta(seconds=1)
    with clock.travel(late):
        response = client.post(f"/applications/{application.pk}/submit/", follow=True)
    assert "已经截止" in response.content.decode()
    application.refresh_from_db()
    assert application.state == "draft"


def test_before_the_window_opens_it_is_too_early(application, li):
    early = application.project.catalogue.open_at - timedelta(seconds=1)
    assert refusal(application, li, at=early).code == "closed"


def test_what_counts_is_when_the_request_came_in(application, li):
    close_at = application.project.catalogue.close_at
    with clock.travel(close_at + timedelta(seconds=30)):  # it waited half a minute for a lock
        application.submit(by=li, at=close_at)
    assert application.state == "submitted"


def test_the_second_click_changes_nothing(client, application, li):
    client.force_login(li)
    client.post(f"/applications/{application.pk}/submit/")
    response = client.post(f"/applications/{application.pk}/submit/", follow=True)
    assert "当前状态为“已提交”" in response.content.decode()
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("step", ["start", "attach", "detach", "submit", "withdraw"])
def test_a_link_changes_nothing(client, application, li, step):
    client.force_login(li)
    urls = {
        "start": f"/applications/start/{application.project_id}/",
        "detach": f"/applications/{application.pk}/detach/1/",
    }
    assert client.get(urls.get(step, f"/applications/{application.pk}/{step}/")).status_code == 405


@pytest.mark.parametrize("state", ["unverified", "pending", "suspended"])
def test_only_a_verified_organisation_hands_in(application, li, state):
    application.organisation.state = state
    application.organisation.save(update_fields=["state"])
    assert refusal(application, li).code == "unverified"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("plan", "", "“实施方案”尚未填写。"),
        ("direct_count", None, "“直接服务人数（人）”尚未填写。"),
        ("promise_accepted", False, "“我单位承诺以上内容真实，严格按申报书和预算执行。”尚未填写。"),
        ("promise_name", "", "“承诺人姓名”尚未填写。"),
    ],
)
def test_an_incomplete_one_is_refused_and_told_what_is_missing(application, li, field, value, sentence):
    Application.objects.filter(pk=application.pk).update(**{field: value})
    assert sentence in refusal(application, li).messages


def test_the_period_stays_within_the_entrys(application, li):
    application.ends_on = application.project.ends_on + timedelta(days=1)
    application.save(update_fields=["ends_on"])
    assert any("结束日期不能晚于" in message for message in refusal(application, li).messages)
    application.ends_on = application.starts_on
    application.save(update_fields=["ends_on"])
    assert "结束日期应晚于开始日期。" in refusal(application, li).messages


def test_plan_team_and_budget_need_a_row_each(application, li):
    for rows in (application.activities, application.team, application.budget):
        rows.all().delete()
    messages = refusal(application, li).messages
    assert "请在活动计划表中至少填写一次活动。" in messages
    assert "请在项目团队中至少填写一人。" in messages
    assert "请填写资金预算。" in messages


def test_more_than_the_entrys_amount_is_refused(application, li):
    application.budget.filter(ordinal=1).update(quantity=94, own=Decimal(0))
    assert application.requested == Decimal(100000)
    assert application.budget_problems() == []
    application.budget.filter(ordinal=1).update(unit_price=Decimal("1000.01"))
    fresh = Application.objects.get(pk=application.pk)
    assert any("超过项目金额10万元" in message for message in refusal(fresh, li).messages)


def test_own_funds_lower_what_is_asked_but_never_below_the_line(application):
    line = application.budget.get(ordinal=1)
    line.own = Decimal(15000)
    line.save(update_fields=["own"])
    assert (application.total, application.own, application.requested) == (46000, 15000, 31000)
    line.own = line.amount + 1
    line.save(update_fields=["own"])
    fresh = Application.objects.get(pk=application.pk)
    assert "预算“活动物料”的自筹金额大于该行合计。" in fresh.budget_problems()


def test_fixed_assets_are_refused_where_a_clause_forbids_them(department, catalogue, organisation):
    project = factories.make_project(Code.BUDGET_BAN_FIXED_ASSET, department=department, catalogue=catalogue)
    application = factories.make_application(project=project, organisation=organisation)
    line = BudgetLine.objects.create(
        application=application, ordinal=4, category="site", item="投影仪", unit_price=Decimal(3000)
    )
    assert any("“投影仪”" in text for text in application.budget_problems())
    line.own = line.amount  # the organisation's own money may buy it
    line.save(update_fields=["own"])
    assert Application.objects.get(pk=application.pk).budget_problems() == []


def test_duties_that_cost_money_must_be_in_the_budget(department, catalogue, organisation):
    project = factories.make_project(
        Code.AUDIT_REPORT, Code.THIRD_PARTY_EVAL, department=department, catalogue=catalogue
    )
    application = factories.make_application(project=project, organisation=organisation)
    assert application.budget_problems() == []
    application.budget.exclude(category="activity").delete()
    assert len(Application.objects.get(pk=application.pk).budget_problems()) == 2


def test_eligibility_that_clauses_demand_is_checked(department, catalogue, li):
    project = factories.make_project(
        Code.ELIG_PLATFORM_MEMBER, Code.ELIG_WOMEN_ORG, Code.ELIG_FULLTIME_SW,
        department=department, catalogue=catalogue,
    )  # fmt: skip
    demand = Requirement.objects.get(code=Code.ELIG_FULLTIME_SW)
    demand.parameters = {"people": 5}
    demand.save(update_fields=["parameters"])
    organisation = factories.make_organisation(li, women_org=False)
    application = factories.make_application(project=project, organisation=organisation)
    sections = [(problem.section, problem.text[:6]) for problem in application.findings()]
    assert [section for section, _ in sections] == ["organisation"] * 3 + ["files"]
    organisation.women_org = organisation.platform_member = True
    organisation.social_workers, organisation.fulltime = 5, 6
    organisation.save()
    application.attach(factories.make_pdf(), by=li, slot="women_org")
    assert Application.objects.get(pk=application.pk).findings() == []


def test_the_limit_per_catalogue_counts_what_was_handed_in(catalogue, department, organisation, li):
    drafts = [
        factories.make_application(
            project=factories.make_project(department=department, catalogue=catalogue),
            organisation=organisation,
        )
        for _ in range(3)
    ]
    drafts[0].submit(by=li)
    drafts[1].submit(by=li)
    assert refusal(drafts[2], li).code == "too_many"
    drafts[0].withdraw(by=li)
    drafts[2].submit(by=li)
    assert drafts[2].state == "submitted"


def test_another_catalogue_counts_for_itself(department, organisation, li):
    for _ in range(3):
        project = factories.make_project(department=department, catalogue=factories.make_catalogue())
        factories.make_application(project=project, organisation=organisation).submit(by=li)
    assert Application.objects.filter(state="submitted").count() == 3


def test_the_receipt_freezes_all_that_was_handed_in(application, organisation, li):
    application.attach(factories.make_pdf("证明.pdf"), by=li, slot="other")
    application.submit(by=li)
    receipt = application.receipt()
    content = json.loads(receipt.content)
    assert receipt.sha256 == hashlib.sha256(receipt.content.encode()).hexdigest()
    assert receipt.verifies()
    assert content["organisation"]["uscc"] == organisation.uscc
    assert content["sections"]["plan"] == "内容已写明。"
    assert [line["item"] for line in content["budget"]] == ["活动物料", "审计费", "第三方评估费"]
    assert content["files"][0]["sha256"] == application.files.get().sha256
    organisation.edit(by=li, contact="换了人")
    assert json.loads(application.receipt().content)["organisation"]["contact"] == "陈某"


def test_a_tampered_receipt_is_noticed(application, li):
    application.submit(by=li)
    receipt = application.receipt()
    Submission.objects.filter(pk=receipt.pk).update(content=receipt.content.replace("40", "41"))
    receipt.refresh_from_db()
    assert not receipt.verifies()


def test_rivals_are_numbered_in_turn(project, application, li):
    application.submit(by=li)
    rival = factories.make_submitted(project=project)
    assert application.receipt().number.endswith("-001")
    assert rival.receipt().number.endswith("-002")


def test_a_supplement_keeps_its_number_and_gets_a_new_version(application, li, wang):
    application.submit(by=li)
    number = application.receipt().number
    factories.close(application.project.catalogue)
    application.return_(by=wang, reason="补充方案")
    application.edit(by=li, version=application.version, plan="补正后的方案")
    application.submit(by=li)
    assert [(one.number, one.version) for one in application.submissions.all()] == [(number, 2), (number, 1)]


def test_a_supplement_is_in_time_until_the_end_of_its_last_day(application, li, wang):
    application.submit(by=li)
    factories.close(application.project.catalogue)
    application.return_(by=wang, reason="补充方案")
    last = application.supplement_until
    late = clock.at(last + timedelta(days=1))
    assert refusal(application, li, at=late).code == "closed"
    with clock.travel(late):  # it came in at the last second and waited for a lock
        application.submit(by=li, at=late - timedelta(seconds=1))
    assert application.state == "submitted"


def test_withdrawing_before_closing_and_applying_again_keeps_the_words(client, application, project, li):
    application.attach(factories.make_pdf("证明.pdf"), by=li, slot="other")
    application.submit(by=li)
    application.withdraw(by=li)
    client.force_login(li)
    response = client.post(f"/applications/start/{project.pk}/")
    fresh = Application.objects.exclude(pk=application.pk).get()
    assert response["Location"] == f"/applications/{fresh.pk}/edit/"
    assert fresh.plan == application.plan
    assert [line.item for line in fresh.budget.all()] == [line.item for line in application.budget.all()]
    assert [stored.name for stored in fresh.attachments()] == ["证明.pdf"]
    assert not fresh.promise_accepted  # a promise is made anew
    assert fresh.receipt() is None


def test_after_closing_it_cannot_be_withdrawn_by_oneself(application, li):
    application.submit(by=li)
    factories.close(application.project.catalogue)
    with pytest.raises(ValidationError) as refused:
        application.withdraw(by=li)
    assert refused.value.code == "closed"


def test_starting_twice_gives_the_same_draft(client, project, organisation, li):
    client.force_login(li)
    first, second = (client.post(f"/applications/start/{project.pk}/") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1


def test_outside_the_window_nothing_is_started(client, project, organisation, li):
    factories.close(project.catalogue)
    client.force_login(li)
    assert "不在申报时间内" in client.post(f"/applications/start/{project.pk}/", follow=True).content.decode()
    assert not Application.objects.exists()


def test_who_has_no_organisation_is_led_to_registering_one(client, project, stranger):
    client.force_login(stranger)
    response = client.post(f"/applications/start/{project.pk}/")
    assert response["Location"] == "/organisations/register/"


def test_who_acts_for_several_is_asked_for_which(client, project, organisation, li):
    second = factories.make_organisation(li)
    client.force_login(li)
    page = client.post(f"/applications/start/{project.pk}/").content.decode()
    assert second.name in page
    client.post(f"/applications/start/{project.pk}/", {"organisation": second.pk})
    assert Application.objects.get().organisation == second


def test_nobody_starts_for_an_organisation_of_others(client, project, organisation, other_organisation, li):
    client.force_login(li)
    client.post(f"/applications/start/{project.pk}/", {"organisation": other_organisation.pk})
    assert not Application.objects.exists()
    with pytest.raises(ValidationError):
        Application.objects.start(project=project, organisation=other_organisation, by=li)


def test_a_member_who_left_cannot_hand_in(application, li):
    li.memberships.update(active=False)
    li.__dict__.pop("organisation_ids", None)
    with pytest.raises(PermissionDenied):
        application.submit(by=li)
