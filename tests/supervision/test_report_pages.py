from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fulian import clock
from projects.codes import Code
from projects.models import Indicator
from supervision.models import Duty, Expense, ProgressReport
from tests import factories
from tests.queries import assert_constant_queries
from tests.supervision.records import make_activity, make_confirmed

WORDS = {"done": "开展阅读活动。", "problems": "", "help_needed": "", "next_plan": "继续开展。"}


@pytest.fixture(autouse=True)
def _october(db):
    """The third quarter of 2024 is just over."""
    with clock.travel(date(2024, 10, 2)):
        yield


@pytest.fixture
def agreement(department, organisation):
    project = factories.make_project(
        Code.PROGRESS_QUARTERLY,
        department=department,
        starts_on=date(2024, 4, 1),
        ends_on=date(2024, 12, 31),
    )
    Indicator.objects.create(
        project=project, ordinal=3, name="参加人次", value=100, unit="人次", tally="headcount"
    )
    Indicator.objects.create(project=project, ordinal=4, name="社会影响", comparator="定性")
    return factories.make_agreement(project=project, organisation=organisation, signed_on=date(2024, 4, 1))


@pytest.fixture
def duty(agreement):
    return agreement.duties.get(title__startswith="2024年第三季度")


@pytest.fixture
def report(duty, li):
    return ProgressReport.objects.start(duty, by=li)


@pytest.fixture
def handed_in(report, li):
    report.edit(by=li, **WORDS)
    report.submit(by=li)
    return report


def on(day):
    return clock.at(day, 9)


def url(name, record):
    return reverse(f"supervision:{name}", args=[record.pk])


def figures(report) -> dict:
    return {row.indicator.name: row.actual for row in report.indicators.select_related("indicator")}


def spend(agreement, day, amount):
    Expense.objects.create(
        agreement=agreement,
        budget_line=agreement.application.budget.first(),
        paid_on=day,
        item="物料",
        payee="某店",
        amount=Decimal(amount),
    )


def test_the_figures_are_those_of_the_period(agreement, duty, li, wang):
    for day, people in [
        (date(2024, 6, 30), 7),
        (date(2024, 7, 1), 20),
        (date(2024, 9, 30), 22),
        (date(2024, 10, 1), 50),
    ]:
        make_confirmed(agreement, li, wang, starts_at=on(day), attendance=people, women=0, children=0)
    for day, amount in [
        (date(2024, 6, 30), "100.00"),
        (date(2024, 7, 1), "20.50"),
        (date(2024, 9, 30), "3.00"),
        (date(2024, 10, 1), "999.00"),
    ]:
        spend(agreement, day, amount)
    report = ProgressReport.objects.start(duty, by=li)
    assert (report.activities_count, report.headcount) == (2, 42)
    assert (report.spent, report.spent_total) == (Decimal("23.50"), Decimal("123.50"))
    known = figures(report)
    assert (known["开展活动"], known["参加人次"]) == (
        3,
        49,
    )  # promised for the whole term: counted to the end
    assert known["宣传报道"] is None


def test_what_is_only_planned_or_cancelled_is_not_counted(agreement, duty, li):
    make_activity(agreement, li, starts_at=on(date(2024, 8, 1)))
    make_activity(agreement, li, starts_at=on(date(2024, 8, 2))).cancel(by=li, reason="雨")
    recorded = make_activity(agreement, li, starts_at=on(date(2024, 8, 3)))
    recorded.record(by=li)
    report = ProgressReport.objects.start(duty, by=li)
    assert list(report.held()) == [recorded]
    assert report.activities_count == 1


def test_midnight_in_shanghai_decides_the_period(agreement, duty, li, wang):
    late = datetime(2024, 6, 30, 16, 30, tzinfo=clock.now().tzinfo)  # 1 July, 00:30 in Shanghai
    make_confirmed(agreement, li, wang, starts_at=late)
    assert ProgressReport.objects.start(duty, by=li).activities_count == 1


def test_it_is_opened_from_its_duty_once(client, duty, li):
    client.force_login(li)
    first = client.post(url("report_start", duty))
    second = client.post(url("report_start", duty))
    assert first.url == second.url == url("report_edit", duty.report)


def test_only_its_owner_opens_it(client, duty, wang):
    client.force_login(wang)
    client.post(url("report_start", duty))
    assert not ProgressReport.objects.exists()


def test_a_waived_duty_needs_no_report(duty, li, head):
    duty.waive(by=head, reason="免")
    with pytest.raises(ValidationError) as refusal:
        ProgressReport.objects.start(duty, by=li)
    assert refusal.value.code == "done"


def test_a_duty_of_another_kind_opens_none(agreement, li):
    other = agreement.duties.filter(code="PAYMENT").first()
    with pytest.raises(ValidationError) as refusal:
        ProgressReport.objects.start(other, by=li)
    assert refusal.value.code == "not_yours"


def test_words_and_reported_figures_are_saved_counted_ones_are_not_asked(client, report, li):
    client.force_login(li)
    row = report.indicators.get(indicator__name="宣传报道")
    counted = report.indicators.get(indicator__name="开展活动")
    page = client.get(url("report_edit", report)).content.decode()
    assert f"actual_{row.pk}" in page
    assert f"actual_{counted.pk}" not in page
    client.post(url("report_edit", report), WORDS | {f"actual_{row.pk}": "2", f"actual_{counted.pk}": "99"})
    report.refresh_from_db()
    assert report.done == "开展阅读活动。"
    assert (figures(report)["宣传报道"], figures(report)["开展活动"]) == (2, 0)


def test_nothing_typed_is_lost_when_a_figure_is_wrong(client, report, li):
    client.force_login(li)
    row = report.indicators.get(indicator__name="宣传报道")
    page = client.post(url("report_edit", report), WORDS | {f"actual_{row.pk}": "-2"}).content.decode()
    assert "开展阅读活动。" in page
    assert "没有保存" in page
    report.refresh_from_db()
    assert report.done == ""


def test_it_is_handed_in_with_its_duty(client, report, duty, li, wang):
    client.force_login(li)
    client.post(url("report_edit", report), WORDS)
    client.post(url("report_submit", report))
    report.refresh_from_db()
    duty.refresh_from_db()
    assert (report.state, duty.state) == ("submitted", "submitted")
    assert wang.inbox.count() == 1


def test_an_empty_report_is_refused(client, report, duty, li):
    client.force_login(li)
    page = client.post(url("report_submit", report), follow=True).content.decode()
    assert "请填写“本期工作开展情况”和“下一步计划”。" in page
    duty.refresh_from_db()
    assert duty.state == "pending"


def test_it_is_too_early_before_the_last_month(report, li):
    report.edit(by=li, **WORDS)
    with clock.travel(date(2024, 8, 31)), pytest.raises(ValidationError) as refusal:
        report.submit(by=li)
    assert refusal.value.code == "early"
    with clock.travel(date(2024, 9, 1)):
        report.submit(by=li)


def test_accepting_it_meets_the_duty_and_its_figures_count(client, report, duty, li, wang, agreement):
    row = report.indicators.get(indicator__name="宣传报道")
    report.edit(by=li, actuals={row.pk: Decimal(2)}, **WORDS)
    report.submit(by=li)
    client.force_login(wang)
    client.post(url("report_accept", report))
    duty.refresh_from_db()
    assert duty.state == "met"
    page = client.get(url("project", agreement)).content.decode()
    assert "2篇" in page
    following = agreement.duties.get(title__startswith="2024年第四季度")
    assert figures(ProgressReport.objects.start(following, by=li))["宣传报道"] == 2


def test_a_returned_report_gives_the_duty_back(client, handed_in, duty, li, wang):
    client.force_login(wang)
    client.post(url("report_return", handed_in), {"reason": "请补充问题"})
    handed_in.refresh_from_db()
    duty.refresh_from_db()
    assert (handed_in.state, duty.state) == ("returned", "pending")
    handed_in.submit(by=li)
    duty.refresh_from_db()
    assert duty.state == "submitted"


def test_its_duty_is_not_accepted_or_returned_without_it(handed_in, duty, wang):
    for step in (lambda: duty.accept(by=wang), lambda: duty.return_(by=wang, reason="不")):
        with pytest.raises(ValidationError) as refusal:
            step()
        assert refusal.value.code == "settled_by_record"


def test_a_report_whose_duty_was_waived_can_still_be_accepted(handed_in, duty, wang, head):
    duty.waive(by=head, reason="免")
    handed_in.accept(by=wang)
    assert Duty.objects.get(pk=duty.pk).state == "waived"


def test_the_figures_stand_still_once_it_is_handed_in(agreement, handed_in, li, wang):
    make_confirmed(agreement, li, wang, starts_at=on(date(2024, 9, 1)))
    handed_in.refresh_from_db()
    assert handed_in.activities_count == 0


def test_a_draft_is_the_contractors_own(client, report, li, wang, leader, rival, other_organisation):
    for person, status in [(li, 200), (wang, 404), (leader, 404), (rival, 404)]:
        client.force_login(person)
        assert client.get(url("report_detail", report)).status_code == status
    client.force_login(wang)
    assert "尚未报送" in client.get(url("report_index", report.agreement)).content.decode()


def test_what_was_handed_in_is_seen_by_those_who_follow(
    client, handed_in, wang, leader, rival, other_organisation
):
    for person, status in [(wang, 200), (leader, 200), (rival, 404)]:
        client.force_login(person)
        assert client.get(url("report_detail", handed_in)).status_code == status


def test_the_list_costs_the_same_however_long(client, agreement, duty, li):
    client.force_login(li)

    def add():
        copy = Duty.objects.get(pk=duty.pk)
        copy.pk = None
        copy.due_on += timedelta(days=1)
        copy.save()
        ProgressReport.objects.start(copy, by=li)

    assert_constant_queries(client, url("report_index", agreement), add)
