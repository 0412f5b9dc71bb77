import pytest
from django.urls import reverse

from fulian import clock
from supervision.models import Expense
from tests import factories
from tests.supervision.closing import spend


def form(agreement, **fields):
    return {
        "budget_line": agreement.application.budget.first().pk,
        "paid_on": clock.today(),
        "item": "茶歇",
        "payee": "某超市",
        "amount": "320.50",
        "method": "transfer",
        "invoice_number": "2601",
        "vouchers": [factories.make_pdf("发票.pdf"), factories.make_photo("签收表.jpg")],
    } | fields


@pytest.fixture
def create(agreement):
    return reverse("supervision:expense_create", args=[agreement.pk])


def test_the_contractor_enters_an_expense_with_its_vouchers(client, agreement, create, li):
    client.force_login(li)
    client.post(create, form(agreement))
    expense = agreement.expenses.get()
    assert (str(expense), expense.state) == ("茶歇 320.50元", "entered")
    assert {stored.name for stored in expense.files.all()} == {"发票.pdf", "签收表.jpg"}


def test_a_refusal_keeps_what_was_typed(client, agreement, create, li):
    client.force_login(li)
    page = client.post(create, form(agreement, paid_on="2001-01-01")).content.decode()
    assert "支付日期应在协议签订之后" in page
    assert 'value="茶歇"' in page
    assert not Expense.objects.exists()


def test_a_voucher_that_is_not_what_it_says_undoes_the_expense(client, agreement, create, li):
    bad = factories.make_pdf("照片.jpg")
    client.force_login(li)
    page = client.post(create, form(agreement, vouchers=[bad])).content.decode()
    assert "与扩展名不符" in page
    assert not Expense.objects.exists()


def test_others_are_led_back_to_the_page(client, agreement, create, wang):
    client.force_login(wang)
    assert client.get(create).url == reverse("supervision:money", args=[agreement.pk])


def test_it_is_questioned_answered_and_verified(client, agreement, li, finance):
    expense = spend(agreement, li)
    url = expense.get_absolute_url()
    client.force_login(finance)
    client.post(f"{url}question/", {"reason": "请补充签收表"})
    client.force_login(li)
    assert "请补充签收表" in client.get(url).content.decode()
    assert client.get(f"{url}edit/").status_code == 200
    client.post(f"{url}edit/", form(agreement, remark="已补充"))
    client.force_login(finance)
    client.post(f"{url}verify/")
    expense.refresh_from_db()
    assert (expense.state, expense.remark, expense.files.count()) == ("checked", "已补充", 3)


def test_a_checked_expense_is_not_edited(client, agreement, li, finance):
    expense = spend(agreement, li)
    expense.verify(by=finance)
    client.force_login(li)
    edit = reverse("supervision:expense_edit", args=[expense.pk])
    assert client.post(edit, form(agreement)).url == expense.get_absolute_url()
    expense.refresh_from_db()
    assert expense.item == "活动物料"


def test_a_refused_edit_keeps_what_was_typed(client, agreement, li):
    spend(agreement, li, invoice_number="2601")
    expense = spend(agreement, li)
    client.force_login(li)
    edit = reverse("supervision:expense_edit", args=[expense.pk])
    page = client.post(edit, form(agreement)).content.decode()
    assert "发票号码2601已登记过" in page
    assert 'value="茶歇"' in page


def test_a_question_needs_its_words(client, agreement, li, finance):
    expense = spend(agreement, li)
    client.force_login(finance)
    client.post(reverse("supervision:expense_question", args=[expense.pk]), {})
    expense.refresh_from_db()
    assert expense.state == "entered"


@pytest.mark.parametrize("person", ["rival", "keeper"])
def test_others_do_not_find_it(client, agreement, li, request, other_organisation, person):
    expense = spend(agreement, li)
    client.force_login(request.getfixturevalue(person))
    assert client.get(expense.get_absolute_url()).status_code == 404
