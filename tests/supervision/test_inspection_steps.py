import pytest

from supervision.models import Finding, Inspection
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete
from tests.supervision.records import make_inspection

TAKE = {
    "edit": lambda inspection, user: inspection.edit(by=user, documents="齐全。"),
    "attach": lambda inspection, user: inspection.attach(factories.make_photo(), by=user),
    "record": lambda inspection, user: inspection.record(by=user),
    "acknowledge": lambda inspection, user: inspection.acknowledge(by=user, reply="无异议"),
    "close": lambda inspection, user: inspection.close(by=user),
}
TAKE_FINDING = {
    "answer": lambda finding, user: finding.answer(by=user, text="已整改。"),
    "fix": lambda finding, user: finding.fix(by=user),
    "reject": lambda finding, user: finding.reject(by=user, recheck="仍缺签到表"),
}
CONTRACTORS = {"acknowledge", "answer"}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]


@pytest.fixture
def inspection(agreement, wang):
    return make_inspection(agreement, wang, findings=["签到表不全"])


@pytest.fixture
def finding(inspection, wang):
    inspection.record(by=wang)
    return inspection.findings.get()


def test_every_step_is_tried():
    assert_table_is_complete(Inspection, TAKE)
    assert_table_is_complete(Finding, TAKE_FINDING)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(inspection, li, wang, step):
    assert_only_from_its_states(inspection, step, TAKE[step], li if step in CONTRACTORS else wang)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(inspection, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(inspection, step, TAKE[step], people, {"li"} if step in CONTRACTORS else {"wang"})


@pytest.mark.parametrize("step", TAKE_FINDING)
def test_a_step_of_a_finding_starts_from_its_states_only(finding, li, wang, step):
    assert_only_from_its_states(finding, step, TAKE_FINDING[step], li if step in CONTRACTORS else wang)


@pytest.mark.parametrize("step", TAKE_FINDING)
def test_a_step_of_a_finding_is_open_to_its_people_only(finding, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    allowed = {"li"} if step in CONTRACTORS else {"wang"}
    assert_only_for(finding, step, TAKE_FINDING[step], people, allowed)
