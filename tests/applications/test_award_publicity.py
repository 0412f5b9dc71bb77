"""公示 and final award: nothing before its last day is over."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from applications.models import Agreement, Application, Award
from applications.models.application import State
from fulian import clock
from projects.models import Notice
from tests.applications import choosing
from tests.factories import close, make_application, make_project
from tests.queries import assert_constant_queries


@pytest.fixture
def award(project, wang, leader):
    first, _ = choosing.ranked(project, wang, 90, 80)
    return choosing.decided(first, leader)


def test_the_office_drafts_one_notice_for_all_that_wait(award, office):
    notice = Award.objects.publicise(award.application.project.catalogue, by=office)
    assert notice.days == 5
    assert list(notice.awards.all()) == [award]


def test_a_second_click_drafts_no_second_notice(award, office):
    catalogue = award.application.project.catalogue
    Award.objects.publicise(catalogue, by=office)
    with pytest.raises(ValidationError) as refusal:
        Award.objects.publicise(catalogue, by=office)
    assert refusal.value.code == "nothing"
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("person", ["wang", "leader", "observer", "finance", "li"])
def test_nobody_but_the_office_drafts_it(award, request, person):
    with pytest.raises(PermissionDenied):
        Award.objects.publicise(award.application.project.catalogue, by=request.getfixturevalue(person))


def test_without_a_notice_nothing_is_awarded(award, leader):
    with pytest.raises(ValidationError) as refusal:
        award.confirm(by=leader)
    assert refusal.value.code == "publicity"


def test_nor_before_its_last_day_is_over(award, office, leader):
    notice = choosing.displayed(award, office)
    last_minute = clock.at(notice.ends_on, 23, 59)
    with clock.travel(last_minute), pytest.raises(ValidationError) as refusal:
        award.confirm(by=leader)
    assert refusal.value.code == "publicity"
    assert not Agreement.objects.exists()


def test_the_day_after_it_is_awarded_and_the_agreement_drawn_up(award, office, leader):
    notice = choosing.displayed(award, office)
    with choosing.after(notice):
        agreement = award.confirm(by=leader)
    assert Application.objects.get(pk=award.application_id).state == State.AWARDED
    assert (agreement.amount, agreement.organisation) == (award.amount, award.application.organisation)
    assert agreement.number == f"自妇项〔{agreement.project.catalogue.year}〕1号"


def test_a_withdrawn_notice_counts_for_nothing(award, office, leader):
    notice = choosing.displayed(award, office)
    notice.withdraw(by=office, reason="内容有误")
    with choosing.after(notice), pytest.raises(ValidationError):
        award.confirm(by=leader)
    assert list(Award.objects.without_notice()) == [award]


def test_only_the_leader_confirms(award, office):
    notice = choosing.displayed(award, office)
    with choosing.after(notice), pytest.raises(PermissionDenied):
        award.confirm(by=office)


def test_numbers_run_through_the_year_over_its_batches(award, office, leader, wang, catalogue, department):
    second = make_project(department=department)
    type(second.catalogue).objects.filter(pk=second.catalogue_id).update(year=catalogue.year, batch=2)
    second.refresh_from_db()
    (only,) = choosing.ranked(second, wang, 90)
    other = choosing.decided(only, leader)
    notices = [choosing.displayed(one, office) for one in (award, other)]
    with choosing.after(notices[0]):
        numbers = [one.confirm(by=leader).number for one in (award, other)]
    assert numbers == [f"自妇项〔{catalogue.year}〕{n}号" for n in (1, 2)]


# --- the page ------------------------------------------------------------------------------------------

URL = "applications:award_index"


def test_the_page_leads_from_decision_to_agreement(client, award, office, leader):
    client.force_login(office)
    assert "拟公示</button>" in client.get(reverse(URL)).content.decode()
    response = client.post(reverse("applications:publicise", args=[award.application.project.catalogue_id]))
    notice = Notice.objects.get()
    assert response.url == notice.get_absolute_url()
    assert "办公室核对并发布公示" in client.get(reverse(URL)).content.decode()
    notice.publish(by=office)
    assert f"公示至{notice.ends_on:%Y年%-m月%-d日}" in client.get(reverse(URL)).content.decode()
    client.force_login(leader)
    confirm = reverse("applications:award_confirm", args=[award.pk])
    assert confirm not in client.get(reverse(URL)).content.decode()
    assert "公示期尚未届满" in client.post(confirm, follow=True).content.decode()
    with choosing.after(notice):
        client.force_login(leader)
        assert confirm in client.get(reverse(URL)).content.decode()
        agreement = client.post(confirm).url
        assert agreement == Agreement.objects.get().get_absolute_url()
        assert agreement in client.get(reverse(URL)).content.decode()


def test_what_is_waiting_is_on_the_desk_of_its_person(award, office, leader, wang):
    assert list(Award.objects.waiting_for(office)) == [award]
    assert not Award.objects.waiting_for(leader).exists()
    notice = choosing.displayed(award, office)
    assert not Award.objects.waiting_for(office).exists()
    with clock.travel(notice.ends_on + timedelta(days=1)):
        assert list(Award.objects.waiting_for(leader)) == [award]
        assert not Award.objects.waiting_for(wang).exists()


@pytest.mark.parametrize("person", ["li", "expert", "stranger"])
def test_it_is_the_federations_own(client, award, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(reverse(URL)).status_code == 403


def test_a_department_sees_its_own_awards_only(client, award, keeper):
    client.force_login(keeper)
    assert award.application.organisation.name not in client.get(reverse(URL)).content.decode()
    assert client.post(reverse("applications:award_confirm", args=[award.pk])).status_code == 404


def test_it_costs_the_same_however_many_are_decided(client, leader, catalogue, department):
    client.force_login(leader)

    def add_one():
        for state in (State.PROPOSED, State.AWARDED):
            project = make_project(catalogue=catalogue, department=department)
            application = make_application(project=project, state=state)
            award = Award.objects.create(application=application, minutes="1号", amount=40000, by=leader)
            if state == State.AWARDED:
                Agreement.objects.draw_up(award, by=leader)

    close(catalogue)
    assert_constant_queries(client, reverse(URL), add_one)
