"""Make the README's pictures anew from a running `make demo`: .venv/bin/python docs/screenshots/take.py."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PASSWORD = "ziwei-2024"  # noqa: S105 - the demo's own
PICTURES = [("home", "zhuxi", None), ("project", "zhuxi", "“紫薇伙伴”社会组织培育项目")]


def take(address: str) -> None:
    """home.png: the leader's desk; project.png: a running project as she sees it."""
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, user, project in PICTURES:
            page = browser.new_page(viewport={"width": 1366, "height": 768}, base_url=address, locale="zh-CN")
            page.goto("/accounts/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_url("**/home/")
            if project:
                page.locator("main a[href^='/supervision/']", has_text=project).first.click()
                page.wait_for_load_state()
            page.screenshot(path=HERE / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
