"""Registering, filling in, verifying: the pages of organisations."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from applications.models import Membership, Organisation
from fulian.inbox.models import Message
from tests import factories
from tests.queries import assert_constant_queries

CODE = "52510300MJQ000015J"


@pytest.fixture
def unverified(organisation):
    organisation.state = "unverified"
    organisation.save(update_fields=["state"])
    return organisation


def profile(organisation, **changes):
    names = [
        "name", "uscc", "registry", "registered_on", "legal_representative", "registered_address", "county",
        "bank_name", "account_name", "account_number", "contact", "mobile", "fulltime", "social_workers",
    ]  # fmt: skip
    return {name: str(getattr(organisation, name)) for name in names} | {"women_org": "on"} | changes


def test_a_person_registers_and_becomes_the_first_member(client, stranger):
    client.force_login(stranger)
    response = client.post(
        "/organisations/register/", {"name": "自贡市甲社工中心", "uscc": "５２５１０３００ mjq000015j"}
    )
    organisation = Organisation.objects.get()
    assert response["Location"] == f"/organisations/{organisation.pk}/edit/"
    assert (organisation.uscc, organisation.state) == (CODE, "unverified")
    assert Membership.objects.get().user == stranger
    assert client.get(f"/organisations/{organisation.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("52510300MJQ00001", "应为18位，现在是16位"),
        ("52510300MJQ000016J", "校验码不符"),
        ("5251O300MJQ000015J", "前8位应为数字"),
    ],
)
def test_a_wrong_code_says_what_is_wrong_and_keeps_what_was_typed(client, stranger, typed, words):
    client.force_login(stranger)
    page = client.post("/organisations/register/", {"name": "自贡市甲社工中心", "uscc": typed})
    assert words in page.content.decode()
    assert typed in page.content.decode()
    assert "自贡市甲社工中心" in page.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("same", ["uscc", "name"])
def test_who_is_registered_already_is_sent_to_colleagues_or_the_office(client, stranger, organisation, same):
    client.force_login(stranger)
    data = {"name": "另一个名称", "uscc": CODE} | {same: getattr(organisation, same)}
    page = client.post("/organisations/register/", data).content.decode()
    assert "请联系本单位已注册的同事" in page
    assert organisation.contact not in page
    assert Organisation.objects.count() == 1


def test_two_who_register_the_same_at_once_are_told(organisation, stranger):
    with pytest.raises(ValidationError) as refused:
        Organisation.objects.register(by=stranger, name="别名", uscc=organisation.uscc)
    assert refused.value.code == "taken"


@pytest.mark.parametrize("person", ["wang", "office", "leader"])
def test_the_federations_staff_register_nothing(client, request, person):
    user = request.getfixturevalue(person)
    client.force_login(user)
    assert client.get("/organisations/register/").status_code == 403
    with pytest.raises(PermissionDenied):
        Organisation.objects.register(by=user, name="甲", uscc=CODE)


def test_the_profile_is_saved_however_incomplete(client, unverified, li):
    client.force_login(li)
    empty = dict.fromkeys(["registry", "registered_on", "bank_name", "fulltime", "social_workers"], "")
    response = client.post(f"/organisations/{unverified.pk}/edit/", profile(unverified, **empty))
    assert response["Location"] == unverified.get_absolute_url()
    unverified.refresh_from_db()
    assert (unverified.registry, unverified.registered_on, unverified.fulltime) == ("", None, 0)
    page = client.get(unverified.get_absolute_url()).content.decode()
    for gap in ["登记机关", "登记日期", "开户银行", "登记证书扫描件"]:
        assert f"<li>{gap}</li>" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("mobile", "12345", "请填写11位手机号码"),
        ("social_workers", "99", "专职社工人数不能超过专职人数"),
        ("registered_on", "2999-01-01", "登记日期不能晚于今天"),
        ("certificate_valid_to", "2010-01-01", "证书有效期应晚于登记日期"),
        ("intro", "长" * 501, "501"),
    ],
)
def test_implausible_answers_come_back_with_all_that_was_typed(client, unverified, li, field, value, words):
    client.force_login(li)
    data = profile(unverified, county="记得我区", **{field: value})
    page = client.post(f"/organisations/{unverified.pk}/edit/", data).content.decode()
    assert words in page
    assert "记得我区" in page
    unverified.refresh_from_db()
    assert unverified.county == "自流井区"


def test_asking_for_verification_says_what_is_missing(client, unverified, li, keeper):
    client.force_login(li)
    url = f"/organisations/{unverified.pk}/ask-verification/"
    assert "登记证书扫描件" in client.post(url, follow=True).content.decode()
    data = {"slot": "certificate", "upload": factories.make_pdf()}
    client.post(f"/organisations/{unverified.pk}/attach/", data)
    client.post(url)
    unverified.refresh_from_db()
    assert unverified.state == "pending"
    assert Message.objects.filter(to=keeper, subject__contains=unverified.name).exists()


def test_the_keeper_verifies_or_returns_with_a_reason(client, unverified, li, keeper):
    Organisation.objects.filter(pk=unverified.pk).update(state="pending")
    client.force_login(keeper)
    base = f"/organisations/{unverified.pk}/"
    page = client.post(base + "return/", {"reason": " "}, follow=True).content.decode()
    assert "请写明理由" in page
    client.post(base + "return/", {"reason": "证书看不清"})
    unverified.refresh_from_db()
    assert unverified.state == "unverified"
    assert Message.objects.get(to=li).body == "证书看不清"
    Organisation.objects.filter(pk=unverified.pk).update(state="pending")
    client.post(base + "verify/")
    unverified.refresh_from_db()
    assert unverified.state == "verified"


def test_the_office_suspends_and_restores(client, organisation, office):
    client.force_login(office)
    base = f"/organisations/{organisation.pk}/"
    client.post(base + "suspend/", {"reason": "挪用资金"})
    organisation.refresh_from_db()
    assert organisation.state == "suspended"
    client.post(base + "restore/")
    organisation.refresh_from_db()
    assert organisation.state == "verified"


def test_platform_membership_is_noted_by_the_keeper_only(client, organisation, keeper, li):
    url = f"/organisations/{organisation.pk}/flag/"
    client.force_login(li)
    assert client.post(url, {"platform_member": "yes"}).status_code == 403
    client.force_login(keeper)
    client.post(url, {"platform_member": "yes"})
    organisation.refresh_from_db()
    assert organisation.platform_member
    client.post(url, {"platform_member": "no"})
    organisation.refresh_from_db()
    assert not organisation.platform_member


@pytest.mark.parametrize(
    ("changes", "state"), [({"county": "大安区"}, "verified"), ({"account_number": "1"}, "unverified")]
)
def test_checked_answers_must_be_verified_again(client, organisation, li, changes, state):
    client.force_login(li)
    client.post(f"/organisations/{organisation.pk}/edit/", profile(organisation, **changes))
    organisation.refresh_from_db()
    assert organisation.state == state


def test_a_new_certificate_must_be_verified_again(organisation, li):
    organisation.attach(factories.make_pdf(), by=li, slot="other")
    assert organisation.state == "verified"
    organisation.attach(factories.make_pdf(), by=li, slot="certificate")
    assert organisation.state == "unverified"


def test_while_it_is_being_verified_nothing_changes(client, unverified, li):
    Organisation.objects.filter(pk=unverified.pk).update(state="pending")
    client.force_login(li)
    assert client.get(f"/organisations/{unverified.pk}/edit/")["Location"] == unverified.get_absolute_url()
    page = client.post(f"/organisations/{unverified.pk}/edit/", profile(unverified, county="大安区"))
    assert "当前状态为“待核验”" in page.content.decode()
    unverified.refresh_from_db()
    assert unverified.county == "自流井区"


def test_a_program_as_certificate_is_refused(client, unverified, li):
    client.force_login(li)
    program = factories.make_pdf("证书.exe")
    page = client.post(
        f"/organisations/{unverified.pk}/attach/", {"slot": "certificate", "upload": program}, follow=True
    )
    assert "与扩展名不符" in page.content.decode()
    assert not unverified.files.exists()


@pytest.mark.parametrize("page", ["", "edit/"])
def test_another_organisation_does_not_exist_for_members(
    client, organisation, other_organisation, rival, page
):
    client.force_login(rival)
    assert client.get(f"/organisations/{organisation.pk}/{page}").status_code == 404


@pytest.mark.parametrize(
    ("person", "whole"),
    [("li", True), ("keeper", True), ("office", True), ("finance", True), ("wang", False), ("leader", False),
     ("observer", False)],
)  # fmt: skip
def test_numbers_are_masked_for_who_need_not_know_them(client, request, organisation, li, person, whole):
    organisation.edit(by=li, mobile="13900001234", account_number="6200123498765")
    client.force_login(request.getfixturevalue(person))
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert ("13900001234" in page) is whole
    assert ("6200123498765" in page) is whole
    assert ("139****1234" in page) is not whole


def test_what_runs_out_or_differs_is_pointed_out(client, organisation, li):
    organisation.certificate_valid_to = organisation.registered_on
    organisation.save(update_fields=["certificate_valid_to"])
    client.force_login(li)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "登记证书已于2018年3月1日到期" in page
    assert "账户名称与单位全称不一致" in page


def test_the_list_is_filtered_and_paged(client, keeper):
    for n in range(25):
        factories.make_organisation(name=f"社工中心{n:02d}", state="verified" if n else "pending")
    client.force_login(keeper)
    assert "第 1 页，共 2 页" in client.get("/organisations/").content.decode()
    assert "社工中心24" in client.get("/organisations/?page=2").content.decode()
    assert "共 1 条" in client.get("/organisations/?state=pending").content.decode()
    assert "共 1 条" in client.get("/organisations/?q=中心07").content.decode()
    assert "没有符合条件的单位" in client.get("/organisations/?q=无").content.decode()


def test_members_find_only_their_own(client, organisation, other_organisation, li):
    client.force_login(li)
    page = client.get("/organisations/").content.decode()
    assert organisation.name in page
    assert other_organisation.name not in page


def test_the_list_costs_the_same_however_long_it_is(client, keeper):
    client.force_login(keeper)
    assert_constant_queries(client, "/organisations/", factories.make_organisation)


@pytest.mark.parametrize(
    "step", ["attach", "ask-verification", "verify", "return", "suspend", "restore", "flag"]
)
def test_a_link_changes_nothing(client, organisation, office, step):
    client.force_login(office)
    assert client.get(f"/organisations/{organisation.pk}/{step}/").status_code == 405
