"""Every step of an organisation × every state × every person."""

import pytest

from applications.models import Organisation
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "edit": lambda record, user: record.edit(by=user, county="大安区"),
    "ask_verification": lambda record, user: record.ask_verification(by=user),
    "verify": lambda record, user: record.verify(by=user),
    "return_": lambda record, user: record.return_(by=user, reason="证书不清楚"),
    "suspend": lambda record, user: record.suspend(by=user, reason="严重违约"),
    "restore": lambda record, user: record.restore(by=user),
    "flag_member": lambda record, user: record.flag_member(by=user, platform_member=True),
}
WHOSE = {
    "edit": {"li"},
    "ask_verification": {"li"},
    "verify": {"keeper", "office"},
    "return_": {"keeper", "office"},
    "suspend": {"office"},
    "restore": {"office"},
    "flag_member": {"keeper", "office"},
}
PEOPLE = ["li", "rival", "wang", "head", "keeper", "office", "finance", "leader", "observer", "administrator",
          "expert", "stranger"]  # fmt: skip


def test_every_step_is_tried():
    assert_table_is_complete(Organisation, TAKE)
    assert WHOSE.keys() == TAKE.keys()


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(organisation, request, step):
    for person in WHOSE[step]:
        assert_only_from_its_states(organisation, step, TAKE[step], request.getfixturevalue(person))


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(organisation, other_organisation, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(organisation, step, TAKE[step], people, WHOSE[step])
