"""A real Chromium for the tests that need one: ``page_for(user)`` opens the portal as somebody.

Fixtures: ``browser`` (one per session) and ``page_for``; tests/conftest.py imports them.
CHROMIUM names the program; without it the one that Playwright brought, or that of the system.
"""

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop; the tests stay synchronous

SYSTEM = "/usr/bin/chromium"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


def chromium_path() -> str | None:
    """Which Chromium to start; None lets Playwright take its own."""
    wanted = os.environ.get("CHROMIUM")
    return wanted or (SYSTEM if Path(SYSTEM).exists() else None)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page_for(browser, live_server):
    """``page_for(user=None, viewport=DESK)``: a page of the live server on which ``user`` is signed in.

    Relative addresses work: ``page.goto("/home/")``. A script error on the page fails the test.
    """
    contexts, errors = [], []

    def open_page(user=None, viewport=DESK):
        context = browser.new_context(base_url=live_server.url, viewport=viewport, locale="zh-CN")
        contexts.append(context)
        if user:
            client = Client()  # one each: a shared one would end the last person's session
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)  # milliseconds: a busy machine is no fault of the page
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
