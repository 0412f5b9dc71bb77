"""The 申报书 and the receipt on paper."""

import io

import pikepdf
import pytest
from pikepdf import Name

from applications.documents.application import application_pdf, paper
from applications.documents.receipt import receipt_pdf
from applications.models import Application, BudgetLine
from fulian.documents.pdf import count_pages
from tests import factories


@pytest.fixture
def submitted(application, li):
    application.attach(factories.make_pdf("证明.pdf"), by=li, slot="other")
    application.submit(by=li)
    return application


def test_the_paper_adds_up_as_the_form_does(application):
    BudgetLine.objects.create(
        application=application, ordinal=4, category="activity", item="茶水",
        unit_price="0.35", quantity="3.5", times=3, own="1.00",
    )  # fmt: skip
    shown = paper(Application.objects.get(pk=application.pk))
    line = shown["budget"][3]
    assert (line["category"], line["quantity"]) == ("项目活动费", "3.5")
    assert str(line["amount"]) == "3.68"  # 3.675, half up
    assert str(line["requested"]) == "2.68"
    assert shown["total"] == sum(line["amount"] for line in shown["budget"])
    assert shown["requested"] == sum(line["requested"] for line in shown["budget"])
    assert [label for label, *_ in shown["classes"]] == ["项目活动费", "审计费", "第三方评估费"]


def test_the_paper_of_what_was_handed_in_stays_as_it_was(submitted, li):
    submitted.organisation.edit(by=li, contact="新联系人")
    assert ("联系人", "陈某") in paper(submitted, submitted.receipt())["profile"]
    assert ("联系人", "新联系人") in paper(submitted)["profile"]


def test_the_profile_stands_in_the_order_of_the_form(submitted):
    labels = [label for label, _ in paper(submitted, submitted.receipt())["profile"]]
    assert labels[:3] == ["单位全称", "统一社会信用代码", "单位类型"]
    assert labels.index("开户银行") < labels.index("银行账号")


def test_numbers_are_masked_on_paper_too(submitted):
    profile = dict(paper(submitted, submitted.receipt(), whole=False)["profile"])
    assert profile["联系手机"] == "138****8000"
    assert profile["银行账号"].startswith("****")


@pytest.mark.parametrize("of_receipt", [False, True])
def test_the_application_prints_with_the_budget_on_its_side(submitted, of_receipt):
    content = application_pdf(submitted, submitted.receipt() if of_receipt else None)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        sides = [page.mediabox[2] > page.mediabox[3] for page in pdf.pages]
        assert pdf.Root.Type == Name.Catalog
    assert len(sides) >= 4
    assert True in sides
    assert not sides[0]


def test_an_empty_draft_prints_too(project, organisation, li):
    application = Application.objects.start(project=project, organisation=organisation, by=li)
    assert application_pdf(application).startswith(b"%PDF")


def test_the_receipt_is_one_page(submitted):
    assert count_pages(receipt_pdf(submitted.receipt())) == 1


def test_both_are_sent_as_pdf(client, submitted, li):
    client.force_login(li)
    for page in ["pdf/", "receipt/pdf/"]:
        response = client.get(f"/applications/{submitted.pk}/{page}")
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")


def test_staff_get_them_after_closing_only(client, submitted, wang):
    client.force_login(wang)
    assert client.get(f"/applications/{submitted.pk}/pdf/").status_code == 404
    factories.close(submitted.project.catalogue)
    assert client.get(f"/applications/{submitted.pk}/pdf/").status_code == 200
    assert client.get(f"/applications/{submitted.pk}/receipt/pdf/").status_code == 200
