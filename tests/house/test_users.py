"""Accounts: who may keep them, what is refused, and what the history says afterwards."""

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fulian.history.models import Entry
from fulian.users.models import Role, State, User
from tests.factories import make_department, make_user
from tests.queries import assert_constant_queries
from tests.steps import FORBIDDEN, WRONG_STATE, assert_table_is_complete, outcome

INDEX = "/users/"
CREATE = "/users/new/"

TAKE = {
    "edit": lambda account, user: account.revise(by=user, roles=[], name="新名"),
    "invite": lambda account, user: account.invite(by=user),
    "deactivate": lambda account, user: account.deactivate(by=user),
    "activate": lambda account, user: account.activate(by=user),
}


def fields_of(user=None, **changed):
    """What the form posts for ``user`` or a new person."""
    new = {"username": "zhao", "name": "赵新人", "email": "zhao@example.org", "phone": "", "roles": []}
    if user:
        new |= {"username": user.username, "name": user.name, "email": user.email, "phone": user.phone}
        new["department"] = user.department_id or ""
        new["roles"] = list(user.grants.values_list("role", flat=True))
    return new | changed


def test_every_step_is_tried():
    assert_table_is_complete(User, TAKE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(stranger, administrator, step, state):
    result = outcome(stranger, TAKE[step], administrator, is_active=state == State.ACTIVE)
    assert result == ("" if state in User.STEPS[step].states else WRONG_STATE)


@pytest.mark.parametrize(
    "person", ["wang", "head", "office", "finance", "leader", "observer", "expert", "li", "stranger"]
)
@pytest.mark.parametrize("step", TAKE)
def test_accounts_are_the_administrators_only(request, rival, step, person):
    active = State.ACTIVE in User.STEPS[step].states
    assert outcome(rival, TAKE[step], request.getfixturevalue(person), is_active=active) == FORBIDDEN


def test_nobody_but_an_administrator_opens_accounts(office):
    with pytest.raises(PermissionDenied):
        User.objects.open_account(by=office, roles=[Role.ADMINISTRATOR], username="x", name="x")


@pytest.mark.parametrize("person", ["office", "leader", "wang", "li"])
def test_every_page_of_accounts_is_closed_to_others(client, request, administrator, person):
    client.force_login(request.getfixturevalue(person))
    edit = reverse("users:edit", args=[administrator.pk])
    assert [client.get(url).status_code for url in (INDEX, CREATE, edit)] == [403, 403, 403]
    posts = [CREATE, edit, reverse("users:toggle", args=[administrator.pk])]
    assert [client.post(url).status_code for url in posts] == [403, 403, 403]


def test_a_visitor_is_sent_to_the_login(client, db):
    assert client.get(INDEX).url.startswith("/accounts/login/")


def test_a_new_account_can_be_opened_with_the_link_in_the_mail(
    client, administrator, department, django_capture_on_commit_callbacks
):
    client.force_login(administrator)
    fields = fields_of(email="Zhao@Example.org", department=department.pk, roles=["officer", "finance"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(CREATE, fields)
    user = User.objects.get(username="zhao")
    assert user.roles == {"officer", "finance"}
    assert user.email == "zhao@example.org"
    address = user.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == ("zhao@example.org", True, True)
    assert mail.outbox[0].to == ["zhao@example.org"]

    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    client.logout()
    page = client.get(link, follow=True)
    secret = {"password1": "ziwei-hua-kai-2026", "password2": "ziwei-hua-kai-2026"}
    client.post(page.redirect_chain[-1][0], secret)
    assert client.login(username="zhao", password="ziwei-hua-kai-2026")


def test_a_refused_form_keeps_what_was_typed_and_opens_nothing(client, administrator, wang):
    client.force_login(administrator)
    page = client.post(CREATE, fields_of(username="WANG", phone="123", roles=["officer"]))
    errors = page.context["form"].errors
    assert {"username", "phone", "department"} == errors.keys()
    assert "赵新人" in page.content.decode()
    assert not User.objects.filter(name="赵新人").exists()


@pytest.mark.parametrize("name", ["13800138000", "a@b", "x", "../etc", "<b>"])
def test_a_user_name_cannot_pass_for_a_phone_number_or_an_address(client, administrator, name):
    client.force_login(administrator)
    page = client.post(CREATE, fields_of(username=name))
    assert "username" in page.context["form"].errors


def test_an_address_or_number_of_somebody_else_is_refused(client, administrator):
    make_user(email="taken@example.org", phone="13900139000")
    client.force_login(administrator)
    page = client.post(CREATE, fields_of(email="TAKEN@example.org", phone="13900139000"))
    assert page.context["form"].errors.keys() == {"email", "phone"}


def test_a_change_is_kept_with_before_and_after_and_with_the_roles(client, administrator, wang):
    finance = make_department(name="办公室", short_name="办公室")
    client.force_login(administrator)
    changed = fields_of(wang, name="王改名", department=finance.pk, roles=["finance", "office"])
    client.post(reverse("users:edit", args=[wang.pk]), changed)
    entry = Entry.objects.of(wang).get()
    assert entry.by == administrator
    assert entry.label == "修改账户"
    assert set(entry.differences) == {
        ("角色", "经办人", "办公室、财务"),
        ("姓名", "王经办", "王改名"),
        ("部室", "权宣部", "办公室"),
    }
    assert User.objects.get(pk=wang.pk).roles == {"finance", "office"}


def test_a_new_address_replaces_the_old_one_at_the_login(client, administrator, stranger):
    stranger.emailaddress_set.create(email=stranger.email, verified=True, primary=True)
    stranger.revise(by=administrator, roles=[], email="new@example.org")
    assert list(stranger.emailaddress_set.values_list("email", "verified")) == [("new@example.org", True)]


def test_saving_without_a_change_changes_no_roles(client, administrator, wang):
    client.force_login(administrator)
    client.post(reverse("users:edit", args=[wang.pk]), fields_of(wang))
    assert Entry.objects.of(wang).get().differences == []
    assert User.objects.get(pk=wang.pk).roles == {"officer"}


def test_nobody_deactivates_oneself(client, administrator):
    make_user(Role.ADMINISTRATOR)
    client.force_login(administrator)
    assert client.post(reverse("users:toggle", args=[administrator.pk]), {"active": "0"}).status_code == 403
    administrator.refresh_from_db()
    assert administrator.is_active
    page = client.get(reverse("users:edit", args=[administrator.pk])).content.decode()
    assert 'value="0"' not in page


def test_nobody_takes_the_role_from_oneself(client, administrator):
    make_user(Role.ADMINISTRATOR)
    client.force_login(administrator)
    page = client.post(reverse("users:edit", args=[administrator.pk]), fields_of(administrator, roles=[]))
    assert "不能取消自己的管理员角色" in page.content.decode()
    assert User.objects.get(pk=administrator.pk).has(Role.ADMINISTRATOR)


def test_the_last_administrator_stays(administrator):
    """Two who switch each other off at the same moment: the second is refused."""
    second = make_user(Role.ADMINISTRATOR)
    assert second.roles == {Role.ADMINISTRATOR}  # as the other request has read it
    second.deactivate(by=administrator)
    with pytest.raises(ValidationError) as refusal:
        administrator.deactivate(by=second)
    assert refusal.value.code == "last_administrator"
    with pytest.raises(ValidationError) as refusal:
        administrator.revise(by=second, roles=[])
    assert refusal.value.code == "last_administrator"


def test_a_stale_page_does_not_do_the_opposite(client, administrator, stranger):
    client.force_login(administrator)
    url = reverse("users:toggle", args=[stranger.pk])
    client.post(url, {"active": "0"})
    page = client.post(url, {"active": "0"}, follow=True)
    stranger.refresh_from_db()
    assert not stranger.is_active
    assert "未作任何改动" in page.content.decode()
    client.post(url, {"active": "1"})
    stranger.refresh_from_db()
    assert stranger.is_active


def test_a_deactivated_user_is_thrown_out_at_the_next_click(client, administrator, wang):
    client.force_login(wang)
    assert client.get(reverse("inbox:index")).status_code == 200
    User.objects.get(pk=wang.pk).deactivate(by=administrator)
    assert client.get(reverse("inbox:index")).url.startswith("/accounts/login/")


def test_the_list_can_be_narrowed(client, administrator, wang, li, head):
    li.deactivate(by=administrator)
    client.force_login(administrator)

    def names(query):
        return {user.username for user in client.get(INDEX, query).context["page"]}

    assert names({}) == {"administrator", "wang", "li", "head"}
    assert names({"role": "officer"}) == {"wang"}
    assert names({"role": "member"}) == {"li"}
    assert names({"department": wang.department_id}) == {"wang", "head"}
    assert names({"state": "inactive"}) == {"li"}
    assert names({"q": "王"}) == {"wang"}
    assert names({"role": "nonsense", "q": "王"}) == {"wang"}
    assert names({"q": "没有这个人"}) == set()


def test_the_list_costs_the_same_however_long(client, administrator):
    client.force_login(administrator)
    assert_constant_queries(
        client, INDEX, lambda: make_user(Role.OFFICER, Role.FINANCE, department=make_department())
    )


def test_the_invitation_can_be_sent_again(
    client, administrator, stranger, django_capture_on_commit_callbacks
):
    client.force_login(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("users:invite", args=[stranger.pk]))
    assert mail.outbox[0].to == [stranger.email]
    assert Entry.objects.of(stranger).get().label == "重新发送邀请"


def test_nobody_without_an_address_is_invited(administrator):
    with pytest.raises(ValidationError) as refusal:
        make_user(email="").invite(by=administrator)
    assert refusal.value.code == "no_email"
