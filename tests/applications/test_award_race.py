"""Deciding and signing at the same second, on PostgreSQL."""

from decimal import Decimal

import pytest

from applications.models import Agreement, Application, Award, Review
from applications.models.application import State
from fulian.history.models import Entry
from fulian.users.models import Role, User
from tests import factories
from tests.applications import choosing
from tests.races import POSSIBLE, together


def people():
    """A department's project, its officer, and two leaders."""
    department = factories.make_department()
    officer = factories.make_user(Role.OFFICER, department=department)
    leaders = [factories.make_user(Role.LEADER) for _ in range(2)]
    return factories.make_project(department=department), officer, leaders


if POSSIBLE:

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("attempt", range(5))
    def test_two_leaders_decide_for_rivals_and_one_wins(attempt):
        project, officer, leaders = people()
        rivals = choosing.ranked(project, officer, 90, 90)

        def decide(n):
            application = Application.objects.get(pk=rivals[n].pk)
            Award.objects.decide(application, by=leaders[n], minutes="1号", amount=Decimal(40000))

        assert sorted(together(2, decide)) == ["", "decided"]
        states = Application.objects.filter(project=project).values_list("state", flat=True)
        assert sorted(states) == [State.PROPOSED, State.RESERVE]
        assert Award.objects.count() == 1

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_one_organisation_wins_two_projects_at_once_only_as_often_as_it_may():
        _, officer, leaders = people()
        organisation, catalogue = factories.make_organisation(), factories.make_catalogue()
        applications = [
            factories.make_application(
                project=factories.make_project(department=officer.department, catalogue=catalogue),
                organisation=organisation,
                state=State.REVIEWED,
                final_score=Decimal(90),
            )
            for _ in range(2)
        ]

        def decide(n):
            application = Application.objects.get(pk=applications[n].pk)
            Award.objects.decide(application, by=leaders[n], minutes="1号", amount=Decimal(40000))

        assert sorted(together(2, decide)) == ["", "wins"]

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("attempt", range(5))
    def test_the_last_experts_sign_together_and_the_scores_are_settled_once(attempt):
        project, officer, _ = people()
        applications, _ = choosing.assigned(project, officer)
        reviews = list(Review.objects.order_by("pk"))
        for review in reviews:
            choosing.fill_in(review, 80)

        def sign(n):
            review = Review.objects.get(pk=reviews[n].pk)
            review.sign(by=User.objects.get(pk=review.expert_id))

        assert together(len(reviews), sign) == [""] * 6
        for application in applications:
            application.refresh_from_db()
            assert (application.state, application.final_score) == (State.REVIEWED, 80)
            assert Entry.objects.of(application).filter(verb="评审完成").count() == 1

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_two_clicks_on_publicise_draft_one_notice_and_two_confirmations_two_numbers():
        project, officer, leaders = people()
        office = factories.make_user(Role.OFFICE)
        other = factories.make_project(department=officer.department, catalogue=project.catalogue)
        awards = []
        for one in (project, other):
            (application,) = choosing.ranked(one, officer, 90)
            awards.append(choosing.decided(application, leaders[0]))
        results = together(2, lambda _: Award.objects.publicise(project.catalogue, by=office))
        assert sorted(results) == ["", "nothing"]
        awards[0].refresh_from_db()
        awards[0].notice.publish(by=office)
        with choosing.after(awards[0].notice):
            confirmed = together(2, lambda n: Award.objects.get(pk=awards[n].pk).confirm(by=leaders[n]))
        assert confirmed == ["", ""]
        assert Agreement.objects.count() == 2
