import pytest

from supervision.models import Duty
from supervision.obligations import Owner
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "attach": lambda duty, user: duty.attach(factories.make_photo(), by=user),
    "submit": lambda duty, user: duty.submit(by=user, statement="已完成。"),
    "accept": lambda duty, user: duty.accept(by=user),
    "return_": lambda duty, user: duty.return_(by=user, reason="请补充"),
    "waive": lambda duty, user: duty.waive(by=user, reason="项目调整"),
}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]
WHO = {
    # owner of the duty → step → who may take it
    Owner.CONTRACTOR: {
        "attach": {"li"}, "submit": {"li"}, "accept": {"wang"}, "return_": {"wang"}, "waive": {"head"},
    },
    Owner.DEPARTMENT: {
        "attach": {"wang"}, "submit": {"wang"}, "accept": {"wang"}, "return_": {"wang"}, "waive": {"head"},
    },
    Owner.FINANCE: {
        "attach": {"finance"}, "submit": {"finance"}, "accept": {"finance"}, "return_": {"finance"},
        "waive": {"head"},
    },
}  # fmt: skip


@pytest.fixture
def duty(agreement):
    return agreement.duties.get(code="FINAL_REPORT")


def test_every_step_is_tried():
    assert_table_is_complete(Duty, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(duty, li, wang, head, step):
    person = {"attach": li, "submit": li, "accept": wang, "return_": wang, "waive": head}[step]
    assert_only_from_its_states(duty, step, TAKE[step], person)


@pytest.mark.parametrize("step", TAKE)
@pytest.mark.parametrize("owner", Owner)
def test_a_step_is_open_to_its_people_only(duty, request, other_organisation, owner, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    Duty.objects.filter(pk=duty.pk).update(owner=owner, evidence="statement")
    assert_only_for(duty, step, TAKE[step], people, WHO[owner][step])
