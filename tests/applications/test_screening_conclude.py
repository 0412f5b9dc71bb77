from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from applications.models import Application, Screening
from applications.models.application import State
from applications.models.screening import Result, items_for
from fulian import clock
from fulian.inbox.models import Message
from projects.codes import Code
from tests.applications.choosing import hand_in
from tests.factories import make_project, make_submitted


def conclude(application, by, *results, reason="说明"):
    items = [(f"第{n}项", result, reason) for n, result in enumerate(results, start=1)]
    return Screening.objects.conclude(application, by=by, items=items)


@pytest.fixture
def submitted(project):
    (application,) = hand_in(project, 1)
    return application


@pytest.mark.parametrize(
    ("results", "state"),
    [
        ([Result.PASS, Result.PASS], State.QUALIFIED),
        ([Result.PASS, Result.SUPPLEMENT], State.RETURNED),
        ([Result.SUPPLEMENT, Result.FAIL], State.DISQUALIFIED),
        ([Result.FAIL], State.DISQUALIFIED),
    ],
)
def test_the_items_add_up_to_a_conclusion(submitted, wang, results, state):
    conclude(submitted, wang, *results)
    assert Application.objects.get(pk=submitted.pk).state == state


@pytest.mark.parametrize("result", [Result.FAIL, Result.SUPPLEMENT])
def test_what_is_not_passed_needs_its_reason(submitted, wang, result):
    with pytest.raises(ValidationError) as refusal:
        conclude(submitted, wang, result, reason=" ")
    assert refusal.value.code == "reason"
    assert not Screening.objects.exists()


@pytest.mark.parametrize("results", [[], [""], ["pass", "yes"]])
def test_every_item_needs_a_result(submitted, wang, results):
    with pytest.raises(ValidationError) as refusal:
        conclude(submitted, wang, *results)
    assert refusal.value.code == "result"


def test_the_organisation_reads_the_reasons(submitted, wang):
    conclude(submitted, wang, Result.PASS, Result.FAIL, reason="证书已过有效期")
    message = Message.objects.get(to__in=submitted.organisation.people())
    assert message.body == "第2项：证书已过有效期"


def test_nobody_screens_before_closing(project, wang):
    application = make_submitted(project=project)
    with pytest.raises(ValidationError) as refusal:
        conclude(application, wang, Result.PASS)
    assert refusal.value.code == "open"
    assert not Screening.objects.exists()


@pytest.mark.parametrize("person", ["keeper", "head", "office", "leader", "observer", "li", "expert"])
def test_only_the_departments_officer_screens(submitted, request, person):
    with pytest.raises(PermissionDenied):
        conclude(submitted, request.getfixturevalue(person), Result.PASS)


def test_a_supplement_is_asked_for_once(submitted, wang):
    conclude(submitted, wang, Result.SUPPLEMENT)
    Application.objects.filter(pk=submitted.pk).update(state=State.SUBMITTED)
    with pytest.raises(ValidationError) as refusal:
        conclude(submitted, wang, Result.SUPPLEMENT)
    assert refusal.value.code == "supplemented"


def test_a_supplement_that_never_comes_ends_in_a_refusal_after_its_days(submitted, wang):
    conclude(submitted, wang, Result.SUPPLEMENT)
    with pytest.raises(ValidationError) as refusal:
        conclude(submitted, wang, Result.FAIL)
    assert refusal.value.code == "supplementing"
    until = Application.objects.get(pk=submitted.pk).supplement_until
    with clock.travel(until + timedelta(days=1)):
        conclude(submitted, wang, Result.FAIL)
    assert Application.objects.get(pk=submitted.pk).state == State.DISQUALIFIED


def test_the_conditions_of_the_clauses_are_items_with_what_the_profile_says(department, organisation):
    project = make_project(Code.ELIG_FULLTIME_SW, Code.ELIG_WOMEN_ORG, department=department)
    items = dict(items_for(make_submitted(project=project, organisation=organisation)))
    assert items["须有全职社工"] == "单位填报：专职社工4人"
    assert items["须建有妇女组织"] == "单位填报：已建立"
    assert "已核验" in items["主体资格与登记信息"]


def form_of(application, *, result="pass", reason=""):
    count = len(items_for(application))
    return {f"result{n}": result for n in range(count)} | {f"reason{n}": reason for n in range(count)}


def test_the_officer_screens_on_the_page(client, submitted, wang):
    client.force_login(wang)
    url = reverse("applications:screening", args=[submitted.pk])
    page = client.get(url).content.decode()
    assert "系统校验未发现问题" in page
    response = client.post(url, form_of(submitted))
    assert response.url == reverse("applications:project_applications", args=[submitted.project_id])
    assert Application.objects.get(pk=submitted.pk).state == State.QUALIFIED
    assert "审查记录：王经办" in client.get(url).content.decode()


def test_a_missing_reason_comes_back_with_all_that_was_typed(client, submitted, wang):
    client.force_login(wang)
    data = form_of(submitted, result="supplement", reason="请补交证书") | {"reason0": ""}
    page = client.post(reverse("applications:screening", args=[submitted.pk]), data).content.decode()
    assert "请写明理由" in page
    assert page.count("请补交证书") == len(items_for(submitted)) - 1
    assert Application.objects.get(pk=submitted.pk).state == State.SUBMITTED


@pytest.mark.parametrize("person", ["keeper", "finance", "expert", "stranger"])
def test_the_page_does_not_exist_for_others(client, submitted, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(reverse("applications:screening", args=[submitted.pk])).status_code == 404


def test_nor_for_the_applicant(client, submitted):
    client.force_login(submitted.organisation.people().get())
    assert client.get(reverse("applications:screening", args=[submitted.pk])).status_code == 404


def test_an_observer_reads_and_cannot_screen(client, submitted, observer):
    client.force_login(observer)
    url = reverse("applications:screening", args=[submitted.pk])
    assert "提交审查结论" not in client.get(url).content.decode()
    assert client.post(url, form_of(submitted)).status_code == 403
