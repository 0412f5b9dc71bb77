"""Naming experts, standing aside, and when a panel's scores come to count."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from applications.models import Application, Review
from applications.models.application import State as ApplicationState
from fulian.inbox.models import Message
from fulian.users.models import Role
from tests.applications import choosing
from tests.factories import make_user
from tests.queries import assert_constant_queries


@pytest.fixture
def qualified(project):
    return choosing.hand_in(project, 2, state="qualified")


def assign(applications, experts, by):
    Review.objects.assign(applications, experts, by=by)


def refused(applications, experts, by) -> str:
    with pytest.raises(ValidationError) as refusal:
        assign(applications, experts, by)
    assert not Review.objects.exists()
    return refusal.value.code


def test_every_expert_gets_every_application(qualified, wang):
    experts = choosing.make_experts(3)
    assign(qualified, experts, wang)
    assert Review.objects.count() == 6
    assert Message.objects.filter(to__in=experts).count() == 3


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_panel_is_odd_and_large_enough(qualified, wang, size):
    assert refused(qualified, choosing.make_experts(size), wang) == "panel"


def test_an_expert_of_the_applicants_own_is_refused(qualified, wang):
    insider = qualified[0].organisation.people().get()
    insider.grants.create(role=Role.EXPERT)
    assert refused(qualified, [*choosing.make_experts(2), insider], wang) == "conflict"


def test_staff_of_the_lead_department_do_not_judge_its_own_project(qualified, wang, department):
    colleague = make_user(Role.EXPERT, Role.OFFICER, department=department)
    assert refused(qualified, [*choosing.make_experts(2), colleague], wang) == "conflict"


def test_only_experts_are_named(qualified, wang, stranger):
    assert refused(qualified, [*choosing.make_experts(2), stranger], wang) == "not_expert"


def test_experts_wait_until_all_are_screened(project, wang):
    first, _ = choosing.hand_in(project, 2)
    first.qualify(by=wang)
    assert refused([first], choosing.make_experts(3), wang) == "screening"


@pytest.mark.parametrize("person", ["keeper", "head", "leader", "office", "observer", "li"])
def test_only_the_departments_officer_names_them(qualified, request, person):
    with pytest.raises(PermissionDenied):
        assign(qualified, choosing.make_experts(3), request.getfixturevalue(person))


def test_who_steps_aside_is_replaced_for_that_application_alone(project, wang):
    (first, second), experts = choosing.assigned(project, wang)
    gone = first.reviews.get(expert=experts[0])
    gone.recuse(by=experts[0], reason="曾任该单位顾问")
    assert Message.objects.get(to=wang).subject.startswith("专家申请回避")
    with pytest.raises(ValidationError) as refusal:
        assign([first], [experts[0]], wang)
    assert refusal.value.code == "recused"
    assign([first], [make_user(Role.EXPERT)], wang)
    assert first.reviews.panel().count() == second.reviews.panel().count() == 3


def test_scores_count_only_when_the_whole_project_is_signed(project, wang, leader):
    (first, second), _ = choosing.assigned(project, wang)
    choosing.score_all([first], [80, 90, 85])
    assert Application.objects.get(pk=first.pk).final_score is None
    assert Application.objects.get(pk=first.pk).state == ApplicationState.QUALIFIED
    choosing.score_all([second], [70, 70, 70])
    scores = Application.objects.filter(project=project).values_list("final_score", "state").order_by("pk")
    assert [(str(score), state) for score, state in scores] == [("85.00", "reviewed"), ("70.00", "reviewed")]
    assert Message.objects.get(to=leader).subject == f"评审完成，请研究决定：{project.name}"


def test_a_panel_made_even_by_a_recusal_waits_for_a_replacement(project, wang):
    (only,), _ = choosing.assigned(project, wang, applications=1, experts=5)
    *four, last = only.reviews.order_by("pk")
    for review in four:
        choosing.sign(review, 80)
    last.recuse(by=last.expert, reason="亲属关系")
    assert Application.objects.get(pk=only.pk).final_score is None
    substitute = make_user(Role.EXPERT)
    assign([only], [substitute], wang)
    choosing.sign(only.reviews.get(expert=substitute), 80)
    assert Application.objects.get(pk=only.pk).final_score == 80


def test_the_last_recusal_can_settle_a_panel_that_is_still_odd(project, wang):
    (only,), _ = choosing.assigned(project, wang, applications=1, experts=5)
    reviews = list(only.reviews.order_by("pk"))
    for review, total in zip(reviews[:3], [60, 70, 95], strict=True):
        choosing.sign(review, total)
    for review in reviews[3:]:
        review.recuse(by=review.expert, reason="利害关系")
    assert Application.objects.get(pk=only.pk).final_score == 75


def test_the_officer_names_them_on_the_page(client, project, qualified, wang):
    experts = choosing.make_experts(3)
    client.force_login(wang)
    url = reverse("applications:assign", args=[project.pk])
    page = client.get(url).content.decode()
    assert page.count("checked") == 2  # both applications still need experts
    data = {"experts": [one.pk for one in experts], "applications": [one.pk for one in qualified]}
    assert client.post(url, data).url == url
    page = client.get(url).content.decode()
    assert page.count("待声明") == 6
    assert "0 / 3" in page


def test_an_even_panel_is_explained_beside_what_was_ticked(client, project, qualified, wang):
    experts = choosing.make_experts(2)
    client.force_login(wang)
    data = {"experts": [one.pk for one in experts], "applications": [one.pk for one in qualified]}
    page = client.post(reverse("applications:assign", args=[project.pk]), data).content.decode()
    assert "应为不少于3人的单数，现在是2人" in page
    assert page.count("checked") == 4


def test_an_observer_follows_the_progress_and_cannot_assign(client, project, qualified, observer):
    client.force_login(observer)
    url = reverse("applications:assign", args=[project.pk])
    assert "分配专家</button>" not in client.get(url).content.decode()
    data = {"experts": [make_user(Role.EXPERT).pk], "applications": [qualified[0].pk]}
    assert client.post(url, data).status_code == 403


def test_the_board_costs_the_same_for_any_number_of_applications(client, project, qualified, wang):
    experts = choosing.make_experts(3)
    client.force_login(wang)

    def add_one():
        assign(choosing.hand_in(project, 1, state="qualified"), experts, wang)

    assert_constant_queries(client, reverse("applications:assign", args=[project.pk]), add_one)
