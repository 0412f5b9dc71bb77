"""Submitting at the same second, on PostgreSQL: one receipt, and never more than the limit."""

import pytest

from applications.models import Application, Submission
from tests import factories
from tests.races import POSSIBLE, together


def fresh(application):
    """The row as another request would load it."""
    return Application.objects.get(pk=application.pk)


if POSSIBLE:

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_four_submit_the_same_application_and_one_receipt_is_made():
        li = factories.make_user()
        application = factories.make_application(organisation=factories.make_organisation(li))
        results = together(4, lambda _: fresh(application).submit(by=li))
        assert sorted(results) == ["", "wrong_state", "wrong_state", "wrong_state"]
        assert Submission.objects.count() == 1

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_several_applications_at_once_never_pass_the_limit():
        li = factories.make_user()
        organisation = factories.make_organisation(li)
        catalogue = factories.make_catalogue(applications_per_organisation=2)
        drafts = [
            factories.make_application(
                project=factories.make_project(catalogue=catalogue), organisation=organisation
            )
            for _ in range(5)
        ]
        results = together(5, lambda n: fresh(drafts[n]).submit(by=li))
        assert sorted(results) == ["", "", "too_many", "too_many", "too_many"]
        assert Application.objects.filter(state="submitted").count() == 2

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_rivals_at_once_get_receipt_numbers_without_gap_or_double():
        project = factories.make_project()
        members = [factories.make_user() for _ in range(5)]
        drafts = [
            factories.make_application(project=project, organisation=factories.make_organisation(member))
            for member in members
        ]
        assert together(5, lambda n: fresh(drafts[n]).submit(by=members[n])) == [""] * 5
        numbers = sorted(Submission.objects.values_list("number", flat=True))
        assert [number[-3:] for number in numbers] == ["001", "002", "003", "004", "005"]

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_a_double_click_on_start_makes_one_draft():
        li = factories.make_user()
        organisation, project = factories.make_organisation(li), factories.make_project()

        def start(_):
            mine = type(organisation).objects.get(pk=organisation.pk)
            Application.objects.start(project=project, organisation=mine, by=li)

        assert together(4, start) == [""] * 4
        assert Application.objects.count() == 1
