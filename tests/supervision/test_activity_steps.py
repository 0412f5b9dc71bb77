from datetime import timedelta

import pytest

from fulian import clock
from supervision.models import Activity
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete
from tests.supervision.records import make_activity

TAKE = {
    "edit": lambda activity, user: activity.edit(by=user, title="改名"),
    "attach": lambda activity, user: activity.attach(factories.make_photo(), by=user, slot="photo"),
    "detach": lambda activity, user: activity.detach(activity.files.first().pk, by=user),
    "record": lambda activity, user: activity.record(by=user),
    "confirm": lambda activity, user: activity.confirm(by=user),
    "return_": lambda activity, user: activity.return_(by=user, reason="请补充"),
    "cancel": lambda activity, user: activity.cancel(by=user, reason="下雨"),
}
OFFICERS = {"confirm", "return_"}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]


@pytest.fixture
def activity(agreement, li):
    return make_activity(agreement, li, starts_at=clock.now() + timedelta(seconds=1))


def test_every_step_is_tried():
    assert_table_is_complete(Activity, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(activity, li, wang, step):
    with clock.travel(clock.now() + timedelta(hours=1)):
        assert_only_from_its_states(activity, step, TAKE[step], wang if step in OFFICERS else li)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(activity, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(activity, step, TAKE[step], people, {"wang"} if step in OFFICERS else {"li"})
