import pytest

from projects.codes import Code
from supervision.models import Duty, ProgressReport
from tests import factories
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

TAKE = {
    "edit": lambda report, user: report.edit(by=user, done="已开展活动。"),
    "submit": lambda report, user: report.submit(by=user),
    "return_": lambda report, user: report.return_(by=user, reason="请补充"),
    "accept": lambda report, user: report.accept(by=user),
}
OFFICERS = {"return_", "accept"}
PEOPLE = ["li", "rival", "wang", "keeper", "head", "finance", "office", "leader", "observer", "stranger"]


@pytest.fixture
def report(department, organisation, li):
    project = factories.make_project(Code.PROGRESS_QUARTERLY, department=department)
    agreement = factories.make_agreement(project=project, organisation=organisation)
    return ProgressReport.objects.start(agreement.duties.filter(evidence="report").first(), by=li)


def test_every_step_is_tried():
    assert_table_is_complete(ProgressReport, TAKE)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(report, li, wang, step):
    if step in OFFICERS:
        Duty.objects.filter(pk=report.duty_id).update(state="submitted")
    assert_only_from_its_states(report, step, TAKE[step], wang if step in OFFICERS else li)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_people_only(report, request, other_organisation, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(report, step, TAKE[step], people, {"wang"} if step in OFFICERS else {"li"})
