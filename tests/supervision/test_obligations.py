"""From requirement to duty: which, whose, by when, and what they hold up."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.codes import Code
from projects.models import Clause, Requirement
from projects.models.policy import Policy
from supervision.models import Duty
from supervision.obligations import OBLIGATIONS, Evidence, Gate, Owner, occasions, quarters
from tests import factories

BEFORE_SIGNING_OR_TERMS = {
    Code.ELIG_PLATFORM_MEMBER,
    Code.ELIG_WOMEN_ORG,
    Code.ELIG_EXPERIENCE,
    Code.ELIG_FULLTIME_SW,
    Code.DESIGN_QUALITATIVE,
    Code.BRAND_NAME,
    Code.BRAND_ATTIRE,
    Code.BUDGET_BAN_FIXED_ASSET,
    Code.LUMP_SUM,
    Code.FOLLOW_BUDGET,
    Code.OTHER,
}


class Rules:
    """The policy values that due dates depend on."""

    report_days = 5
    final_report_days = 30


def duties_of(*codes, starts_on=date(2022, 5, 1), ends_on=date(2022, 12, 31)):
    project = factories.make_project(*codes, starts_on=starts_on, ends_on=ends_on)
    return factories.make_agreement(project=project).duties.exclude(code="PAYMENT")


@pytest.fixture
def term():
    return {"start": date(2022, 5, 1), "end": date(2022, 12, 31)}


def test_every_code_either_raises_a_duty_or_is_known_not_to():
    assert set(OBLIGATIONS) | BEFORE_SIGNING_OR_TERMS == set(Code)
    assert not set(OBLIGATIONS) & BEFORE_SIGNING_OR_TERMS


def test_the_rules_here_are_the_defaults_of_the_policy():
    for name in ("report_days", "final_report_days"):
        assert Policy._meta.get_field(name).default == getattr(Rules, name)


def test_may_to_december_is_reported_on_in_three_quarters(db):
    duties = duties_of(Code.PROGRESS_QUARTERLY)
    assert [(d.title, d.starts_on, d.ends_on, d.due_on) for d in duties] == [
        ("2022年第二季度报送进展报告", date(2022, 5, 1), date(2022, 6, 30), date(2022, 7, 5)),
        ("2022年第三季度报送进展报告", date(2022, 7, 1), date(2022, 9, 30), date(2022, 10, 5)),
        ("2022年第四季度报送进展报告", date(2022, 10, 1), date(2022, 12, 31), date(2023, 1, 5)),
    ]
    assert {(d.owner, d.evidence, d.gate) for d in duties} == {
        (Owner.CONTRACTOR, Evidence.REPORT, Gate.INSTALMENT)
    }


@pytest.mark.parametrize(("start", "labels"), [(date(2022, 6, 1), 2), (date(2022, 6, 2), 1)])
def test_a_quarter_counts_from_thirty_days_on(start, labels):
    assert len(list(quarters(start, date(2022, 9, 30)))) == labels


def test_a_term_of_a_few_days_still_has_one_report():
    assert len(list(quarters(date(2022, 6, 25), date(2022, 7, 3)))) == 1


def test_monthly_reports_are_absorbed_by_quarterly_ones(db):
    duties = duties_of(Code.PROGRESS_QUARTERLY, Code.PROGRESS_TIMELY)
    assert {d.code for d in duties} == {Code.PROGRESS_QUARTERLY}


def test_monthly_reports_alone_are_monthly(db):
    duties = duties_of(Code.PROGRESS_TIMELY, starts_on=date(2022, 11, 15), ends_on=date(2023, 1, 10))
    assert [(d.starts_on, d.ends_on) for d in duties] == [
        (date(2022, 11, 15), date(2022, 11, 30)),
        (date(2022, 12, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 1, 10)),
    ]


def test_quarterly_inspections_are_the_departments_and_absorb_periodic_ones(db):
    duties = duties_of(Code.SUPERVISE_QUARTERLY, Code.SUPERVISE_PERIODIC)
    assert [(d.owner, d.evidence) for d in duties] == [(Owner.DEPARTMENT, Evidence.INSPECTION)] * 3


def test_periodic_inspections_are_two(db):
    first, second = duties_of(Code.SUPERVISE_PERIODIC)
    assert (first.starts_on, second.ends_on) == (date(2022, 5, 1), date(2022, 12, 31))
    assert second.starts_on == first.ends_on + timedelta(days=1)


def test_the_money_is_checked_each_quarter_by_finance(db):
    assert [d.owner for d in duties_of(Code.FUND_COMPLIANCE)] == [Owner.FINANCE] * 3


def test_the_package_is_due_thirty_days_after_the_end_and_holds_up_acceptance(db):
    codes = [Code.FINAL_REPORT, Code.AUDIT_REPORT, Code.THIRD_PARTY_EVAL, Code.COMPILATION_BOOK]
    assert {(d.due_on, d.gate) for d in duties_of(*codes)} == {(date(2023, 1, 30), Gate.ACCEPTANCE)}


def test_the_handover_holds_up_the_archive(db):
    assert duties_of(Code.HANDOVER_FINANCE_DOCS).get().gate == Gate.ARCHIVE


def test_two_clauses_with_one_demand_raise_one_duty_that_cites_both(db):
    project = factories.make_project(Code.FINAL_REPORT, Code.AUDIT_REPORT)
    third = Clause.objects.create(project=project, ordinal=3, text="结束后提交结项报告。")
    Requirement.objects.create(clause=third, code=Code.FINAL_REPORT)
    duty = factories.make_agreement(project=project).duties.get(code=Code.FINAL_REPORT)
    assert duty.clauses == [1, 3]
    assert duty.basis == "相关要求第1、3条"


@pytest.mark.parametrize("code", sorted(BEFORE_SIGNING_OR_TERMS))
def test_what_binds_before_signing_raises_no_duty(db, code):
    assert not duties_of(code).exists()


@pytest.mark.parametrize("code", sorted(OBLIGATIONS))
def test_each_obligation_raises_a_duty_that_says_what_is_missing(db, code):
    duty = duties_of(code).first()
    assert duty.missing() or duty.owner == Owner.FINANCE  # who has nothing to check while nothing is spent
    assert Duty.objects.visible_to(factories.make_user("finance")).filter(pk=duty.pk).exists()


RHYTHMS = sorted({obligation.when for obligation in OBLIGATIONS.values()})
DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))


@given(start=DAYS, length=st.integers(1, 800), when=st.sampled_from(RHYTHMS))
def test_occasions_lie_in_the_term_in_order_without_overlap(start, length, when):
    end = start + timedelta(days=length)
    found = list(occasions(when, start, end, Rules))
    assert found
    for span, due_on in found:
        assert start <= span.starts_on <= span.ends_on <= end
        assert due_on >= span.ends_on
    for (before, _), (after, _) in pairwise(found):
        assert before.ends_on < after.starts_on


@given(start=DAYS, length=st.integers(1, 800), when=st.sampled_from(["monthly", "twice"]))
def test_months_and_halves_leave_no_day_out(start, length, when):
    end = start + timedelta(days=length)
    spans = [span for span, _ in occasions(when, start, end, Rules)]
    assert sum((span.ends_on - span.starts_on).days + 1 for span in spans) == length + 1
