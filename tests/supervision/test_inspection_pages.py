from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fulian import clock
from fulian.documents.pdf import count_pages
from projects.codes import Code
from supervision.documents.inspection import inspection_pdf
from supervision.models import Finding, Inspection
from tests import factories
from tests.queries import assert_constant_queries
from tests.supervision.records import WORDS, make_inspection


@pytest.fixture
def agreement(department, organisation):
    project = factories.make_project(Code.SUPERVISE_QUARTERLY, department=department)
    return factories.make_agreement(project=project, organisation=organisation)


@pytest.fixture
def duty(agreement):
    return agreement.duties.for_inspection().first()


@pytest.fixture
def inspection(agreement, duty, wang):
    return make_inspection(agreement, wang, duty=duty, findings=["签到表不全"])


@pytest.fixture
def finding(inspection, wang):
    inspection.record(by=wang)
    return inspection.findings.get()


def url(name, record):
    return reverse(f"supervision:{name}", args=[record.pk])


def edit_data(inspection, findings=(), **fields):
    """What the browser posts: the record, the eight items, the rows of findings."""
    items = list(inspection.items.all())
    data = {
        "held_on": f"{inspection.held_on:%Y-%m-%d}",
        "manner": "on_site",
        "supervisors": "王经办",
        "present": "陈某（负责人）",
        **WORDS,
        "items-TOTAL_FORMS": len(items),
        "items-INITIAL_FORMS": len(items),
        "findings-TOTAL_FORMS": len(findings) + 1,
        "findings-INITIAL_FORMS": 0,
        f"findings-{len(findings)}-severity": "minor",
    }
    for n, item in enumerate(items):
        data |= {f"items-{n}-id": item.pk, f"items-{n}-score": 5 - n % 3, f"items-{n}-note": "好"}
    for n, row in enumerate(findings):
        data |= {f"findings-{n}-{name}": value for name, value in row.items()}
    return data | fields


def test_an_inspection_is_opened_for_a_duty_with_its_eight_items(client, agreement, duty, wang):
    client.force_login(wang)
    page = client.get(url("inspection_create", agreement) + f"?duty={duty.pk}").content.decode()
    assert f'value="{duty.pk}" selected' in page
    data = {"duty": duty.pk, "held_on": clock.today(), "manner": "on_site", "supervisors": "王经办"}
    response = client.post(url("inspection_create", agreement), data)
    inspection = Inspection.objects.get()
    assert response.url == url("inspection_edit", inspection)
    assert inspection.duty == duty
    assert inspection.items.count() == 8


def test_one_without_a_duty_is_possible(client, agreement, wang):
    client.force_login(wang)
    data = {"duty": "", "held_on": clock.today(), "manner": "phone", "supervisors": "王经办"}
    client.post(url("inspection_create", agreement), data)
    assert Inspection.objects.get().duty is None


def test_a_duty_of_another_project_cannot_be_chosen(client, agreement, wang, department):
    project = factories.make_project(Code.SUPERVISE_QUARTERLY, department=department)
    other = factories.make_agreement(project=project).duties.for_inspection().first()
    client.force_login(wang)
    data = {"duty": other.pk, "held_on": clock.today(), "manner": "phone", "supervisors": "王经办"}
    assert client.post(url("inspection_create", agreement), data).status_code == 200
    with pytest.raises(ValidationError) as refusal:
        Inspection.objects.plan(agreement, by=wang, duty=other, held_on=clock.today(), supervisors="王")
    assert refusal.value.code == "duty"


@pytest.mark.parametrize("person", ["li", "head", "leader", "finance"])
def test_only_the_departments_officers_inspect(client, agreement, request, person):
    client.force_login(request.getfixturevalue(person))
    data = {"duty": "", "held_on": clock.today(), "manner": "phone", "supervisors": "我"}
    client.post(url("inspection_create", agreement), data)
    assert not Inspection.objects.exists()


def test_the_record_is_filled_in_with_scores_and_findings(client, agreement, wang):
    inspection = Inspection.objects.plan(agreement, by=wang, held_on=clock.today(), supervisors="王经办")
    client.force_login(wang)
    due_on = f"{clock.today() + timedelta(days=10):%Y-%m-%d}"
    rows = [
        {"description": "签到表不全", "severity": "minor", "due_on": due_on},
        {"description": "横幅未标明", "severity": "major", "due_on": due_on},
    ]
    client.post(url("inspection_edit", inspection), edit_data(inspection, rows))
    assert [item.score for item in inspection.items.all()] == [5, 4, 3, 5, 4, 3, 5, 4]
    assert [finding.description for finding in inspection.findings.all()] == ["签到表不全", "横幅未标明"]
    page = client.get(url("inspection_edit", inspection)).content.decode()
    assert "横幅未标明" in page
    assert Inspection.objects.get(pk=inspection.pk).gaps() == []


def test_rows_are_replaced_and_removed(client, inspection, wang):
    client.force_login(wang)
    row = {"description": "签到表不全", "severity": "minor", "due_on": "2099-01-01", "DELETE": "on"}
    client.post(url("inspection_edit", inspection), edit_data(inspection, [row]))
    assert not inspection.findings.exists()


def test_a_finding_without_a_deadline_is_asked_for_and_nothing_is_lost(client, inspection, wang):
    client.force_login(wang)
    row = {"description": "缺少台账", "severity": "grave", "due_on": ""}
    page = client.post(
        url("inspection_edit", inspection), edit_data(inspection, [row], suggestions="改进")
    ).content.decode()
    assert "缺少台账" in page
    assert "改进" in page
    assert "这个字段是必填项。" in page
    assert [finding.description for finding in inspection.findings.all()] == ["签到表不全"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"documents": ""}, "“检查资料”尚未填写。"),
        ({"progress": ""}, "“进度与计划对比”尚未填写。"),
        ({"conclusion": ""}, "“督导结论”尚未填写。"),
        ({"conclusion": "rectify", "findings": []}, "结论为整改或暂停时，请至少登记一个问题和整改期限。"),
    ],
)
def test_an_incomplete_record_is_refused(client, inspection, duty, wang, fields, message):
    inspection.edit(by=wang, **fields)
    client.force_login(wang)
    page = client.post(url("inspection_record", inspection), follow=True).content.decode()
    assert message in page
    duty.refresh_from_db()
    assert duty.state == "pending"


def test_all_eight_items_must_be_scored(inspection, wang):
    item = inspection.items.first()
    inspection.edit(by=wang, items={item.pk: (None, "")})
    assert inspection.gaps() == ["分项评价还有未打分的项目。"]


def test_a_deadline_before_the_inspection_is_refused(inspection, wang):
    row = {"description": "x", "severity": "minor", "due_on": clock.today() - timedelta(days=1)}
    inspection.edit(by=wang, findings=[row])
    assert inspection.gaps() == ["整改期限不能早于督导日期。"]


def test_an_inspection_of_tomorrow_is_not_recorded_today(agreement, wang):
    inspection = make_inspection(agreement, wang, held_on=clock.today() + timedelta(days=1))
    with pytest.raises(ValidationError) as refusal:
        inspection.record(by=wang)
    assert refusal.value.code == "future"


def test_recorded_and_acknowledged_it_meets_the_departments_duty(client, inspection, duty, li, wang):
    client.force_login(wang)
    client.post(url("inspection_record", inspection))
    duty.refresh_from_db()
    assert duty.state == "submitted"
    assert li.inbox.filter(subject__startswith="请确认督导记录").exists()
    client.force_login(li)
    client.post(url("inspection_acknowledge", inspection), {"reply": ""})
    duty.refresh_from_db()
    assert duty.state == "submitted"
    client.post(url("inspection_acknowledge", inspection), {"reply": "无异议"})
    inspection.refresh_from_db()
    duty.refresh_from_db()
    assert (inspection.state, inspection.reply, duty.state) == ("acknowledged", "无异议", "met")


def test_a_blank_reply_is_no_signature(inspection, li, wang):
    inspection.record(by=wang)
    with pytest.raises(ValidationError) as refusal:
        inspection.acknowledge(by=li, reply="  ")
    assert refusal.value.code == "incomplete"


def test_a_finding_blocks_closing_until_it_is_fixed(client, inspection, finding, li, wang):
    inspection.refresh_from_db()
    inspection.acknowledge(by=li, reply="无异议")
    client.force_login(wang)
    page = client.post(url("inspection_close", inspection), follow=True).content.decode()
    assert "还有问题没有整改到位，不能办结。" in page
    client.force_login(li)
    data = {"text": "已补齐签到表。", "files": [factories.make_photo()]}
    client.post(url("finding_answer", finding), data)
    finding.refresh_from_db()
    assert (finding.state, finding.files.count()) == ("answered", 1)
    client.force_login(wang)
    client.post(url("finding_reject", finding), {"recheck": ""})
    finding.refresh_from_db()
    assert finding.state == "answered"
    client.post(url("finding_reject", finding), {"recheck": "仍缺第二场"})
    finding.refresh_from_db()
    assert (finding.state, finding.recheck) == ("not_fixed", "仍缺第二场")
    client.post(url("inspection_close", inspection))
    inspection.refresh_from_db()
    assert inspection.state == "acknowledged"
    finding.answer(by=li, text="全部补齐。")
    client.post(url("finding_fix", finding), {"recheck": "已核实"})
    client.post(url("inspection_close", inspection))
    inspection.refresh_from_db()
    assert inspection.state == "closed"


def test_an_answer_says_what_was_done(client, finding, li):
    client.force_login(li)
    client.post(url("finding_answer", finding), {"text": " "})
    with pytest.raises(ValidationError):
        finding.answer(by=li, text=" ")
    finding.refresh_from_db()
    assert finding.state == "open"


def test_a_refused_file_leaves_the_finding_unanswered(client, finding, li):
    client.force_login(li)
    data = {"text": "已整改。", "files": [factories.make_photo(), factories.make_pdf("病毒.exe")]}
    assert "病毒.exe" in client.post(url("finding_answer", finding), data, follow=True).content.decode()
    finding.refresh_from_db()
    assert (finding.state, finding.files.count()) == ("open", 0)


def test_the_contractor_sees_it_once_it_is_recorded(client, inspection, li, wang, rival, other_organisation):
    client.force_login(li)
    assert client.get(url("inspection_detail", inspection)).status_code == 404
    assert client.get(url("inspection_pdf", inspection)).status_code == 404
    assert client.post(url("finding_answer", inspection.findings.get())).status_code == 404
    assert list(client.get(url("inspection_index", inspection.agreement)).context["page"]) == []
    inspection.record(by=wang)
    assert client.get(url("inspection_detail", inspection)).status_code == 200
    client.force_login(rival)
    for name in ("inspection_detail", "inspection_pdf", "inspection_acknowledge"):
        assert client.post(url(name, inspection)).status_code == 404
    assert client.post(url("finding_answer", inspection.findings.get())).status_code == 404


def test_a_recorded_inspection_is_not_edited_in_another_tab(client, inspection, wang):
    client.force_login(wang)
    data = edit_data(inspection, documents="改写")
    inspection.record(by=wang)
    assert client.post(url("inspection_edit", inspection), data).status_code == 302
    assert Inspection.objects.get(pk=inspection.pk).documents == "资料齐全。"


def test_photos_are_kept_and_printed(client, inspection, wang):
    client.force_login(wang)
    photos = [factories.make_photo("甲.jpg"), factories.make_photo("乙.jpg", "green")]
    client.post(url("inspection_attach", inspection), {"files": photos})
    assert inspection.files.count() == 2
    inspection.record(by=wang)
    response = client.get(url("inspection_pdf", inspection))
    assert response["Content-Type"] == "application/pdf"
    with_photos = count_pages(response.content)
    inspection.files.all().delete()
    assert with_photos == count_pages(inspection_pdf(inspection)) + 1


def test_an_empty_record_can_be_printed_too(agreement, wang):
    bare = Inspection.objects.plan(agreement, by=wang, held_on=clock.today(), supervisors="王经办")
    assert inspection_pdf(bare).startswith(b"%PDF")


def test_an_overdue_finding_says_so(client, finding, li):
    client.force_login(li)
    Finding.objects.filter(pk=finding.pk).update(due_on=clock.today() - timedelta(days=1))
    assert "已逾期" in client.get(url("inspection_detail", finding.inspection)).content.decode()


def test_the_list_costs_the_same_however_long(client, agreement, wang):
    client.force_login(wang)
    assert_constant_queries(
        client,
        url("inspection_index", agreement),
        lambda: make_inspection(agreement, wang, findings=["甲", "乙"]),
    )


def test_the_page_costs_the_same_however_many_findings(client, inspection, wang):
    inspection.record(by=wang)
    client.force_login(wang)

    def add():
        Finding.objects.create(inspection=inspection, description="又一个", due_on=clock.today())

    assert_constant_queries(client, url("inspection_detail", inspection), add)
