from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from applications.models import Award
from fulian import clock
from projects.models import Notice
from projects.models.notice import State
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "edit": lambda notice, user: notice.edit(by=user, title="新标题"),
    "publish": lambda notice, user: notice.publish(by=user),
    "end": lambda notice, user: notice.end(by=user),
    "withdraw": lambda notice, user: notice.withdraw(by=user, reason="内容有误"),
}
PEOPLE = ["office", "leader", "wang", "head", "finance", "observer", "expert", "li", "stranger"]


@pytest.fixture
def notice(catalogue):
    return Notice.objects.create(
        catalogue=catalogue,
        title="拟立项公示",
        body="现予公示。",
        starts_on=date(2024, 5, 6),
        ends_on=date(2024, 5, 10),
    )


def test_every_step_is_tried():
    assert_table_is_complete(Notice, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(notice, office, step):
    assert_only_from_its_states(notice, step, TAKE[step], office)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_the_office_only(notice, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(notice, step, TAKE[step], people, {"office"})


def test_five_working_days_count_from_the_day_it_is_put_up(notice, office):
    with clock.travel(date(2024, 5, 16)):  # a Thursday
        notice.publish(by=office)
    assert (notice.starts_on, notice.ends_on) == (date(2024, 5, 16), date(2024, 5, 22))


def test_put_up_at_the_weekend_it_counts_from_monday(notice, office):
    with clock.travel(date(2024, 5, 18)):
        notice.publish(by=office)
    assert notice.ends_on == date(2024, 5, 24)


def test_it_ends_only_after_its_whole_last_day(notice, office):
    with clock.travel(date(2024, 5, 16)):
        notice.publish(by=office)
    with clock.travel(date(2024, 5, 22)), pytest.raises(ValidationError) as refusal:
        notice.end(by=office)
    assert refusal.value.code == "running"
    with clock.travel(date(2024, 5, 23)):
        notice.end(by=office)
    assert notice.state == State.ENDED


def test_drafts_and_withdrawn_notices_do_not_exist_for_the_public(client, notice, office):
    assert client.get(notice.get_absolute_url()).status_code == 404
    notice.publish(by=office)
    assert client.get(notice.get_absolute_url()).status_code == 200
    notice.withdraw(by=office, reason="内容有误")
    assert client.get(notice.get_absolute_url()).status_code == 404


def test_the_page_shows_who_won_how_much_and_who_judged(client, notice, office, organisation, expert):
    project = factories.make_project(catalogue=notice.catalogue, name="巾帼阅读")
    application = factories.make_application(project=project, organisation=organisation, state="proposed")
    application.reviews.create(expert=expert, state="signed")
    application.reviews.create(expert=factories.make_user(name="回避者"), state="recused")
    Award.objects.create(application=application, minutes="1号", amount=46000, notice=notice, by=office)
    notice.publish(by=office)
    page = client.get(notice.get_absolute_url()).content.decode()
    assert all(word in page for word in ("巾帼阅读", organisation.name, "4.6", expert.name, "5个工作日"))
    assert "回避者" not in page


def test_the_office_words_it_and_puts_it_up(client, notice, office):
    client.force_login(office)
    form = {"title": "拟立项结果公示", "body": "现将结果公示如下。", "days": 7}
    client.post(reverse("projects:notice_edit", args=[notice.pk]), form)
    client.post(reverse("projects:notice_publish", args=[notice.pk]))
    notice.refresh_from_db()
    assert (notice.title, notice.days, notice.state) == ("拟立项结果公示", 7, State.PUBLISHED)


def test_a_published_notice_is_not_edited(client, notice, office):
    notice.publish(by=office)
    client.force_login(office)
    page = reverse("projects:notice_edit", args=[notice.pk])
    assert client.post(page, {"title": "改", "body": "改", "days": 1}).status_code == 302
    notice.refresh_from_db()
    assert notice.title == "拟立项公示"


@pytest.mark.parametrize("page", ["publish", "end", "withdraw"])
def test_a_link_takes_no_step(client, notice, office, page):
    client.force_login(office)
    assert client.get(reverse(f"projects:notice_{page}", args=[notice.pk])).status_code == 405
