from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from fulian import clock
from projects.models import Catalogue, Project
from projects.models.catalogue import State
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "edit": lambda catalogue, user: catalogue.edit(by=user, contact="0813-1234567"),
    "send_for_approval": lambda catalogue, user: catalogue.send_for_approval(by=user),
    "send_back": lambda catalogue, user: catalogue.send_back(by=user, reason="时间太短"),
    "publish": lambda catalogue, user: catalogue.publish(by=user),
    "close": lambda catalogue, user: catalogue.close(by=user),
}
WHO = {
    "edit": {"office", "wang", "keeper"},  # every department's officers prepare it together
    "send_for_approval": {"office"},
    "send_back": {"leader"},
    "publish": {"leader"},
    "close": {"office"},
}
PEOPLE = ["office", "leader", "wang", "keeper", "head", "finance", "observer", "expert", "li", "stranger"]


@pytest.fixture
def draft(department):
    """Ready to go: one accepted entry, a window, a rubric."""
    catalogue = factories.make_catalogue(state="draft", published_at=None)
    factories.make_project(department=department, catalogue=catalogue, state="ready")
    return catalogue


def test_every_step_is_tried():
    assert_table_is_complete(Catalogue, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(draft, request, step):
    assert_only_from_its_states(draft, step, TAKE[step], request.getfixturevalue(min(WHO[step])))


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(draft, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(draft, step, TAKE[step], people, WHO[step])


def test_the_leader_publishes_and_the_window_opens(client, draft, office, leader):
    client.force_login(office)
    client.post(reverse("projects:catalogue_send_for_approval", args=[draft.pk]))
    assert leader.inbox.get().link == draft.get_absolute_url()
    client.force_login(leader)
    client.post(reverse("projects:catalogue_publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == State.PUBLISHED
    assert draft.projects.get().is_open()
    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_publishing_keeps_what_was_published(draft, office, leader):
    draft.send_for_approval(by=office)
    draft.publish(by=leader)
    revision = draft.revisions.get()
    assert revision.verifies()
    assert draft.projects.get().name in revision.snapshot
    revision.snapshot = revision.snapshot.replace("100000", "900000")
    assert not revision.verifies()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"open_at": None}, "申报开始和截止时间"),
        ({"close_at": clock.now() - timedelta(days=30)}, "应晚于开始时间"),
        ({"rubric": None}, "评审细则"),
        ({"instalment_last": 20}, "100%"),
    ],
)
def test_what_is_missing_is_said_and_stops_it(draft, office, fields, said):
    Catalogue.objects.filter(pk=draft.pk).update(**fields)
    with pytest.raises(ValidationError) as refusal:
        draft.send_for_approval(by=office)
    assert said in " ".join(refusal.value.messages)


def test_an_entry_that_no_head_has_accepted_stops_it(draft, department, office):
    factories.make_project(department=department, catalogue=draft, state="handed_in", name="未审条目")
    with pytest.raises(ValidationError) as refusal:
        draft.send_for_approval(by=office)
    assert "未审条目" in refusal.value.messages[0]


def test_a_cancelled_entry_is_neither_published_nor_counted(draft, department, office, leader):
    factories.make_project(department=department, catalogue=draft, state="cancelled")
    draft.send_for_approval(by=office)
    draft.publish(by=leader)
    assert Project.objects.published().count() == 1
    assert Catalogue.objects.for_list().get(pk=draft.pk).size == 1


def test_the_leader_sends_it_back_with_a_reason(client, draft, office, leader):
    draft.send_for_approval(by=office)
    client.force_login(leader)
    page = reverse("projects:catalogue_send_back", args=[draft.pk])
    client.post(page, {"reason": ""})
    draft.refresh_from_db()
    assert draft.state == State.IN_APPROVAL
    client.post(page, {"reason": "申报时间太短"})
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert office.inbox.first().body == "申报时间太短"


def test_it_is_not_closed_while_applications_are_taken(catalogue, office):
    with pytest.raises(ValidationError) as refusal:
        catalogue.close(by=office)
    assert refusal.value.code == "open"


@pytest.mark.parametrize("page", ["send_for_approval", "send_back", "publish", "close"])
def test_a_link_takes_no_step(client, draft, leader, page):
    client.force_login(leader)
    assert client.get(reverse(f"projects:catalogue_{page}", args=[draft.pk])).status_code == 405
