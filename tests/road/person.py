"""Somebody at a browser: goes, fills in, presses, and reads."""

import re
from pathlib import Path

PATIENCE = 120_000  # milliseconds: an archive is built while one waits


class Person:
    """One page of one signed-in person. Fields are named by ``name``, buttons by what they say."""

    def __init__(self, page):
        self.page = page

    def go(self, record) -> "Person":
        """Open a record's page, or an address."""
        address = record if isinstance(record, str) else record.get_absolute_url()
        response = self.page.goto(address)
        assert response.ok, f"{address}: {response.status}"
        return self

    def fill(self, **values) -> "Person":
        """Type, choose or tick by field name; files as (name, bytes) or lists of them."""
        for name, value in values.items():
            field = self.page.locator(f'main [name="{name}"]:not([type="hidden"])').first
            kind = field.get_attribute("type") or field.evaluate("element => element.tagName.toLowerCase()")
            if kind == "file":
                field.set_input_files(
                    [as_upload(one) for one in (value if isinstance(value, list) else [value])]
                )
            elif kind == "select":
                field.select_option(str(value))
            elif kind == "radio":
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kind == "checkbox":
                field.set_checked(bool(value))
            else:
                field.fill(str(value))
        return self

    def press(self, label: str, within: str = "main") -> "Person":
        """Press the button, answer the question it may ask with 确定, and wait for the next page."""
        button = self.page.locator(within).get_by_role("button", name=label, exact=True).first
        asks = button.get_attribute("data-confirm") is not None
        with self.page.expect_navigation(timeout=PATIENCE):
            button.click()
            if asks:
                self.page.locator("dialog.confirm").get_by_role("button", name="确定").click()
        return self

    def follow(self, label: str) -> "Person":
        """Follow the link."""
        with self.page.expect_navigation(timeout=PATIENCE):
            self.page.locator("main").get_by_role("link", name=label).first.click()
        return self

    def reads(self, *texts: str) -> "Person":
        """The page says each of these."""
        content = re.sub(r"\s+", "", self.page.locator("body").inner_text())
        for text in texts:
            assert re.sub(r"\s+", "", text) in content, f"“{text}” is not on {self.page.url}"
        return self

    def does_not_read(self, *texts: str) -> "Person":
        content = self.page.locator("body").inner_text()
        for text in texts:
            assert text not in content, f"“{text}” is on {self.page.url}"
        return self

    def fetch(self, address: str) -> bytes:
        """Download what stands at the address."""
        response = self.page.request.get(address)
        assert response.ok, f"{address}: {response.status}"
        return response.body()

    def shoot(self, path: Path) -> "Person":
        self.page.screenshot(path=path, full_page=False)
        return self


def as_upload(file) -> dict:
    """(name, bytes) as the browser takes it."""
    name, content = file
    kinds = {"pdf": "application/pdf", "jpg": "image/jpeg", "mp4": "video/mp4"}
    kind = kinds.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    return {"name": name, "mimeType": kind, "buffer": content}
