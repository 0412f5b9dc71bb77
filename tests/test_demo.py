"""The demo loads, and whatever link a person is shown there opens for them."""

import re
from collections import Counter, deque

import pytest
from django.core.management import call_command
from django.urls import resolve

from applications.models import Agreement, Application
from fulian.users.models import User
from projects.models import Project

pytestmark = pytest.mark.django_db

PEOPLE = [
    "",
    "zhuxi",
    "bangong",
    "caiwu",
    "jijian",
    "quanxuan",
    "zulianbuzhang",
    "zhuanjia1",
    "ziwei",
    "xinsheng",
    "luren",
]
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
TWICE = 2  # records of each kind of page that a person opens
PAPER = re.compile(r"files:download|_pdf$|export$")  # costly to make: opened once, by whoever comes first


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for this module and rolled back after it."""
    from django.db import transaction  # noqa: PLC0415 - only here

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture(scope="module")
def papers():
    return set()


def walk(client, start: str, papers: set):
    """(url, status) of every page reached by links from ``start``, two records of each kind.

    ``papers`` are the documents that somebody has opened already.
    """
    queue, seen, opened = deque([start]), {start}, Counter()
    while queue:
        url = queue.popleft()
        name = resolve(url.split("?")[0]).view_name
        opened[name] += 1
        if opened[name] > TWICE or url in papers:
            continue
        if PAPER.search(name):
            papers.add(url)
        response = client.get(url)
        yield url, response.status_code
        if response.status_code == 200 and "html" in response["Content-Type"]:
            links = {link.replace("&amp;", "&") for link in LINK.findall(response.content.decode())}
            queue.extend(sorted(links - seen))
            seen |= links
        b"".join(response)  # a file is closed when it has been read


@pytest.mark.parametrize("username", PEOPLE)
def test_every_link_that_a_person_is_shown_opens(demo, papers, client, username):
    if username:
        client.force_login(User.objects.get(username=username))
    pages = dict(walk(client, "/home/" if username else "/", papers))
    assert {
        url: status for url, status in pages.items() if status != 200 and not url.startswith("/accounts/")
    } == {}
    assert len(pages) > 3


def test_it_shows_a_record_in_each_stage_of_life(demo):
    assert {"draft", "handed_in", "ready", "published"} <= set(
        Project.objects.values_list("state", flat=True)
    )
    assert {"draft", "submitted", "qualified", "reviewed", "proposed", "awarded"} <= set(
        Application.objects.values_list("state", flat=True)
    )
    assert {"drafted", "running", "closing", "accepted", "archived"} <= set(
        Agreement.objects.values_list("state", flat=True)
    )


def test_a_second_start_changes_nothing(demo):
    before = User.objects.count(), Project.objects.count()
    call_command("load_demo", verbosity=0)
    assert (User.objects.count(), Project.objects.count()) == before
