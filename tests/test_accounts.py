"""Signing in and registering."""

import re

import pytest
from axes.utils import reset

from fulian.users.models import Role, User
from tests import factories

PASSWORD = "zi-wei-hua-2024"
LOGIN = "/accounts/login/"


@pytest.fixture
def zhang(db):
    """Entered by the federation, with all three names."""
    user = factories.make_user(
        Role.OFFICER, username="zhang", email="zhang@example.org", phone="13800138000", name="张三"
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, login, password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": login, "password": password}, **headers)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login", ["zhang", "zhang@example.org", "Zhang@Example.org", "13800138000", "138 0013 8000", " zhang "]
)
def test_one_signs_in_by_user_name_email_or_mobile_number(client, zhang, login):
    response = sign_in(client, login)
    assert response.url == "/home/"
    assert client.session["_auth_user_id"] == str(zhang.pk)


def test_one_comes_back_to_the_page_one_wanted(client, zhang):
    wanted = client.get("/inbox/")
    response = client.post(wanted.url, {"login": "zhang", "password": PASSWORD, "next": "/inbox/"})
    assert response.url == "/inbox/"


@pytest.mark.parametrize("login", ["zhang", "zhang@example.org", "13800138000", "nobody", "13900139000"])
def test_a_wrong_password_says_so_and_no_more(client, zhang, login):
    response = sign_in(client, login, "wrong")
    assert not signed_in(client)
    assert "登录名或密码不正确。" in response.content.decode()


def test_an_inactive_account_is_refused(client, zhang):
    zhang.is_active = False
    zhang.save()
    response = sign_in(client, "zhang")
    assert not signed_in(client)
    assert "账号已停用" in client.get(response.url).content.decode()


def test_signing_out_is_a_post(client, zhang):
    client.force_login(zhang)
    assert "确定要退出登录吗" in client.get("/accounts/logout/").content.decode()
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


# --- the lock after wrong passwords ------------------------------------------------------------------


@pytest.fixture
def axes(settings):
    settings.AXES_ENABLED = True
    reset()


def test_five_wrong_passwords_lock_the_account(client, zhang, axes):
    for _ in range(4):
        assert sign_in(client, "zhang", "wrong").status_code == 200
    assert sign_in(client, "zhang", "wrong").status_code == 429
    response = sign_in(client, "zhang")
    assert response.status_code == 429
    assert "登录已暂时锁定" in response.content.decode()
    assert not signed_in(client)


def test_other_names_of_the_same_person_open_no_further_tries(client, zhang, axes):
    for login in ["zhang", "zhang@example.org", "13800138000", "ZHANG"]:
        sign_in(client, login, "wrong")
    assert sign_in(client, "138-0013-8000", "wrong").status_code == 429


def test_others_are_not_locked(client, zhang, axes):
    for _ in range(5):
        sign_in(client, "somebody", "wrong")
    assert sign_in(client, "zhang").status_code == 302


def test_people_without_number_are_told_apart_by_the_lock(client, zhang, axes):
    for _ in range(5):
        sign_in(client, " ", "wrong")
    assert sign_in(client, "zhang").status_code == 302


# --- registration ---------------------------------------------------------------------------------------

FORM = {
    "name": "李四",
    "username": "lisi",
    "email": "lisi@example.org",
    "phone": "",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def sign_up(client, **fields):
    return client.post("/accounts/signup/", FORM | fields)


def confirm(client, mailoutbox):
    """Follow the link in the mail and press the button."""
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body)[1]
    assert "确认邮箱" in client.get(link).content.decode()
    return client.post(link)


def test_who_registers_confirms_the_email_and_then_signs_in(client, db, mailoutbox):
    response = sign_up(client, phone="13900139000")
    assert "请确认邮箱" in client.get(response.url).content.decode()
    assert mailoutbox[-1].to == ["lisi@example.org"]
    assert "确认邮箱" in mailoutbox[-1].subject
    assert not signed_in(client)

    refused = sign_in(client, "lisi")
    assert not signed_in(client)
    assert "confirm-email" in refused.url

    confirm(client, mailoutbox)
    assert sign_in(client, "13900139000").url == "/home/"
    lisi = User.objects.get(username="lisi")
    assert (lisi.name, lisi.phone, lisi.roles, lisi.organisation_ids) == ("李四", "13900139000", set(), set())


def test_the_mail_is_chinese_and_from_the_portal(client, db, mailoutbox, settings):
    sign_up(client)
    assert "李四 在平台注册时填写了本邮箱" in mailoutbox[0].body
    assert settings.PORTAL_NAME in mailoutbox[0].body


def test_the_number_may_be_left_out_by_many(client, db, mailoutbox):
    sign_up(client)
    sign_up(client, username="wangwu", email="wangwu@example.org")
    assert User.objects.filter(phone="").count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "这个字段是必填项。"),
        ({"username": "zhang"}, "该用户名已有人使用，请换一个。"),
        ({"username": "13700137000"}, "用户名不能是手机号码或邮箱，请换一个。"),
        ({"username": "a@example.org"}, "用户名不能是手机号码或邮箱，请换一个。"),
        ({"phone": "12345"}, "请填写11位手机号码，例如 13800138000。"),
        ({"phone": "13800138000"}, "该手机号码已经注册过，请直接登录或找回密码。"),
        ({"password1": "1234567890", "password2": "1234567890"}, "这个密码太常见了。"),
        ({"password2": "something-else"}, "每次输入的密码必须相同。"),
    ],
)
def test_a_wrong_registration_names_the_field(client, zhang, fields, sentence):
    response = sign_up(client, **fields)
    assert sentence in response.content.decode()
    assert not User.objects.filter(name="李四").exists()


def test_a_taken_email_is_told_only_to_its_owner(client, zhang, mailoutbox):
    response = sign_up(client, email="zhang@example.org")
    assert "请确认邮箱" in client.get(response.url).content.decode()
    assert mailoutbox[-1].subject == "该邮箱已注册过"
    assert not User.objects.filter(username="lisi").exists()


# --- passwords --------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_mail(client, zhang, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "zhang@example.org"})
    assert mailoutbox[0].subject == "重新设置密码"
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link).url
    assert "设置新密码" in client.get(form).content.decode()
    client.post(form, {"password1": "xin-mi-ma-2024", "password2": "xin-mi-ma-2024"})
    assert sign_in(client, "zhang", "xin-mi-ma-2024").url == "/home/"


def test_asking_for_a_new_password_does_not_shut_staff_out(client, zhang):
    client.post("/accounts/password/reset/", {"email": "zhang@example.org"})
    assert sign_in(client, "zhang").url == "/home/"


def test_an_address_without_account_gets_its_own_mail(client, db, mailoutbox):
    response = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert response.url == "/accounts/password/reset/done/"
    assert "没有注册过" in mailoutbox[0].subject


def test_one_changes_the_password(client, zhang):
    sign_in(client, "zhang")
    fields = {"oldpassword": PASSWORD, "password1": "xin-mi-ma-2024", "password2": "xin-mi-ma-2024"}
    client.post("/accounts/password/change/", fields)
    zhang.refresh_from_db()
    assert zhang.check_password("xin-mi-ma-2024")


def test_the_number_is_changed_by_the_administrator_only(client, zhang):
    client.force_login(zhang)
    response = client.post("/accounts/phone/change/", {"phone": "13700137000", "action": "change"})
    assert "请联系市妇联管理员" in response.content.decode()
    zhang.refresh_from_db()
    assert zhang.phone == "13800138000"


ENTRANCES = ["login", "signup", "password/reset", "password/reset/done", "inactive", "confirm-email"]
PAGES_OF_ONE = ["logout", "password/change", "email", "phone/change", "reauthenticate"]


@pytest.mark.parametrize("page", ENTRANCES)
def test_the_pages_before_signing_in_are_chinese_and_in_our_look(client, db, page):
    response = client.get(f"/accounts/{page}/")
    assert response.status_code == 200
    check_look(response)


@pytest.mark.parametrize("page", PAGES_OF_ONE)
def test_the_pages_of_ones_account_are_chinese_and_in_our_look(client, zhang, page):
    sign_in(client, "zhang")
    response = client.get(f"/accounts/{page}/")
    assert response.status_code == 200
    check_look(response)


def check_look(response):
    page = response.content.decode()
    assert 'class="topbar"' in page
    words = re.sub(r"<[^>]+>|example\.org", "", re.sub(r"<head>.*?</head>", "", page, flags=re.DOTALL))
    assert re.findall(r"[A-Za-z]{3,}", words.replace("zhang@", "")) == []
