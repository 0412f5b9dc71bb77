import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories
from tests.queries import assert_constant_queries
from tests.supervision.closing import pay, spend


@pytest.fixture
def instalment(agreement):
    return agreement.instalments.get(number=1)


def money(agreement):
    return reverse("supervision:money", args=[agreement.pk])


def test_the_page_shows_instalments_budget_and_spending(client, agreement, li, head, finance):
    pay(agreement.instalments.get(number=1), li, head, finance)
    spend(agreement, li, "12000.00", method="cash")
    client.force_login(li)
    page = client.get(money(agreement)).content.decode()
    for text in ["23,000.00", "项目尚未通过验收。", "12,000.00", "28,000.00", "30.0%", "现金支付超过1000元"]:
        assert text in page


@pytest.mark.parametrize("person", ["rival", "keeper", "stranger"])
def test_others_do_not_find_it(client, agreement, request, other_organisation, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(money(agreement)).status_code == 404


def test_a_draft_agreement_has_no_money_yet(client, department, organisation, wang):
    project = factories.make_project(department=department)
    drafted = factories.make_agreement(project=project, organisation=organisation, signed=False)
    client.force_login(wang)
    assert client.get(money(drafted)).status_code == 404


def test_the_page_costs_the_same_with_many_expenses(client, agreement, li, finance):
    client.force_login(finance)
    assert_constant_queries(client, money(agreement), lambda: spend(agreement, li))


def test_an_instalment_goes_its_way_through_the_pages(client, instalment, li, head, finance):
    url = instalment.get_absolute_url()
    client.force_login(li)
    client.post(f"{url}request/", {"invoice_number": "2601", "invoice": factories.make_pdf()})
    client.force_login(head)
    assert "同意拨付" in client.get(url).content.decode()
    client.post(f"{url}return/", {"reason": "发票抬头不符"})
    client.force_login(li)
    assert "发票抬头不符" in client.get(url).content.decode()
    client.post(f"{url}request/", {"invoice_number": "2602", "invoice": factories.make_pdf()})
    client.force_login(head)
    client.post(f"{url}approve/")
    client.force_login(finance)
    client.post(f"{url}pay/", {"paid_on": instalment.agreement.signed_on, "voucher": "记-0023"})
    instalment.refresh_from_db()
    assert (instalment.state, instalment.invoice_number, instalment.voucher) == ("paid", "2602", "记-0023")


def test_a_refused_request_keeps_what_was_typed(client, agreement, li):
    last = agreement.instalments.get(number=3)
    client.force_login(li)
    url = reverse("supervision:instalment_request", args=[last.pk])
    page = client.post(url, {"invoice_number": "2601", "invoice": factories.make_pdf()}).content.decode()
    assert "项目尚未通过验收。" in page
    assert 'value="2601"' in page


def test_a_refused_payment_keeps_what_was_typed(client, instalment, li, head, finance):
    instalment.request(by=li, invoice_number="1", invoice=factories.make_pdf())
    instalment.approve(by=head)
    client.force_login(finance)
    url = reverse("supervision:instalment_pay", args=[instalment.pk])
    page = client.post(url, {"paid_on": "2999-01-01", "voucher": "记-0023"}).content.decode()
    assert "拨付日期不能晚于今天。" in page
    assert 'value="记-0023"' in page


def test_a_return_needs_its_reason(client, instalment, li, head):
    instalment.request(by=li, invoice_number="1", invoice=factories.make_pdf())
    client.force_login(head)
    client.post(reverse("supervision:instalment_return", args=[instalment.pk]), {"reason": " "})
    instalment.refresh_from_db()
    assert instalment.state == "requested"


@pytest.mark.parametrize(("person", "shown"), [("finance", "6200123456789"), ("wang", "****6789")])
def test_only_those_who_pay_read_the_whole_account(client, instalment, request, person, shown):
    agreement = instalment.agreement
    type(agreement).objects.filter(pk=agreement.pk).update(account_number="6200123456789")
    client.force_login(request.getfixturevalue(person))
    page = client.get(instalment.get_absolute_url()).content.decode()
    assert shown in page
    assert ("6200123456789" in page) == (person == "finance")


def test_a_link_cannot_pay(client, instalment, finance):
    client.force_login(finance)
    assert client.get(reverse("supervision:instalment_pay", args=[instalment.pk])).status_code == 405


def test_the_ledger_adds_up(client, agreement, li, wang):
    spend(agreement, li, "1200.50").verify(by=wang)
    spend(agreement, li, "3500.00", line=1, item="=审计费")
    client.force_login(wang)
    response = client.get(reverse("supervision:ledger_export", args=[agreement.pk]))
    book = load_workbook(io.BytesIO(response.content))
    details = list(book["资金使用明细表"].iter_rows(min_row=4, max_row=6, values_only=True))
    assert [row[8] for row in details] == [1200.5, 3500, 4700.5]
    assert [row[9] for row in details] == [1200.5, 4700.5, 4700.5]
    assert details[1][4] == "=审计费"
    compared = list(book["预算执行对比表"].iter_rows(min_row=4, values_only=True))
    assert compared[0][:4] == ("项目活动费", 40000, 1200.5, 38799.5)
    assert compared[1][4:6] == (pytest.approx(3500 / 3000), pytest.approx(1 / 6))
    assert compared[1][6] == "超出预算10%以上，须说明原因并报批"
    assert compared[-1][:4] == ("合计", 46000, 4700.5, 41299.5)


def test_an_agreement_without_expenses_has_an_empty_ledger(client, agreement, wang):
    client.force_login(wang)
    response = client.get(reverse("supervision:ledger_export", args=[agreement.pk]))
    sheet = load_workbook(io.BytesIO(response.content))["资金使用明细表"]
    assert (sheet["A4"].value, sheet["I4"].value) == ("合计", 0)
