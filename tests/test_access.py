"""Every page of the portal and what each person gets there: access.txt. A new page adds its line."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.scene import make_people, make_scene

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("access.txt")
ANSWERS = {"reason": "理由", "reply": "无异议", "text": "已整改", "recheck": "未到位"}  # to what steps ask
THIRD_PARTY = {"account"}  # django-allauth's own pages are tested by test_accounts


def lines():
    """(page, method, record or numbers, {letter: status}) from access.txt."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        page, method, record, *answers = line.split()
        pairs = [answer.split("=") for answer in answers]
        yield page, method, record, {letter: int(status) for status, letters in pairs for letter in letters}


def names(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        elif pattern.name and not pattern.name.startswith(tuple(THIRD_PARTY)):
            yield prefix + pattern.name


def keys_for(record: str, scene: dict) -> list:
    """The address's keys: ``-`` none, else record names and literal words joined by commas."""
    if record == "-":
        return []
    found = [scene.get(name, name) for name in record.split(",")]
    return [getattr(one, "pk", one) for one in found]


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """People and records, made once for the whole table and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = make_people()
        clients = {"A": Client()} | {letter: Client() for letter in people}
        for letter, user in people.items():
            clients[letter].force_login(user)
        yield clients, make_scene(people)
        transaction.set_rollback(True)


def test_no_page_is_missing_from_the_table():
    assert sorted({page for page, *_ in lines()}) == sorted(set(names(get_resolver().url_patterns)))


@pytest.mark.parametrize(
    ("page", "method", "record", "expected"), list(lines()), ids=lambda value: str(value)[:50]
)
def test_each_person_gets_the_page_or_is_turned_away(stage, page, method, record, expected):
    clients, scene = stage
    address = reverse(page, args=keys_for(record, scene))
    found = {}
    for letter, client in clients.items():
        with transaction.atomic():
            response = getattr(client, method)(address, ANSWERS if method == "post" else {})
            found[letter] = response.status_code
            b"".join(response)  # a file is closed when it has been read
            transaction.set_rollback(True)
    assert found == expected
