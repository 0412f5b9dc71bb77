from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Agreement
from fulian import clock
from fulian.money import cents
from projects.models import Catalogue, Project
from supervision.models import Instalment
from supervision.models.expense import totals
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete
from tests.supervision.closing import make_accepted, make_running, pay

TAKE = {
    "request": lambda one, user: one.request(by=user, invoice_number="FP1", invoice=factories.make_pdf()),
    "approve": lambda one, user: one.approve(by=user),
    "return_": lambda one, user: one.return_(by=user, reason="发票不符"),
    "pay": lambda one, user: one.pay(by=user, paid_on=clock.today(), voucher="记-1"),
}
WHOSE = {"request": "li", "approve": "head", "return_": "head", "pay": "finance"}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]


@pytest.fixture
def instalment(agreement):
    return agreement.instalments.get(number=1)


@pytest.fixture
def spring():
    """A project of April to November: its first quarterly report is due before the middle of its term."""
    with clock.travel(date(2026, 4, 1)):
        yield


def refusal(take) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        take()
    return refused.value


def test_every_step_is_tried():
    assert_table_is_complete(Instalment, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(instalment, request, step):
    assert_only_from_its_states(instalment, step, TAKE[step], request.getfixturevalue(WHOSE[step]))


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(instalment, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(instalment, step, TAKE[step], people, {WHOSE[step]})


def test_paying_meets_finances_duty(instalment, li, head, finance):
    pay(instalment, li, head, finance)
    instalment.duty.refresh_from_db()
    assert (instalment.state, instalment.duty.state) == ("paid", "met")
    assert instalment.agreement.instalments.paid() == instalment.amount


def test_under_a_contract_money_is_asked_for_with_an_invoice(instalment, li):
    assert refusal(lambda: instalment.request(by=li)).code == "invoice"


def test_under_a_task_letter_there_is_no_invoice(department, organisation, li):
    project = factories.make_project(department=department, track="assignment")
    agreement = factories.make_agreement(project=project, organisation=organisation)
    instalment = agreement.instalments.get(number=1)
    instalment.request(by=li)
    assert instalment.state == "requested"


def test_the_second_instalment_waits_for_the_quarterly_report(spring, department, organisation, li, wang):
    agreement = make_running(department, organisation, "PROGRESS_QUARTERLY")
    second, duty = agreement.instalments.get(number=2), agreement.duties.get(title__contains="第二季度")
    refused = refusal(lambda: TAKE["request"](second, li))
    assert refused.messages[1] == "任务“2026年第二季度报送进展报告”尚未完成。"
    duty.settle(by=wang)
    TAKE["request"](second, li)
    assert second.state == "requested"


def test_a_duty_reopened_after_approval_stops_payment(spring, department, organisation, li, head, finance):
    agreement = make_running(department, organisation, "PROGRESS_QUARTERLY")
    duty = agreement.duties.get(title__contains="第二季度")
    duty.settle(by=li)
    second = agreement.instalments.get(number=2)
    TAKE["request"](second, li)
    second.approve(by=head)
    type(duty).objects.filter(pk=duty.pk).update(state="pending")
    assert refusal(lambda: TAKE["pay"](second, finance)).messages[0] == "拨付条件尚不具备："


def test_without_reports_the_second_instalment_waits_for_the_middle(spring, department, organisation, li):
    agreement = make_running(department, organisation, "FINAL_REPORT")
    second = agreement.instalments.get(number=2)
    middle = agreement.starts_on + timedelta(days=100)
    with clock.travel(middle - timedelta(days=1)):
        assert "尚未过半" in refusal(lambda: TAKE["request"](second, li)).messages[1]
    with clock.travel(middle):
        TAKE["request"](second, li)


def test_the_last_instalment_waits_for_acceptance(agreement, department, organisation, li, wang, head):
    last = agreement.instalments.get(number=3)
    assert refusal(lambda: TAKE["request"](last, li)).messages[1] == "项目尚未通过验收。"
    accepted = make_accepted(department, organisation, li, wang, head)
    assert accepted.instalments.get(number=3).blocking() == []


def test_whoever_approved_does_not_pay(instalment, department, li):
    both = factories.make_user("head", "finance", department=department)
    TAKE["request"](instalment, li)
    instalment.approve(by=both)
    assert refusal(lambda: TAKE["pay"](instalment, both)).code == "same_person"


def test_a_payment_is_not_dated_ahead(instalment, li, head, finance):
    TAKE["request"](instalment, li)
    instalment.approve(by=head)
    tomorrow = clock.today() + timedelta(days=1)
    refused = refusal(lambda: instalment.pay(by=finance, paid_on=tomorrow, voucher="记-1"))
    assert refused.code == "future"


def test_a_returned_request_can_be_made_again(instalment, li, head):
    TAKE["request"](instalment, li)
    instalment.return_(by=head, reason="发票抬头不符")
    instalment.request(by=li, invoice_number="FP2", invoice=factories.make_pdf())
    assert instalment.invoice_number == "FP2"


def test_the_head_of_another_department_has_no_say(instalment, li):
    TAKE["request"](instalment, li)
    with pytest.raises(PermissionDenied):
        instalment.approve(by=factories.make_user("head", department=factories.make_department()))


AMOUNTS = st.decimals(min_value=1, max_value=10_000_000, places=2)


@given(amount=AMOUNTS, first=st.integers(0, 100), second=st.integers(0, 100))
def test_instalments_add_up_to_the_agreement(amount, first, second):
    second = min(second, 100 - first)
    shares = {"instalment_first": first, "instalment_second": second, "instalment_last": 100 - first - second}
    agreement = Agreement(amount=amount, project=Project(catalogue=Catalogue(year=2026, **shares)))
    planned = [part for _, _, part in agreement.instalments_planned()]
    assert sum(planned) == amount
    assert all(part == cents(part) for part in planned)


ROW = st.fixed_dictionaries({"budget": AMOUNTS, "spent": AMOUNTS})


@given(st.lists(ROW, max_size=30))
def test_totals_are_the_sums_of_their_rows(rows):
    total = totals(rows)
    assert total["budget"] == sum(row["budget"] for row in rows)
    assert total["spent"] == sum(row["spent"] for row in rows)
    assert total["left"] == total["budget"] - total["spent"]
