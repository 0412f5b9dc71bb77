import io
from decimal import Decimal

import pikepdf
import pytest
from django.urls import reverse

from fulian import clock
from supervision.evidence import grouped, percent_done, positions
from supervision.models import CloseOut
from supervision.suggestions import suggested
from tests import factories
from tests.supervision.closing import REPORT, VERDICT, make_accepted, make_running, prepare, spend
from tests.supervision.records import make_confirmed


@pytest.fixture
def running(department, organisation):
    return make_running(department, organisation)


@pytest.fixture
def closeout(running, li):
    return CloseOut.objects.open_for(running, by=li)


def url(name, record):
    return reverse(f"supervision:{name}", args=[record.pk])


def test_the_contractor_opens_it_and_fills_in_the_report(client, running, li):
    client.force_login(li)
    assert client.post(url("closeout_open", running)).url == running.closeout.get_absolute_url()
    client.post(url("closeout_edit", running.closeout), REPORT)
    page = client.get(running.closeout.get_absolute_url()).content.decode()
    assert "服务妇女二百余人次。" in page
    assert "请上传“专项资金审计报告”的文件。" in page


def test_who_may_not_open_it_reads_why(client, running, wang):
    client.force_login(wang)
    response = client.post(url("closeout_open", running), follow=True)
    assert "只有实施中的项目可以由承接单位准备结项。" in response.content.decode()


def test_it_says_for_each_duty_what_is_there(running, closeout, li, wang):
    make_confirmed(running, li, wang)
    spend(running, li)
    running.duties.get(code="AUDIT_REPORT").attach(factories.make_pdf("审计报告.pdf"), by=li)
    rows = {row.duty.code: row for row in positions(closeout)}
    labels = {code: [found.label for found in row.found] for code, row in rows.items()}
    assert labels["ACTIVITY_EVIDENCE_SET"] == ["活动1场，已确认1场"]
    assert labels["SEPARATE_LEDGER"] == ["支出1笔，共1,000.00元，待核对1笔"]
    assert labels["AUDIT_REPORT"] == ["审计报告.pdf"]
    assert labels["FINAL_REPORT"] == ["结项报告（还缺4部分）"]
    assert rows["AUDIT_REPORT"].missing == []
    assert rows["SEPARATE_LEDGER"].missing == ["还有1笔支出未经核对。"]
    assert "HANDOVER_FINANCE_DOCS" not in rows


def test_reports_and_inspections_are_linked(department, organisation, li, wang):
    running = make_running(department, organisation, "PROGRESS_QUARTERLY", "SUPERVISE_QUARTERLY")
    closeout = CloseOut.objects.open_for(running, by=li)
    groups = dict(grouped(positions(closeout)))
    assert list(groups) == ["承接单位", "牵头部室"]
    assert all(row.holds_up for row in groups["承接单位"])
    assert not any(row.holds_up for row in groups["牵头部室"])


def test_the_percentage_counts_what_is_done(running, closeout):
    assert percent_done(positions(closeout)) == 0
    running.duties.filter(code__in=["AUDIT_REPORT", "IP_OWNERSHIP"]).update(state="met")
    assert percent_done(positions(closeout)) == 100 * 2 // 7
    assert percent_done([]) == 100


def test_a_package_is_submitted_returned_and_accepted(client, running, li, wang, head):
    closeout = prepare(running, li, wang)
    client.force_login(li)
    client.post(url("closeout_submit", closeout))
    client.force_login(wang)
    client.post(url("closeout_return", closeout), {"reason": "请补充媒体报道"})
    client.force_login(li)
    assert "请补充媒体报道" in client.get(closeout.get_absolute_url()).content.decode()
    client.post(url("closeout_submit", closeout))
    client.force_login(head)
    assert client.get(url("closeout_accept", closeout)).context["form"]["records"].value() == Decimal(15)
    client.post(url("closeout_accept", closeout), VERDICT | {"held_on": clock.today(), "verdict": "agree"})
    page = client.get(closeout.get_absolute_url()).content.decode()
    assert "验收结论：92.0 分，优秀，同意结项" in page


def test_an_incomplete_package_reads_what_is_missing(client, closeout, li):
    client.force_login(li)
    page = client.post(url("closeout_submit", closeout), follow=True).content.decode()
    assert "任务“第三方绩效评估报告”尚未提交。" in page


def test_a_refused_acceptance_keeps_what_was_typed(client, running, li, wang, head):
    closeout = prepare(running, li, wang)
    closeout.submit(by=li)
    running.duties.filter(code="AUDIT_REPORT").update(state="submitted")
    client.force_login(head)
    fields = VERDICT | {"held_on": clock.today(), "verdict": "agree"}
    page = client.post(url("closeout_accept", closeout), fields).content.decode()
    assert "任务“专项资金审计报告”尚未确认完成。" in page
    assert "活动实用，希望继续开展。" in page


def test_a_return_needs_its_reason(client, running, li, wang):
    closeout = prepare(running, li, wang)
    closeout.submit(by=li)
    client.force_login(wang)
    client.post(url("closeout_return", closeout))
    closeout.refresh_from_db()
    assert closeout.state == "submitted"


@pytest.mark.parametrize("name", ["closeout_edit", "closeout_accept"])
def test_a_form_that_is_not_theirs_leads_back(client, closeout, wang, name):
    client.force_login(wang)
    assert client.get(url(name, closeout)).url == closeout.get_absolute_url()


@pytest.mark.parametrize("person", ["rival", "keeper", "stranger"])
def test_others_do_not_find_it(client, closeout, request, other_organisation, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(closeout.get_absolute_url()).status_code == 404


def test_the_portal_suggests_scores_with_reasons(running, li, wang):
    make_confirmed(running, li, wang)
    spend(running, li, "2000", method="cash")
    running.duties.filter(owner="contractor").update(state="pending")
    running.duties.filter(code__in=["AUDIT_REPORT", "FINAL_REPORT"]).update(state="met")
    found = suggested(running)
    assert found["goals"] == (Decimal(10), "系统建议：可量化指标2项，平均完成25%。")  # 1 of 2, nothing of 3
    assert found["finance"][0] == 18
    assert "现金支付超过1000元" in found["finance"][1]
    assert found["records"] == (Decimal(4), "系统建议：承接单位任务8项，已完成2项。")  # 3.75 to the half


def test_where_nothing_counts_the_panel_judges(department, organisation):
    running = make_running(department, organisation, "LUMP_SUM")
    running.project.indicators.all().delete()
    found = suggested(running)
    assert (found["goals"][0], found["records"][0], found["finance"][0]) == (None, None, 20)


def test_the_verdict_prints_as_pdf(client, department, organisation, li, wang, head):
    agreement = make_accepted(department, organisation, li, wang, head)
    client.force_login(li)
    response = client.get(url("closeout_pdf", agreement.closeout))
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert 1 <= len(pdf.pages) <= 3


def test_there_is_no_verdict_to_print_before(client, closeout, li):
    client.force_login(li)
    assert client.get(url("closeout_pdf", closeout)).status_code == 404


def test_the_book_is_built_and_attached_to_its_duty(client, running, closeout, li, wang):
    make_confirmed(running, li, wang, photos=7)
    client.force_login(li)
    client.post(url("closeout_book", closeout))
    stored = running.duties.get(code="COMPILATION_BOOK").files.get()
    with stored.content.open("rb") as content, pikepdf.open(content) as pdf:
        assert len(pdf.pages) >= 7  # cover, contents, project, agreement, activity, money, duties
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
    assert len(links) >= 5  # the contents lead to their pages


def test_the_book_is_the_contractors_and_only_while_its_duty_is_open(client, running, closeout, li, wang):
    duty = running.duties.get(code="COMPILATION_BOOK")
    client.force_login(wang)
    client.post(url("closeout_book", closeout))
    type(duty).objects.filter(pk=duty.pk).update(state="met")
    client.force_login(li)
    page = client.post(url("closeout_book", closeout), follow=True).content.decode()
    assert "没有待完成的“资料汇编”任务可以附上。" in page
    assert not duty.files.exists()
