"""The frame of every page, and the pieces as a real browser shows them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from fulian import menu
from fulian.inbox.models import notify
from tests import look_urls
from tests.browser import DESK, PHONE

PEOPLE = [
    "wang",
    "head",
    "keeper",
    "office",
    "finance",
    "leader",
    "observer",
    "administrator",
    "expert",
    "li",
    "stranger",
]


@pytest.fixture
def look(settings):
    settings.ROOT_URLCONF = "tests.look_urls"
    look_urls.posted.clear()


def labels(user) -> list[str]:
    return [link.label for group in menu.menu(user, "") for link in group.links]


# --- the menu -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE)
def test_whoever_finds_a_page_in_the_menu_may_open_it(client, request, organisation, person):
    user = request.getfixturevalue(person)
    client.force_login(user)
    for group in menu.menu(user, ""):
        for link in group.links:
            assert client.get(link.url).status_code == 200, link


def test_visitors_may_open_all_that_the_top_bar_offers(client, db):
    for link in menu.public_menu(""):
        assert client.get(link.url).status_code == 200, link


@pytest.mark.parametrize(
    ("person", "has", "lacks"),
    [
        ("li", {"可申报项目", "申报书", "任务清单"}, {"项目目录", "立项结果", "年度预算执行", "用户与角色"}),
        ("stranger", {"可申报项目", "申报单位"}, {"申报书", "协议书", "任务清单"}),
        ("expert", {"我的评审"}, {"申报书", "申报单位", "任务清单"}),
        ("finance", {"年度预算执行", "任务清单"}, {"我的评审", "可申报项目", "用户与角色"}),
        ("administrator", {"用户与角色"}, {"申报书", "年度预算执行", "我的评审"}),
        ("leader", {"立项结果", "项目目录"}, {"用户与角色", "我的评审"}),
    ],
)
def test_the_menu_is_that_of_the_role(request, organisation, person, has, lacks):
    shown = set(labels(request.getfixturevalue(person)))
    assert has <= shown
    assert not lacks & shown


def test_the_page_being_shown_is_marked(client, wang):
    client.force_login(wang)
    page = client.get("/home/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', page) == ["/home/"]


@pytest.mark.parametrize(
    ("here", "label"),
    [
        ("supervision:duty_detail", "任务清单"),
        ("projects:catalogue_edit", "项目目录"),
        ("projects:edit", "目录条目"),
        ("applications:application_edit", "申报书"),
    ],
)
def test_a_page_of_a_list_lights_up_the_list(wang, here, label):
    near = [link for group in menu.menu(wang, here) for link in group.links if link.current]
    assert [(link.label, link.current) for link in near] == [(label, "true")]


def test_the_front_page_is_no_page_of_the_entries(wang):
    links = [link for group in menu.menu(wang, "projects:catalogue") for link in group.links]
    assert not any(link.current for link in links)


def test_the_top_bar_says_who_is_signed_in_as_what_and_how_much_mail_waits(client, wang):
    notify([wang, wang], "一")
    notify([wang], "二")
    client.force_login(wang)
    page = client.get("/home/").content.decode()
    assert "王经办<small>经办人</small>" in page
    assert '<span class="unread">2<span class="visually-hidden">条未读</span></span>' in page


def test_visitors_see_no_menu(client, db):
    page = client.get("/accounts/login/").content.decode()
    assert "主菜单" not in page
    assert "注册" in page


# --- when something is not as it should be -----------------------------------------------------------------


def test_a_missing_page_leads_back(client, wang):
    client.force_login(wang)
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()
    assert 'href="/home/"' in response.content.decode()


def test_a_refused_page_says_why(client, wang, stranger):
    client.force_login(stranger)
    response = client.get("/users/")
    assert response.status_code == 403
    assert "您没有权限这样做" in response.content.decode()


def test_a_stale_form_says_that_nothing_was_saved(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "wang"})
    assert response.status_code == 403
    assert "页面已过期，没有保存" in response.content.decode()


def test_a_failure_shows_a_calm_page(client, wang, look):
    client.force_login(wang)
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()


# --- in the browser --------------------------------------------------------------------------------------


def check(page):
    """No axe violation, and nothing sticks out sideways."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
browser_test = pytest.mark.browser


@browser_test
@SIZES
@pytest.mark.parametrize("person", ["wang", "li", "finance"])
def test_the_home_page_is_accessible(page_for, request, agreement, application, person, size):
    page = page_for(request.getfixturevalue(person), size)
    page.goto("/home/")
    check(page)


@browser_test
@SIZES
@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/no/"]
)
def test_the_entrances_are_accessible(page_for, db, address, size):
    page = page_for(None, size)
    page.goto(address)
    check(page)


@browser_test
@SIZES
def test_every_piece_is_accessible_also_with_errors(page_for, wang, look, size):
    page = page_for(wang, size)
    page.goto("/look/")
    check(page)
    page.evaluate("document.querySelector('form.panel').noValidate = true")
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector(".error-summary")
    check(page)
    assert page.evaluate("document.activeElement.className").endswith("error-summary")
    page.locator(".error-summary").get_by_role("link", name="项目名称").click()
    assert page.evaluate("location.hash") == "#id_title"


@browser_test
def test_the_menu_is_folded_on_a_phone_and_open_on_a_desk(page_for, wang):
    page = page_for(wang, PHONE)
    page.goto("/home/")
    link = page.get_by_role("navigation", name="主菜单").get_by_role("link", name="公告公示")
    assert not link.is_visible()
    page.locator("details.menu > summary").click()
    assert link.is_visible()
    page.set_viewport_size(DESK)
    assert link.is_visible()


@browser_test
def test_the_keyboard_alone_reaches_the_content(page_for, wang):
    page = page_for(wang)
    page.goto("/home/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到主要内容"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@browser_test
def test_rows_are_added_counted_and_struck(page_for, wang, look):
    page = page_for(wang)
    page.goto("/look/")
    page.get_by_role("button", name="增加一行").click()
    assert page.locator("#id_lines-TOTAL_FORMS").input_value() == "3"
    assert page.locator("table.rows tbody tr").last.locator("td").first.inner_text() == "3"
    for row, (price, quantity) in enumerate([("10.10", "3"), ("0.1", "7"), ("100", "")]):
        page.fill(f"#id_lines-{row}-unit_price", price)
        page.fill(f"#id_lines-{row}-quantity", quantity)
    total = page.locator("[data-total=lines]")
    assert total.inner_text() == "131.00"
    assert "over" in total.get_attribute("class")
    page.check("#id_lines-2-DELETE")
    assert total.inner_text() == "31.00"
    assert page.locator("tr.struck").count() == 1


@browser_test
def test_a_dangerous_step_is_asked_once(page_for, wang, look):
    page = page_for(wang)
    page.goto("/look/")
    page.get_by_role("button", name="删除", exact=True).click()
    check(page)
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert look_urls.posted == []
    page.get_by_role("button", name="删除", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="确定").click()
    assert look_urls.posted == ["drop"]


@browser_test
def test_a_double_click_sends_once(page_for, wang, look):
    page = page_for(wang)
    page.goto("/look/")
    page.fill("#id_title", "项目")
    page.fill("#id_amount", "1")
    page.get_by_role("button", name="保存").dblclick()
    page.wait_for_selector(".alert-success")
    assert look_urls.posted == ["save"]


@browser_test
def test_leaving_with_changes_is_asked(page_for, wang, look):
    page = page_for(wang)
    page.goto("/look/")
    page.fill("#id_title", "没有保存")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.get_by_role("link", name="工作台").click()
    page.wait_for_url("**/home/")
    assert asked == ["beforeunload"]


@browser_test
def test_characters_are_counted_as_the_server_counts(page_for, wang, look):
    page = page_for(wang)
    page.goto("/look/")
    page.fill("#id_plan", "妇女\n微家")
    assert page.locator(".counter").inner_text() == "6 / 20 字"


@browser_test
def test_on_paper_there_is_the_content_only(page_for, wang, look):
    page = page_for(wang)
    page.goto("/look/")
    page.emulate_media(media="print")
    for selector in (".topbar", ".menu", ".tabs", "form .actions"):
        assert not page.locator(selector).first.is_visible()
    assert page.get_by_role("heading", name="样张").is_visible()
