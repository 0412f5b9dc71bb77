import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from supervision.documents.package import verify
from supervision.models import Archive
from tests.supervision.closing import make_accepted, make_running, pay_all


@pytest.fixture
def accepted(department, organisation, li, wang, head):
    return make_accepted(department, organisation, li, wang, head)


@pytest.fixture
def ready(accepted, li, head, finance):
    pay_all(accepted, li, head, finance)
    return accepted


def build(client, agreement):
    return client.post(reverse("supervision:archive_build", args=[agreement.pk]), follow=True)


def test_the_office_builds_and_files_it(client, ready, office):
    client.force_login(office)
    page = build(client, ready).content.decode()
    assert "档案已生成并归档。" in page
    archive = Archive.objects.get(agreement=ready)
    ready.refresh_from_db()
    assert ready.state == "archived"
    files = {stored.slot: stored for stored in archive.files.all()}
    assert files["book"].sha256 in page
    with files["package"].content.open("rb") as package:
        assert verify(package) == []
    assert "查看档案" in client.get(ready.closeout.get_absolute_url()).content.decode()


def test_what_is_missing_is_named_and_nothing_is_built(client, accepted, office):
    client.force_login(office)
    page = build(client, accepted).content.decode()
    assert "任务“拨付第1期资金（协议签订后）”尚未完成。" in page
    assert not Archive.objects.exists()


def test_before_acceptance_there_is_nothing_to_file(client, department, organisation, wang):
    running = make_running(department, organisation)
    client.force_login(wang)
    with pytest.raises(ValidationError) as refused:
        Archive.objects.refuse_unready(running)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("person", ["li", "head", "finance", "leader", "observer"])
def test_others_may_not_file_it(client, ready, request, person):
    user = request.getfixturevalue(person)
    client.force_login(user)
    assert build(client, ready).status_code == 403
    with pytest.raises(PermissionDenied):
        Archive.objects.keep(ready, by=user, book=b"%PDF", package=io.BytesIO(b"PK"))
    ready.refresh_from_db()
    assert ready.state == "accepted"


def test_it_is_filed_once(client, ready, wang):
    keep = Archive.objects.keep
    keep(ready, by=wang, book=b"%PDF", package=io.BytesIO(b"PK"))
    with pytest.raises(ValidationError):
        keep(ready, by=wang, book=b"%PDF", package=io.BytesIO(b"PK"))
    assert Archive.objects.count() == 1


@pytest.mark.parametrize(
    ("person", "status"),
    [("wang", 200), ("office", 200), ("finance", 200), ("observer", 200), ("li", 404), ("keeper", 404)],
)
def test_the_archive_is_the_federations_own(client, ready, wang, request, person, status):
    archive = Archive.objects.keep(ready, by=wang, book=b"%PDF", package=io.BytesIO(b"PK"))
    client.force_login(request.getfixturevalue(person))
    assert client.get(archive.get_absolute_url()).status_code == status
    stored = archive.files.get(slot="package")
    response = client.get(stored.get_absolute_url())
    assert b"".join(response)
    assert response.status_code == status


def test_a_large_package_is_kept_with_its_hash(ready, wang):
    archive = Archive.objects.keep(ready, by=wang, book=b"%PDF", package=io.BytesIO(b"PK" * 1_000_000))
    stored = archive.files.get(slot="package")
    with stored.content.open("rb") as content:
        assert len(content.read()) == stored.size == 2_000_000
