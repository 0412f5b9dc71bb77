"""Ten hostile tries, each refused. What each noun's own tests show in depth stands here once, by its name."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.models import Review, Submission
from applications.models.application import State
from fulian.files.models import StoredFile
from fulian.history.models import Entry
from tests import factories
from tests.races import POSSIBLE, together


def address(name, *keys):
    return reverse(name, args=[getattr(key, "pk", key) for key in keys])


@pytest.fixture
def review(application, expert):
    """An application that was handed in, its window closed, an expert assigned."""
    application.state, application.submitted_at = State.QUALIFIED, application.project.catalogue.open_at
    application.save()
    factories.close(application.project.catalogue)
    return Review.objects.create(application=application, expert=expert)


def test_1_another_organisations_application_does_not_exist(client, application, rival, other_organisation):
    client.force_login(rival)
    for page in ("application_detail", "application_edit", "application_pdf", "receipt"):
        assert client.get(address(f"applications:{page}", application)).status_code == 404
    for step in ("application_submit", "application_withdraw"):
        assert client.post(address(f"applications:{step}", application)).status_code == 404
    application.refresh_from_db()
    assert application.state == State.DRAFT


@pytest.mark.parametrize(
    "person", ["wang", "head", "office", "finance", "leader", "observer", "administrator"]
)
def test_2_a_draft_is_hidden_from_all_staff(client, request, application, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(address("applications:application_detail", application)).status_code == 404
    assert application.organisation.name not in client.get("/applications/").content.decode()


def test_3_one_second_late_is_late(application, li):
    close_at = application.project.catalogue.close_at
    with pytest.raises(ValidationError) as refusal:
        application.submit(by=li, at=close_at + timedelta(seconds=1))
    assert refusal.value.code == "closed"
    assert not Submission.objects.exists()
    application.submit(by=li, at=close_at)
    assert application.state == State.SUBMITTED


def test_4_a_second_click_makes_no_second_submission(client, application, li):
    client.force_login(li)
    for _ in range(2):
        client.post(address("applications:application_submit", application))
    assert Submission.objects.count() == 1
    assert Entry.objects.of(application).filter(verb="submit").count() == 1


if POSSIBLE:

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_4_four_submissions_at_once_are_one(application, li):
        def act(number):
            type(application).objects.get(pk=application.pk).submit(by=type(li).objects.get(pk=li.pk))

        results = together(4, act)
        assert sorted(results) == ["", "wrong_state", "wrong_state", "wrong_state"]
        assert Submission.objects.count() == 1


def test_5_a_renamed_program_is_not_kept(client, application, li):
    client.force_login(li)
    program = SimpleUploadedFile("预算说明.pdf", b"MZ\x90\x00\x03" + b"\x00" * 500, "application/pdf")
    url = address("applications:application_attach", application)
    page = client.post(url, {"slot": "other", "upload": program}, follow=True)
    assert "预算说明.pdf" in page.content.decode()
    assert not StoredFile.objects.exists()


def test_6_an_expert_who_did_not_declare_neither_reads_nor_scores(client, review, expert):
    client.force_login(expert)
    page = client.get(address("applications:review_detail", review)).content.decode()
    assert review.application.summary not in page
    scores = {criterion.pk: (Decimal(1), "") for criterion in review.criteria()}
    with pytest.raises(ValidationError) as refusal:
        review.score(by=expert, scores=scores, comment="", recommendation="")
    assert refusal.value.code == "wrong_state"


@pytest.mark.parametrize("person", ["wang", "head", "office", "leader", "observer"])
def test_7_scores_are_not_seen_before_the_last_signature(client, request, review, expert, person):
    review.declare(by=expert)
    scores = {criterion.pk: (Decimal("7.5"), "") for criterion in review.criteria()}
    review.score(by=expert, scores=scores, comment="", recommendation="")
    onlooker = request.getfixturevalue(person)
    assert not Review.objects.visible_to(onlooker).exists()
    client.force_login(onlooker)
    page = client.get(address("applications:ranking", review.application.project))
    assert "52.5" not in page.content.decode()
    assert client.get(address("applications:review_detail", review)).status_code == 404


def test_8_no_step_is_taken_by_following_a_link():
    """Each step's address in the access table answers 405 to GET for everybody who is signed in."""
    table = Path(__file__).with_name("access.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in table.splitlines() if line and not line.startswith("#")]
    pages = {page for page, method, *_ in rows if method == "post"}
    refused = {
        page for page, method, _, *answers in rows if method == "get" and any("405" in a for a in answers)
    }
    shown = {page for page, method, _, *answers in rows if method == "get"} - refused
    assert len(refused) > 60
    assert {page for page in pages - refused if page not in shown} == set()


def test_8_a_link_changes_nothing(client, application, li):
    client.force_login(li)
    assert client.get(address("applications:application_submit", application)).status_code == 405
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_9_a_stale_tab_does_not_overwrite_what_was_submitted(client, application, li):
    client.force_login(li)
    client.get(address("applications:application_edit", application))
    stale = {"version": application.version, "summary": "旧标签页里的文字"}
    client.post(address("applications:application_submit", application))
    client.post(address("applications:application_edit", application), stale)
    application.refresh_from_db()
    assert (application.state, application.summary) == (State.SUBMITTED, "内容已写明。")
    assert application.receipt().verifies()


def test_10_a_deactivated_person_is_out_at_the_next_click(client, application, li):
    client.force_login(li)
    li.is_active = False
    li.save(update_fields=["is_active"])
    response = client.get(address("applications:application_detail", application))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_10_a_deactivated_membership_sees_nothing(client, application, li):
    li.memberships.update(active=False)
    client.force_login(li)
    assert client.get(address("applications:application_detail", application)).status_code == 404
    with pytest.raises(PermissionDenied):
        application.submit(by=type(li).objects.get(pk=li.pk))
