"""Every step of an application × every state × every person."""

import pytest

from applications.models import Application, Review
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "edit": lambda record, user: record.edit(by=user, version=record.version, plan="新方案"),
    "submit": lambda record, user: record.submit(by=user),
    "withdraw": lambda record, user: record.withdraw(by=user),
    "return_": lambda record, user: record.return_(by=user, reason="补正"),
    "qualify": lambda record, user: record.qualify(by=user),
    "disqualify": lambda record, user: record.disqualify(by=user, reason="不符"),
    "assign": lambda record, user: Review.objects.assign([record], [], by=user),
    "propose": lambda record, user: record.propose(by=user),
    "reserve": lambda record, user: record.reserve(by=user),
    "decline": lambda record, user: record.decline(by=user),
    "award": lambda record, user: record.award(by=user),
}
WHOSE = {
    "edit": "li", "submit": "li", "withdraw": "li",
    "return_": "wang", "qualify": "wang", "disqualify": "wang", "assign": "wang",
    "propose": "leader", "reserve": "leader", "decline": "leader", "award": "leader",
}  # fmt: skip
PEOPLE = ["li", "rival", "wang", "head", "keeper", "office", "finance", "leader", "observer", "administrator",
          "expert", "stranger"]  # fmt: skip


@pytest.fixture
def submitted(project, organisation):
    return factories.make_submitted(project=project, organisation=organisation)


def test_every_step_is_tried():
    assert_table_is_complete(Application, TAKE)
    assert WHOSE.keys() == TAKE.keys()


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(submitted, request, step, closed):
    if closed:
        factories.close(submitted.project.catalogue)
    assert_only_from_its_states(submitted, step, TAKE[step], request.getfixturevalue(WHOSE[step]))


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_person_only(submitted, other_organisation, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(submitted, step, TAKE[step], people, {WHOSE[step]})
