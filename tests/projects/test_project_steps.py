import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fulian.history.models import Entry
from projects.models import Clause, Project
from projects.models.project import State
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "edit": lambda project, user: project.edit(by=user, name="新名称"),
    "confirm": lambda project, user: project.confirm(by=user, codes={}),
    "hand_in": lambda project, user: project.hand_in(by=user),
    "send_back": lambda project, user: project.send_back(by=user, reason="目标不明确"),
    "accept": lambda project, user: project.accept(by=user),
    "cancel": lambda project, user: project.cancel(by=user, reason="不再实施"),
    "publish": lambda project, user: project.publish(by=user),
}
WHO = {
    "edit": "wang",
    "confirm": "wang",
    "hand_in": "wang",
    "send_back": "head",
    "accept": "head",
    "cancel": "head",
    "publish": "leader",
}
PEOPLE = ["wang", "head", "keeper", "office", "finance", "leader", "observer", "expert", "li", "stranger"]


@pytest.fixture
def draft(department):
    """In the making, complete but not handed in."""
    catalogue = factories.make_catalogue(state="draft", published_at=None)
    return factories.make_project(department=department, catalogue=catalogue, state="draft")


def test_every_step_is_tried():
    assert_table_is_complete(Project, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(draft, request, step):
    assert_only_from_its_states(draft, step, TAKE[step], request.getfixturevalue(WHO[step]))


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_person_only(draft, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(draft, step, TAKE[step], people, {WHO[step]})


def put_in_state(record, state):
    type(record).objects.filter(pk=record.pk).update(state=state)
    record.refresh_from_db()


def test_an_officer_hands_in_and_the_head_accepts(client, draft, wang, head):
    client.force_login(wang)
    client.post(reverse("projects:hand_in", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == State.HANDED_IN
    assert head.inbox.get().link == draft.get_absolute_url()
    client.force_login(head)
    client.post(reverse("projects:accept", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == State.READY


def test_the_head_sends_back_with_a_reason_that_the_officer_reads(client, draft, wang, head):
    put_in_state(draft, State.HANDED_IN)
    client.force_login(head)
    client.post(reverse("projects:send_back", args=[draft.pk]), {"reason": "项目目标不够具体"})
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert wang.inbox.get().body == "项目目标不够具体"
    assert Entry.objects.of(draft).first().note == "项目目标不够具体"


@pytest.mark.parametrize("page", ["send_back", "cancel"])
def test_without_a_reason_nothing_is_sent_back_or_cancelled(client, draft, head, page):
    put_in_state(draft, State.HANDED_IN)
    client.force_login(head)
    client.post(reverse(f"projects:{page}", args=[draft.pk]), {"reason": " "})
    draft.refresh_from_db()
    assert draft.state == State.HANDED_IN


@pytest.mark.parametrize("gap", ["goal", "requirements", "period", "ends_on", "amount"])
def test_an_incomplete_entry_is_not_handed_in(draft, wang, gap):
    empty = None if gap in {"ends_on", "amount"} else ""
    Project.objects.filter(pk=draft.pk).update(**{gap: empty})
    with pytest.raises(ValidationError) as refusal:
        draft.hand_in(by=wang)
    assert refusal.value.code == "incomplete"
    assert Project._meta.get_field(gap).verbose_name in refusal.value.message


def test_entries_of_a_catalogue_in_approval_stay_as_they_are(draft, head):
    put_in_state(draft, State.READY)
    put_in_state(draft.catalogue, "in_approval")
    for step in ("send_back", "cancel"):
        with pytest.raises(ValidationError) as refusal:
            TAKE[step](draft, head)
        assert refusal.value.code == "catalogue_not_draft"


@pytest.mark.parametrize("page", ["hand_in", "accept", "send_back", "cancel"])
def test_a_link_takes_no_step(client, draft, wang, page):
    client.force_login(wang)
    assert client.get(reverse(f"projects:{page}", args=[draft.pk])).status_code == 405


def test_the_officer_of_another_department_is_refused(client, draft, keeper):
    client.force_login(keeper)
    assert client.post(reverse("projects:hand_in", args=[draft.pk])).status_code == 403


def test_the_officer_settles_the_types_of_each_clause(draft, wang):
    clause = draft.clauses.get()
    draft.confirm(by=wang, codes={clause.pk: ["AUDIT_REPORT", "FINAL_REPORT"]})
    assert draft.requirements_confirmed
    assert draft.codes() == {"AUDIT_REPORT", "FINAL_REPORT"}


def test_recognised_parameters_survive_the_confirmation(draft, wang):
    clause = draft.clauses.get()
    clause.requirements.update(parameters={"documents": ["结项报告"]})
    draft.confirm(by=wang, codes={clause.pk: ["FINAL_REPORT"]})
    assert clause.requirements.get().details == "结项报告"


def test_a_failing_edit_leaves_the_clauses_alone(draft, keeper):
    with pytest.raises(PermissionDenied):
        draft.edit(by=keeper, clauses=[], indicators=[])
    assert Clause.objects.filter(project=draft).count() == 1
