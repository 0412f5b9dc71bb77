"""What the pages of applications show, and to whom."""

from datetime import timedelta

import pytest

from applications.models import Application, Submission
from fulian import clock
from tests import factories
from tests.queries import assert_constant_queries


def url(application, page):
    return f"/applications/{application.pk}/{page}"


def test_a_member_sees_the_draft_and_what_is_left_to_do(client, application, li):
    application.plan = ""
    application.save(update_fields=["plan"])
    client.force_login(li)
    page = client.get(url(application, "")).content.decode()
    assert "“实施方案”尚未填写。" in page
    assert "application_edit" not in page
    assert f'href="/applications/{application.pk}/edit/#plan"' in page
    assert f'action="/applications/{application.pk}/submit/"' not in page  # nothing to refuse later


def test_a_complete_draft_offers_to_be_handed_in(client, application, li):
    client.force_login(li)
    page = client.get(url(application, "")).content.decode()
    assert f'action="/applications/{application.pk}/submit/"' in page
    assert "还有6天" in page


def test_an_unverified_organisation_is_told_before_it_tries(client, application, li):
    application.organisation.state = "unverified"
    application.organisation.save(update_fields=["state"])
    client.force_login(li)
    page = client.get(url(application, "")).content.decode()
    assert "单位信息尚未核验通过" in page
    assert f'action="/applications/{application.pk}/submit/"' not in page


@pytest.mark.parametrize("page", ["", "edit/", "pdf/", "receipt/", "receipt/pdf/"])
def test_another_organisations_application_does_not_exist(
    client, application, other_organisation, rival, page
):
    client.force_login(rival)
    assert client.get(url(application, page)).status_code == 404


@pytest.mark.parametrize("page", ["submit/", "withdraw/", "attach/", "detach/1/"])
def test_nor_can_its_steps_be_reached(client, application, other_organisation, rival, page):
    client.force_login(rival)
    assert client.post(url(application, page)).status_code == 404
    application.refresh_from_db()
    assert application.state == "draft"


@pytest.mark.parametrize(
    "person", ["wang", "head", "leader", "office", "observer", "finance", "administrator"]
)
@pytest.mark.parametrize("closed", [False, True])
def test_a_draft_is_nobody_elses_business(client, request, application, person, closed):
    if closed:
        factories.close(application.project.catalogue)
    client.force_login(request.getfixturevalue(person))
    assert client.get(url(application, "")).status_code == 404


@pytest.mark.parametrize("person", ["wang", "head", "leader", "office", "observer", "finance"])
def test_staff_read_what_was_handed_in_only_after_closing(client, request, project, organisation, person):
    application = factories.make_submitted(project=project, organisation=organisation)
    client.force_login(request.getfixturevalue(person))
    assert client.get(url(application, "")).status_code == 404
    assert organisation.name not in client.get("/applications/").content.decode()
    factories.close(project.catalogue)
    assert client.get(url(application, "")).status_code == 200
    assert organisation.name in client.get("/applications/").content.decode()


def test_another_department_does_not_see_it(client, project, organisation, keeper):
    application = factories.make_submitted(project=project, organisation=organisation)
    factories.close(project.catalogue)
    client.force_login(keeper)
    assert client.get(url(application, "")).status_code == 404


def test_staff_read_what_was_handed_in_while_a_supplement_is_written(client, application, li, wang):
    application.submit(by=li)
    factories.close(application.project.catalogue)
    application.return_(by=wang, reason="补充方案")
    application.edit(by=li, version=application.version, plan="补正后的新方案。")
    client.force_login(wang)
    assert "补正后的新方案" not in client.get(url(application, "")).content.decode()
    client.force_login(li)
    assert "补正后的新方案" in client.get(url(application, "")).content.decode()


def test_phone_and_account_are_masked_for_those_who_need_not_call_or_pay(
    client, project, organisation, request
):
    application = factories.make_submitted(project=project, organisation=organisation)
    factories.close(project.catalogue)
    for person, whole in [
        ("wang", False),
        ("leader", False),
        ("office", True),
        ("finance", True),
        ("li", True),
    ]:
        client.force_login(request.getfixturevalue(person))
        page = client.get(url(application, "")).content.decode()
        assert ("13800138000" in page) is whole, person
        assert ("138****8000" in page) is not whole, person
        assert (organisation.account_number in page) is whole, person


def test_an_expert_and_an_evaluator_find_no_application_here(client, project, organisation, expert):
    application = factories.make_submitted(project=project, organisation=organisation)
    factories.close(project.catalogue)
    client.force_login(expert)
    assert client.get(url(application, "")).status_code == 404


def test_a_member_whose_membership_ended_sees_nothing(client, application, li):
    li.memberships.update(active=False)
    client.force_login(li)
    assert client.get(url(application, "")).status_code == 404
    assert client.post(url(application, "submit/")).status_code == 404


def test_a_deactivated_member_is_signed_out(client, application, li):
    client.force_login(li)
    li.is_active = False
    li.save(update_fields=["is_active"])
    response = client.post(url(application, "submit/"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    application.refresh_from_db()
    assert application.state == "draft"


def test_the_list_filters_by_state_year_and_text(client, application, li):
    client.force_login(li)
    name = f'href="/applications/{application.pk}/"'
    year = application.project.catalogue.year
    for query, found in [
        ("state=draft", True), ("state=submitted", False), (f"year={year}", True), ("year=2001", False),
        (f"q={application.project.name}", True), ("q=没有这样的", False), ("state=nonsense&year=x", True),
    ]:  # fmt: skip
        assert (name in client.get(f"/applications/?{query}").content.decode()) is found, query


def test_an_empty_list_says_what_to_do(client, li, organisation):
    client.force_login(li)
    assert "您还没有申报。" in client.get("/applications/").content.decode()


def test_the_list_costs_the_same_however_long_it_is(client, li, organisation):
    client.force_login(li)

    def add_one():
        factories.make_submitted(organisation=organisation)

    assert_constant_queries(client, "/applications/", add_one)


def test_the_page_costs_the_same_however_long_the_budget_is(client, application, li):
    client.force_login(li)
    line = application.budget.first()

    def add_one():
        line.pk, line.ordinal = None, line.ordinal + 1
        line.save(force_insert=True)

    assert_constant_queries(client, url(application, "edit/"), add_one)


def test_the_receipt_shows_number_second_and_hash(client, application, li):
    at = clock.now().replace(microsecond=0)
    application.submit(by=li, at=at)
    client.force_login(li)
    page = client.get(url(application, "receipt/")).content.decode()
    receipt = Submission.objects.get()
    assert receipt.number in page
    assert receipt.sha256 in page
    assert f"{at + timedelta(hours=8):%H:%M:%S}" in page
    assert "内容与校验码一致" in page


def test_before_the_first_submission_there_is_no_receipt(client, application, li):
    client.force_login(li)
    assert client.get(url(application, "receipt/")).status_code == 404
    assert client.get(url(application, "receipt/pdf/")).status_code == 404


def test_a_withdrawn_one_can_still_be_read_by_its_own(client, application, li):
    application.withdraw(by=li)
    client.force_login(li)
    assert client.get(url(application, "")).status_code == 200
    assert Application.objects.get().state == "withdrawn"
