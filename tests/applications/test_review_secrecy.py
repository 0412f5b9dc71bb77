"""No score reaches anybody before the last signature of the project."""

import pytest
from django.urls import reverse

from applications.models import Review
from tests.applications import choosing

SCORE, AVERAGE = "87.50", "87.5"


@pytest.fixture
def almost(project, wang):
    """Two applications; all have signed but the last expert, who has scored and not signed."""
    (first, second), _ = choosing.assigned(project, wang)
    choosing.score_all([first], [AVERAGE] * 3)
    *signed, last = second.reviews.order_by("pk")
    for review in signed:
        choosing.sign(review, AVERAGE)
    choosing.fill_in(last, AVERAGE)
    return last


def pages(project):
    return [
        reverse("applications:project_applications", args=[project.pk]),
        reverse("applications:assign", args=[project.pk]),
        reverse("applications:ranking", args=[project.pk]),
        *(reverse("applications:screening", args=[one.pk]) for one in project.applications.all()),
        *(one.get_absolute_url() for one in project.applications.all()),
    ]


@pytest.mark.parametrize("person", ["wang", "head", "leader", "office", "observer", "finance", "expert"])
def test_nobody_reads_a_score_early(client, project, almost, request, person):
    user = request.getfixturevalue(person)
    client.force_login(user)
    for url in pages(project):
        assert AVERAGE not in client.get(url).content.decode(), url
    assert not Review.objects.visible_to(user).exists()
    for format_ in ("pdf", "xlsx"):
        url = reverse("applications:ranking_export", args=[project.pk, format_])
        assert client.get(url).status_code == 404
    for review in Review.objects.all():
        assert client.get(review.get_absolute_url()).status_code == 404


def test_an_expert_reads_only_the_own_scores(client, project, almost):
    client.force_login(almost.expert)
    assert set(Review.objects.visible_to(almost.expert)) == set(Review.objects.filter(expert=almost.expert))
    assert client.get(reverse("applications:ranking", args=[project.pk])).status_code == 404
    almost.sign(by=almost.expert)
    assert client.get(reverse("applications:ranking", args=[project.pk])).status_code == 404
    assert set(Review.objects.visible_to(almost.expert)) == set(Review.objects.filter(expert=almost.expert))


def test_the_page_says_that_the_review_is_unfinished(client, project, almost, wang):
    client.force_login(wang)
    assert "评审未完成" in client.get(reverse("applications:ranking", args=[project.pk])).content.decode()


def test_a_recusal_late_in_the_day_opens_nothing(client, project, almost, wang):
    almost.recuse(by=almost.expert, reason="利害关系")
    client.force_login(wang)
    assert not Review.objects.visible_to(wang).exists()
    for url in pages(project):
        assert AVERAGE not in client.get(url).content.decode(), url


def test_with_the_last_signature_all_scores_open_at_once(client, project, almost, wang, observer, keeper):
    almost.sign(by=almost.expert)
    for user in (wang, observer):
        client.force_login(user)
        assert SCORE in client.get(reverse("applications:ranking", args=[project.pk])).content.decode()
        assert Review.objects.visible_to(user).count() == 6
    assert not Review.objects.visible_to(keeper).exists()
