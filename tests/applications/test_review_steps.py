import pytest

from applications.models import Review
from tests.applications import choosing
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "declare": lambda review, user: review.declare(by=user),
    "recuse": lambda review, user: review.recuse(by=user, reason="利害关系"),
    "score": lambda review, user: review.score(by=user, scores={}, comment="", recommendation=""),
    "sign": lambda review, user: review.sign(by=user),
}
PEOPLE = ["li", "wang", "head", "office", "finance", "leader", "observer", "expert", "stranger"]


@pytest.fixture
def review(project, wang):
    (first, _), _ = choosing.assigned(project, wang)
    return first.reviews.order_by("pk").first()


def test_every_step_is_tried():
    assert_table_is_complete(Review, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(review, step):
    assert_only_from_its_states(review, step, TAKE[step], review.expert)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_person_only(review, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(review, step, TAKE[step], people | {"own": review.expert}, {"own"})


def test_who_is_no_expert_any_more_cannot_go_on(review):
    review.expert.grants.all().delete()
    review.expert.__dict__.pop("roles", None)
    assert review.steps_for(review.expert) == set()
