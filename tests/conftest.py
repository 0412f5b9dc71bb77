"""The people of the tests, and one of each record."""

import os

import pytest
from hypothesis import settings

from fulian.users.models import Role
from tests import factories
from tests.browser import browser, page_for  # noqa: F401 - fixtures

# The same examples at every run, however slow the machine; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

LONG = ("tests/road/", "tests/test_demo.py")


def pytest_collection_modifyitems(items):
    """The long ones first, so that no worker sits over one of them when the others have finished."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture
def department(db):
    """权宣部: whose project most tests are about."""
    return factories.make_department(name="权益宣传部", short_name="权宣部")


@pytest.fixture
def wang(department):
    """Officer of the lead department."""
    return factories.make_user(Role.OFFICER, name="王经办", username="wang", department=department)


@pytest.fixture
def head(department):
    """Head of the lead department."""
    return factories.make_user(Role.HEAD, name="何部长", username="head", department=department)


@pytest.fixture
def keeper(db):
    """Officer of 组联部, which keeps the organisations; for the tests' projects an outsider."""
    department = factories.make_department(
        name="组织联络部", short_name="组联部", verifies_organisations=True
    )
    return factories.make_user(Role.OFFICER, name="组经办", username="keeper", department=department)


@pytest.fixture
def office(db):
    return factories.make_user(Role.OFFICE, name="办主任", username="office")


@pytest.fixture
def finance(db):
    return factories.make_user(Role.FINANCE, name="财务", username="finance")


@pytest.fixture
def leader(db):
    return factories.make_user(Role.LEADER, name="分管领导", username="leader")


@pytest.fixture
def observer(db):
    return factories.make_user(Role.OBSERVER, name="纪检", username="observer")


@pytest.fixture
def administrator(db):
    return factories.make_user(Role.ADMINISTRATOR, name="管理员", username="administrator")


@pytest.fixture
def expert(db):
    return factories.make_user(Role.EXPERT, name="专家甲", username="expert")


@pytest.fixture
def li(db):
    """Member of the organisation that applies."""
    return factories.make_user(name="李申报", username="li")


@pytest.fixture
def rival(db):
    """Member of another verified organisation."""
    return factories.make_user(name="对手", username="rival")


@pytest.fixture
def stranger(db):
    """Signed in, belongs to nothing."""
    return factories.make_user(name="路人", username="stranger")


@pytest.fixture
def organisation(li):
    return factories.make_organisation(li, name="自贡市紫薇社工服务中心")


@pytest.fixture
def other_organisation(rival):
    return factories.make_organisation(rival, name="自贡市盐都社工服务中心")


@pytest.fixture
def catalogue(db):
    return factories.make_catalogue()


@pytest.fixture
def project(department, catalogue):
    """Published, its window open."""
    return factories.make_project(department=department, catalogue=catalogue)


@pytest.fixture
def application(project, organisation):
    """A complete draft of li's organisation."""
    return factories.make_application(project=project, organisation=organisation)


@pytest.fixture
def agreement(department, organisation):
    """Signed and running, on a project of its own, with duties and instalments."""
    project = factories.make_project(department=department)
    return factories.make_agreement(project=project, organisation=organisation)
