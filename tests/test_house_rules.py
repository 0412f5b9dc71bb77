"""The bounds of the house: they cut the tail, they are not there to be filled."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

BASE = settings.BASE_DIR
LINE_OF_APPS = ["fulian", "projects", "applications", "supervision"]
MOST_LINES = {".py": 400, ".html": 150}
LONGEST_FUNCTION = 40
SITE = {"fulian/urls.py"}  # the site's list of pages names every app


def sources(*endings):
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [
        name
        for name in tracked
        if Path(name).suffix in endings and "/migrations/" not in name and (BASE / name).exists()
    ]


def text_of(name):
    return (BASE / name).read_text(encoding="utf-8")


def test_no_file_is_too_long():
    lengths = {name: len(text_of(name).splitlines()) for name in sources(*MOST_LINES)}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES[Path(name).suffix]} == {}


def test_no_function_is_too_long():
    long = [
        f"{name}:{node.name} {node.end_lineno - node.lineno + 1}"
        for name in sources(".py")
        for node in ast.walk(ast.parse(text_of(name)))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def imported_apps(name):
    for node in ast.walk(ast.parse(text_of(name))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)


def test_each_app_imports_only_what_stands_to_its_left():
    wrong = [
        f"{name} imports {app}"
        for name in sources(".py")
        if name.split("/")[0] in LINE_OF_APPS and name not in SITE
        for app in imported_apps(name)
        if app in LINE_OF_APPS and LINE_OF_APPS.index(app) > LINE_OF_APPS.index(name.split("/")[0])
    ]
    assert wrong == []


@pytest.mark.parametrize("pattern", [r"<script(?![^>]*\bsrc=)", r"<style", r"\sstyle=", r"\son[a-z]+="])
def test_templates_hold_no_inline_script_or_style(pattern):
    assert [name for name in sources(".html") if re.search(pattern, text_of(name))] == []


def test_templates_load_nothing_from_outside():
    outside = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")
    assert [name for name in sources(".html", ".css") if outside.search(text_of(name))] == []


def test_everybody_asks_the_one_clock():
    asks = re.compile(r"timezone\.(now|localdate|localtime)\(|datetime\.now\(|date\.today\(")
    others = [name for name in sources(".py") if name != "fulian/clock.py" and not name.startswith("tests/")]
    assert [name for name in others if asks.search(text_of(name))] == []


def test_states_are_set_by_steps_alone():
    """Outside models nobody assigns a state or saves a record with a life behind its back."""
    assigns = re.compile(r"\.state\s*=[^=]|\.objects\.[\w.()]*update\([^)]*state=")
    elsewhere = [
        name
        for name in sources(".py")
        if name.split("/")[0] in LINE_OF_APPS and "/models/" not in name and not name.endswith("models.py")
    ]
    assert [name for name in elsewhere if assigns.search(text_of(name))] == []


@pytest.mark.django_db
def test_migrations_are_in_step_with_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "fulian.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check_without_a_warning():
    result = run(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY="k3" * 30 + "x!Q",
        ALLOWED_HOSTS="portal.example.cn",
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_nothing_starts_without_a_secret():
    result = run("check")
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
