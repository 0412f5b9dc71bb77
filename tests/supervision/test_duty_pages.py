from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fulian import clock
from projects.codes import Code
from supervision.models import Duty
from supervision.obligations import Gate, Owner
from tests import factories
from tests.queries import assert_constant_queries

ALL = [
    Code.PROGRESS_QUARTERLY,
    Code.SUPERVISE_QUARTERLY,
    Code.FUND_COMPLIANCE,
    Code.AUDIT_REPORT,
    Code.MGMT_ARCHIVE,
    Code.ACTIVITY_EVIDENCE_SET,
    Code.SEPARATE_LEDGER,
    Code.COMPILATION_BOOK,
]


@pytest.fixture
def agreement(department, organisation):
    project = factories.make_project(*ALL, department=department)
    return factories.make_agreement(project=project, organisation=organisation)


@pytest.fixture
def audit(agreement):
    return agreement.duties.get(code=Code.AUDIT_REPORT)


def url(name, record):
    return reverse(f"supervision:{name}", args=[record.pk])


def listed(client, query=""):
    return list(client.get(reverse("supervision:duty_index") + query).context["page"])


def test_a_contractor_finds_its_own_duties_and_nobody_elses(client, agreement, li, rival, other_organisation):
    client.force_login(li)
    assert {duty.owner for duty in listed(client)} == {Owner.CONTRACTOR}
    client.force_login(rival)
    assert listed(client) == []


def test_an_officer_follows_the_department_and_its_contractors(client, agreement, wang, keeper):
    client.force_login(wang)
    assert {duty.owner for duty in listed(client)} == {Owner.CONTRACTOR, Owner.DEPARTMENT}
    client.force_login(keeper)
    assert listed(client) == []


def test_finance_finds_its_own_and_an_observer_all(client, agreement, finance, observer):
    client.force_login(finance)
    assert {duty.owner for duty in listed(client)} == {Owner.FINANCE}
    client.force_login(observer)
    assert {duty.owner for duty in listed(client)} == set(Owner)


def test_the_list_of_one_project_shows_everybodys_duties(client, agreement, li):
    client.force_login(li)
    assert {duty.owner for duty in listed(client, f"?agreement={agreement.pk}")} == set(Owner)


def test_a_strangers_project_in_the_address_narrows_nothing_and_shows_nothing(client, agreement, rival):
    client.force_login(rival)
    assert listed(client, f"?agreement={agreement.pk}") == []


@pytest.mark.parametrize(("days", "light"), [(-1, "red"), (0, "amber"), (7, "amber"), (8, "green")])
def test_the_lights_of_the_list_are_those_of_the_duty(client, audit, li, days, light):
    audit.due_on = clock.today() + timedelta(days=days)
    audit.save()
    client.force_login(li)
    for colour in ("red", "amber", "green"):
        assert (audit in listed(client, f"?light={colour}")) == (colour == light == audit.light)


def test_a_waived_duty_shows_no_light(client, audit, li, head):
    audit.waive(by=head, reason="免")
    client.force_login(li)
    assert audit not in listed(client, "?light=green")
    assert audit in listed(client, "?state=waived")
    assert audit not in listed(client, "?state=undone")


def test_nonsense_in_the_filters_is_left_out(client, audit, li):
    client.force_login(li)
    assert audit in listed(client, "?owner=x&state=y&light=z&agreement=999&page=77")


def test_the_list_costs_the_same_however_long(client, agreement, li, department, organisation):
    client.force_login(li)

    def add():
        project = factories.make_project(*ALL, department=department)
        made = factories.make_agreement(project=project, organisation=organisation)
        made.duties.get(code=Code.AUDIT_REPORT).attach(factories.make_pdf(), by=li)

    assert_constant_queries(client, reverse("supervision:duty_index"), add)


def test_the_project_page_costs_the_same_however_many_duties(client, agreement, li):
    client.force_login(li)
    first = agreement.duties.get(code=Code.AUDIT_REPORT)

    def add():
        Duty.objects.create(
            **{
                name: getattr(first, name)
                for name in ("agreement", "code", "owner", "evidence", "starts_on", "ends_on", "due_on")
            },
            title="再一项",
        )

    assert_constant_queries(client, reverse("supervision:project", args=[agreement.pk]), add)


def test_the_page_cites_the_clause_and_says_what_is_missing(client, audit, li):
    client.force_login(li)
    page = client.get(url("duty_detail", audit)).content.decode()
    assert f"相关要求第{audit.clauses[0]}条：专项资金审计报告" in page
    assert "请上传“专项资金审计报告”的文件。" in page
    assert "影响验收" in page


def test_a_duty_of_another_project_is_not_found(client, audit, rival, other_organisation):
    client.force_login(rival)
    for name in ("duty_detail", "duty_submit", "duty_attach"):
        assert client.post(url(name, audit)).status_code == 404


def test_attach_submit_accept(client, audit, li, wang):
    client.force_login(li)
    client.post(url("duty_attach", audit), {"files": [factories.make_pdf(), factories.make_photo()]})
    assert audit.files.count() == 2
    client.post(url("duty_submit", audit), {"statement": "详见附件。"})
    audit.refresh_from_db()
    assert (audit.state, audit.statement) == ("submitted", "详见附件。")
    assert wang.inbox.filter(subject__contains="专项资金审计报告").count() == 1
    client.force_login(wang)
    client.post(url("duty_accept", audit))
    audit.refresh_from_db()
    assert audit.state == "met"


def test_an_empty_hand_is_refused_with_a_sentence(client, audit, li):
    client.force_login(li)
    page = client.post(url("duty_submit", audit), follow=True).content.decode()
    assert "请上传“专项资金审计报告”的文件。" in page
    audit.refresh_from_db()
    assert audit.state == "pending"


def test_one_bad_file_does_not_stop_the_good_one(client, audit, li):
    client.force_login(li)
    bad = factories.make_pdf("病毒.exe")
    page = client.post(
        url("duty_attach", audit), {"files": [bad, factories.make_pdf()]}, follow=True
    ).content.decode()
    assert audit.files.count() == 1
    assert "病毒.exe" in page
    assert "已上传 1 个文件。" in page


def test_no_file_is_a_message(client, audit, li):
    client.force_login(li)
    assert "请先选择文件。" in client.post(url("duty_attach", audit), follow=True).content.decode()


def test_a_return_needs_a_reason_and_reaches_the_contractor(client, audit, li, wang):
    audit.attach(factories.make_pdf(), by=li)
    audit.submit(by=li)
    client.force_login(wang)
    client.post(url("duty_return", audit), {"reason": " "})
    audit.refresh_from_db()
    assert audit.state == "submitted"
    client.post(url("duty_return", audit), {"reason": "缺少签章"})
    audit.refresh_from_db()
    assert audit.state == "pending"
    assert li.inbox.filter(body="缺少签章").exists()


def test_the_head_waives_with_a_reason_that_stays_in_the_history(client, audit, head):
    client.force_login(head)
    client.post(url("duty_waive", audit), {"reason": "项目规模小"})
    audit.refresh_from_db()
    assert audit.state == "waived"
    assert "项目规模小" in client.get(url("duty_detail", audit)).content.decode()


@pytest.mark.parametrize("code", ALL)
@pytest.mark.parametrize("person", ["li", "wang", "finance", "head", "observer"])
def test_every_kind_of_duty_has_its_page(client, agreement, request, code, person):
    client.force_login(request.getfixturevalue(person))
    duty = agreement.duties.filter(code=code).first()
    assert duty.title in client.get(url("duty_detail", duty)).content.decode()


def test_a_payment_duty_leads_to_its_instalment(client, agreement, finance):
    client.force_login(finance)
    duty = agreement.duties.filter(code="PAYMENT").first()
    assert duty.instalment.get_absolute_url() in client.get(url("duty_detail", duty)).content.decode()


def test_what_a_record_settles_is_not_accepted_by_hand(agreement, wang):
    duty = agreement.duties.filter(code=Code.SUPERVISE_QUARTERLY).first()
    Duty.objects.filter(pk=duty.pk).update(state="submitted")
    with pytest.raises(ValidationError) as refusal:
        duty.accept(by=wang)
    assert refusal.value.code == "settled_by_record"


def test_duties_know_what_they_hold_up(agreement):
    gates = dict(agreement.duties.values_list("code", "gate"))
    assert gates[Code.PROGRESS_QUARTERLY] == Gate.INSTALMENT
    assert gates[Code.AUDIT_REPORT] == Gate.ACCEPTANCE


def test_the_project_page_shows_lights_tabs_and_what_waits(client, agreement, audit, li):
    audit.due_on = clock.today() - timedelta(days=1)
    audit.save()
    client.force_login(li)
    page = client.get(reverse("supervision:project", args=[agreement.pk])).content.decode()
    assert "已逾期 1 项" in page
    assert "等您办理" in page
    assert "准备结项" in page
    assert "开展活动" in page


def test_an_unsigned_project_has_no_page(client, organisation, li):
    agreement = factories.make_agreement(organisation=organisation, signed=False, state="drafted")
    client.force_login(li)
    assert client.get(reverse("supervision:project", args=[agreement.pk])).status_code == 404


def test_the_project_page_of_others_is_not_found(client, agreement, rival, stranger, keeper, expert):
    for person in (rival, stranger, keeper, expert):
        client.force_login(person)
        assert client.get(reverse("supervision:project", args=[agreement.pk])).status_code == 404
