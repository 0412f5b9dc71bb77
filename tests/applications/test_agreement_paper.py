"""The paper that is signed, in its two wordings."""

import io
from decimal import Decimal

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from applications.documents.agreement import agreement_context, agreement_pdf
from fulian.documents.pdf import count_pages
from projects.codes import Code
from projects.models.project import Track
from tests import factories

SECTIONS = [
    "双方信息",
    "项目内容",
    "项目期限",
    "项目金额与用途",
    "拨付方式",
    "权利和义务",
    "成果与知识产权",
    "宣传与署名",
    "个人信息与未成年人保护",
    "变更",
    "终止与资金追回",
    "结余资金",
    "争议解决",
    "附则",
    "附件一　项目目标与指标",
    "附件二　资金预算",
    "附件三　相关要求",
]


def make(track=Track.SERVICE, *codes, **fields):
    project = factories.make_project(*codes, track=track)
    return factories.make_agreement(project=project, signed=False, **fields)


def words(agreement) -> str:
    context = agreement_context(agreement) | {"federation_name": "自贡市妇女联合会"}
    return render_to_string("documents/agreement.html", context)


@pytest.mark.django_db
@pytest.mark.parametrize("track", Track)
def test_both_kinds_hold_every_section_in_order(track):
    text = words(make(track))
    places = [text.find(section) for section in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.django_db
def test_the_service_agreement_speaks_of_invoice_and_court():
    text = words(make(Track.SERVICE))
    assert "购买服务协议书" in text
    assert "发票" in text
    assert "人民法院" in text
    assert "违约责任" in text


@pytest.mark.django_db
def test_the_task_letter_is_handed_down_and_needs_no_invoice():
    text = words(make(Track.ASSIGNMENT))
    assert "项目任务书" in text
    assert "下达给责任单位" in text
    assert "无需开具发票" in text
    assert "人民法院" not in text
    assert "甲方" not in text
    assert "协议书" not in text


@pytest.mark.django_db
def test_the_sum_stands_in_capitals_and_the_instalments_add_up():
    text = words(make(amount=Decimal("67000.01")))
    assert "陆万柒仟元零壹分" in text
    for money in ("33,500.01", "26,800.00", "6,700.00", "67,000.01"):
        assert money in text


@pytest.mark.django_db
def test_the_clauses_change_what_it_says():
    plain, full = (
        words(make()),
        words(make(Track.SERVICE, Code.IP_OWNERSHIP, Code.BRAND_NAME, Code.AUDIT_REPORT)),
    )
    assert "由双方共有" in plain
    assert "成果归甲方所有" in full
    assert "以自贡市妇女联合会的名义" in full
    assert "专项资金审计报告" in full.split("附件三　")[0]


@pytest.mark.django_db
def test_a_sum_other_than_asked_for_asks_for_a_new_budget():
    assert "报送调整后的预算" in words(make(amount=Decimal(40000)))
    assert "报送调整后的预算" not in words(make(amount=Decimal(46000)))


@pytest.mark.django_db
def test_typed_markup_stays_text():
    assert "<b>附加</b>" not in words(make(extra_terms="<b>附加</b>"))


@pytest.mark.django_db
def test_the_pdf_is_downloaded_by_both_sides(client, department, organisation, li, wang):
    project = factories.make_project(department=department)
    agreement = factories.make_agreement(project=project, organisation=organisation, signed=False)
    for person in (li, wang):
        client.force_login(person)
        response = client.get(reverse("applications:agreement_pdf", args=[agreement.pk]))
        assert response["Content-Type"] == "application/pdf"
        assert count_pages(response.content) >= 4


@pytest.mark.django_db
def test_no_picture_of_a_seal_is_drawn():
    with pikepdf.open(io.BytesIO(agreement_pdf(make()))) as pdf:
        assert [page for page in pdf.pages if page.get_images()] == []
