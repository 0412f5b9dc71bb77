"""The edit page in a real Chromium: sums and counts while typing, rows, saving, handing in."""

import pytest
from playwright.sync_api import expect

from applications.models import Application
from tests.browser import DESK, PHONE


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_member_writes_sums_up_saves_and_hands_in(page_for, application, li, viewport):
    page = page_for(li, viewport)
    page.goto(f"/applications/{application.pk}/edit/")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    net = page.locator("[data-less]")
    expect(net).to_have_text("46,000.00")
    page.locator("#budget").get_by_role("button", name="增加一行").click()
    row = page.locator("table[data-formset=budget] tbody tr").last
    row.locator("select").select_option(label="宣传费")
    row.locator("input[name$='-item']").fill("宣传册")
    row.locator("input[name$='-unit_price']").fill("5.5")
    row.locator("input[name$='-quantity']").fill("400")
    row.locator("input[name$='-own']").fill("200")
    expect(row.locator("[data-row-sum]")).to_have_text("2,200.00")
    expect(net).to_have_text("48,000.00")
    row.locator("input[name$='-unit_price']").fill("5500")
    expect(net).to_have_class("over")
    row.locator("input[name$='-unit_price']").fill("5.5")
    page.get_by_label("项目简介").fill("一二三\n四")
    expect(page.locator("#overview .counter").first).to_contain_text("/ 500 字")
    page.get_by_role("button", name="保存并检查提交").click()
    expect(page.get_by_role("status")).to_contain_text("草稿已保存")
    page.get_by_role("button", name="提交申报").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", name="申报回执")).to_be_visible()
    stored = Application.objects.get()
    assert stored.state == "submitted"
    assert stored.requested == 48000
    expect(page.get_by_text(stored.receipt().sha256)).to_be_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_form_can_be_reached_and_saved_by_keyboard_alone(page_for, application, li):
    page = page_for(li)
    page.goto(f"/applications/{application.pk}/edit/#promise")
    page.get_by_label("承诺人姓名").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("李某某")
    page.keyboard.press("Tab")
    expect(page.locator("#draft .actions button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("草稿已保存")
    assert Application.objects.get().promise_name == "李某某"
