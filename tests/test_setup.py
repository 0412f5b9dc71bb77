"""The files that set a machine up say the same as the program they set up."""

import re
import runpy
import socket
from pathlib import Path

import pytest

from tests.databases import LOCAL, postgres_url

ROOT = Path(__file__).parents[1]
DOCUMENTED = (ROOT / "docs/dependencies.md").read_text("utf-8")


def requirements(goal):
    return runpy.run_path(str(ROOT / "deploy/requirements.py"))["requirements"](goal)


def name(requirement):
    return re.match(r"[\w.-]+(\[\w+\])?", requirement)[0]


def test_every_variable_of_the_settings_is_explained():
    used = set(re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', (ROOT / "fulian/settings.py").read_text("utf-8")))
    explained = re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy/env.example").read_text("utf-8"), re.MULTILINE)
    assert "SECRET_KEY" in used
    assert set(explained) == used


@pytest.mark.parametrize("requirement", [pytest.param(line, id=name(line)) for line in requirements("test")])
def test_every_python_package_has_its_reason(requirement):
    rows = "\n".join(line.split("|")[1] for line in DOCUMENTED.splitlines() if line.startswith("|"))
    assert re.search(rf"(^|[ ,]){re.escape(name(requirement))}([ ,]|$)", rows, re.MULTILINE)


def test_every_system_library_has_its_reason():
    for package in runpy.run_path(str(ROOT / "deploy/missing.py"))["LIBRARIES"]:
        assert package in DOCUMENTED


def test_the_demo_installs_nothing_that_only_tests_need():
    assert set(requirements("demo")) == set(requirements("server")) < set(requirements("test"))


def test_a_postgresql_asked_for_by_name_is_used_unseen():
    url = "postgres://somebody@db.example:5432/tests"
    assert postgres_url({"DATABASE_URL": url}) == url


def test_where_nothing_answers_there_is_no_postgresql():
    with socket.socket() as taken:  # bound, but it does not listen
        taken.bind(("127.0.0.1", 0))
        silent = LOCAL.replace("5432", str(taken.getsockname()[1]))
        assert postgres_url({"DATABASE_URL": "sqlite:///x.sqlite3"}, silent) == ""
