from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from fulian import clock
from supervision.models import Acceptance, CloseOut
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete
from tests.supervision.closing import REPORT, VERDICT, make_accepted, make_running, prepare

TAKE = {
    "edit": lambda one, user: one.edit(by=user, overview="改写"),
    "submit": lambda one, user: one.submit(by=user),
    "return_": lambda one, user: one.return_(by=user, reason="缺照片"),
    "accept": lambda one, user: one.accept(by=user, held_on=clock.today(), **VERDICT),
}
WHOSE = {"edit": "li", "submit": "li", "return_": "wang", "accept": "head"}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]


@pytest.fixture
def running(department, organisation):
    return make_running(department, organisation)


@pytest.fixture
def closeout(running, li, wang):
    return prepare(running, li, wang)


@pytest.fixture
def submitted(closeout, li):
    closeout.submit(by=li)
    return closeout


def messages_of(take) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        take()
    return refused.value.messages


def test_every_step_is_tried():
    assert_table_is_complete(CloseOut, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(request, step):
    record = request.getfixturevalue("closeout" if WHOSE[step] == "li" else "submitted")
    assert_only_from_its_states(record, step, TAKE[step], request.getfixturevalue(WHOSE[step]))


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(closeout, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(closeout, step, TAKE[step], people, {WHOSE[step]})


def test_a_second_click_opens_the_same(running, li):
    first = CloseOut.objects.open_for(running, by=li)
    assert CloseOut.objects.open_for(running, by=li) == first


@pytest.mark.parametrize("person", ["wang", "rival"])
def test_only_the_contractor_opens_it(running, request, other_organisation, person):
    assert messages_of(lambda: CloseOut.objects.open_for(running, by=request.getfixturevalue(person)))
    assert not CloseOut.objects.exists()


def test_it_names_every_duty_that_is_missing(running, li):
    closeout = CloseOut.objects.open_for(running, by=li)
    found = messages_of(lambda: closeout.submit(by=li))
    assert "任务“专项资金审计报告”尚未提交。" in found
    assert "任务“第三方绩效评估报告”尚未提交。" in found
    assert "结项报告缺少“项目概况”。" in found
    assert not any("移交" in message for message in found)  # that one gates the archive only


def test_one_missing_part_of_the_report_is_enough(closeout, li):
    closeout.edit(by=li, results=" ")
    assert messages_of(lambda: closeout.submit(by=li)) == ["结项报告缺少“服务成效与典型案例”。"]


def test_the_report_settles_its_duty_with_the_package(running, li):
    duty = running.duties.get(code="FINAL_REPORT")
    running.duties.exclude(pk=duty.pk).update(state="met")
    closeout = CloseOut.objects.open_for(running, by=li)
    closeout.edit(by=li, **REPORT)
    closeout.submit(by=li)
    duty.refresh_from_db()
    assert (closeout.state, duty.state) == ("submitted", "submitted")


def test_a_waived_duty_does_not_hold_it_up(running, li, wang, head):
    for duty in running.duties.filter(code="AUDIT_REPORT"):
        duty.waive(by=head, reason="金额较小，由妇联财务核查。")
    running.duties.exclude(code="AUDIT_REPORT").update(state="met")
    closeout = CloseOut.objects.open_for(running, by=li)
    closeout.edit(by=li, **REPORT)
    closeout.submit(by=li)
    assert closeout.state == "submitted"


def test_handing_in_closes_and_returning_reopens(submitted, wang):
    submitted.agreement.refresh_from_db()
    assert submitted.agreement.state == "closing"
    submitted.return_(by=wang, reason="缺照片")
    assert (submitted.state, submitted.agreement.state) == ("returned", "running")


def test_acceptance_names_the_duty_that_is_not_confirmed(submitted, running, head):
    running.duties.filter(code="AUDIT_REPORT").update(state="submitted")
    found = messages_of(lambda: TAKE["accept"](submitted, head))
    assert found == ["任务“专项资金审计报告”尚未确认完成。"]
    assert not Acceptance.objects.exists()


GRADES = [("100", "优秀"), ("90", "优秀"), ("89.9", "良好"), ("80", "良好"), ("79.9", "合格"), ("60", "合格"),
          ("59.9", "不合格"), ("0", "不合格")]  # fmt: skip


def scores(total: str) -> dict:
    """Five scores within their bounds that add up to ``total``."""
    rest, found = Decimal(total), {}
    for name, most in zip(Acceptance.SCORES, [40, 15, 20, 15, 10], strict=True):
        found[name] = min(rest, Decimal(most))
        rest -= found[name]
    return found


@pytest.mark.parametrize(("total", "grade"), GRADES)
def test_the_score_gives_the_grade(total, grade):
    acceptance = Acceptance(**scores(total))
    assert (acceptance.total, acceptance.grade) == (Decimal(total), grade)
    assert acceptance.passes == (grade != "不合格")


@pytest.mark.parametrize(
    ("total", "state", "then"), [("60", "accepted", "accepted"), ("59.9", "refused", "closing")]
)
def test_below_sixty_the_package_is_refused(submitted, head, total, state, then):
    submitted.accept(by=head, held_on=clock.today(), **VERDICT | scores(total))
    submitted.agreement.refresh_from_db()
    assert (submitted.state, submitted.agreement.state) == (state, then)


def test_a_refusing_verdict_outweighs_the_score(submitted, head):
    submitted.accept(by=head, held_on=clock.today(), verdict="refuse", **VERDICT)
    assert submitted.state == "refused"


@pytest.mark.parametrize(("name", "value"), [("goals", "40.5"), ("quality", "-1"), ("publicity", "10.1")])
def test_a_score_stays_within_its_maximum(submitted, head, name, value):
    wrong = VERDICT | {name: Decimal(value)}
    assert messages_of(lambda: submitted.accept(by=head, held_on=clock.today(), **wrong))
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_an_accepted_package_waits_for_the_archive(department, organisation, li, wang, head, office):
    agreement = make_accepted(department, organisation, li, wang, head)
    assert CloseOut.objects.waiting_for(office).get() == agreement.closeout
    assert agreement.closeout.waits_for == "办公室或牵头部室归档"
    agreement.state = "archived"
    assert agreement.closeout.waits_for == ""
