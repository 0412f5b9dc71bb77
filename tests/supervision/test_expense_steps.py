from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from fulian import clock
from supervision.models import Expense
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete
from tests.supervision.closing import make_accepted, make_running, spend

TAKE = {
    "edit": lambda one, user: one.edit(by=user, item="改名", vouchers=[factories.make_pdf()]),
    "verify": lambda one, user: one.verify(by=user),
    "question": lambda one, user: one.question(by=user, reason="发票抬头不符"),
}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]


@pytest.fixture
def expense(agreement, li):
    return spend(agreement, li)


def code_of(take) -> str:
    with pytest.raises(ValidationError) as refused:
        take()
    return refused.value.code


def test_every_step_is_tried():
    assert_table_is_complete(Expense, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(expense, li, finance, step):
    assert_only_from_its_states(expense, step, TAKE[step], li if step == "edit" else finance)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(expense, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    allowed = {"li"} if step == "edit" else {"wang", "finance"}
    assert_only_for(expense, step, TAKE[step], people, allowed)


def test_only_the_contractor_enters(agreement, rival, wang, other_organisation):
    assert code_of(lambda: spend(agreement, rival)) == "not_yours"
    assert code_of(lambda: spend(agreement, wang)) == "not_yours"


def test_an_invoice_counts_once(agreement, department, organisation, li):
    spend(agreement, li, invoice_number="2601")
    assert code_of(lambda: spend(agreement, li, invoice_number="2601")) == "invoice_twice"
    other = make_running(department, organisation)
    assert code_of(lambda: spend(other, li, invoice_number="2601")) == "invoice_twice"


def test_an_invoice_may_be_saved_again_with_its_own_expense(agreement, li):
    expense = spend(agreement, li, invoice_number="2601")
    expense.edit(by=li, invoice_number="2601", remark="补充说明")
    assert expense.remark == "补充说明"


def test_another_projects_line_is_refused(agreement, department, organisation, li):
    other = make_running(department, organisation)
    line = other.application.budget.first()
    assert code_of(lambda: spend(agreement, li, budget_line=line)) == "line"
    expense = spend(agreement, li)
    assert code_of(lambda: expense.edit(by=li, budget_line=line)) == "line"
    expense.refresh_from_db()
    assert expense.budget_line.application_id == agreement.application_id


@pytest.mark.parametrize("days", [-1, 1])
def test_a_payment_lies_between_signing_and_today(agreement, li, days):
    assert code_of(lambda: spend(agreement, li, paid_on=clock.today() + timedelta(days=days))) == "date"


def test_an_edited_expense_is_checked_anew(expense, li, finance):
    expense.question(by=finance, reason="金额不符")
    expense.edit(by=li, amount=900)
    assert expense.state == "entered"


def test_a_question_reaches_the_contractor(expense, li, finance):
    expense.question(by=finance, reason="发票抬头不符")
    assert li.inbox.filter(subject__contains="支出有疑问").exists()


def test_after_acceptance_the_books_are_closed(department, organisation, li, wang, head):
    agreement = make_accepted(department, organisation, li, wang, head)
    expense = agreement.expenses.get()
    Expense.objects.filter(pk=expense.pk).update(state="questioned")
    assert code_of(lambda: spend(agreement, li)) == "not_yours"
    assert code_of(lambda: expense.edit(by=li, amount=1)) == "over"


def test_flags_tell_the_checker_where_to_look(department, organisation, li):
    agreement = make_running(department, organisation, "BUDGET_BAN_FIXED_ASSET")
    fine = spend(agreement, li, "1000.00", method="cash")
    asset = spend(agreement, li, item="笔记本电脑")
    cash = spend(agreement, li, "1000.01", method="cash")
    with clock.travel(agreement.ends_on + timedelta(days=1)):
        late = spend(agreement, li)
    assert fine.flags() == []
    assert "不可用于固定资产购置" in asset.flags()[0]
    assert cash.flags() == ["现金支付超过1000元"]
    assert late.flags() == ["支付日期晚于项目结束日期"]
