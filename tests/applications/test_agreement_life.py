"""From the draft to the running project: edited, signed with a scan, started."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Agreement
from applications.models.agreement import State
from fulian import clock
from fulian.files.models import StoredFile
from projects.codes import Code
from projects.models import Catalogue, Project
from supervision.models import Duty, Instalment
from tests import factories
from tests.queries import assert_constant_queries
from tests.steps import assert_only_for, assert_only_from_its_states, assert_table_is_complete

PEOPLE = ["li", "rival", "wang", "keeper", "head", "office", "finance", "leader", "observer", "expert"]
TAKE = {
    "edit": lambda agreement, user: agreement.edit(by=user, contractor_representative="新代表"),
    "sign": lambda agreement, user: agreement.sign(
        by=user, scan=factories.make_pdf(), signed_on=clock.today()
    ),
    "start": lambda agreement, user: agreement.start(by=user),
    "close": lambda agreement, user: agreement.close(by=user),
    "reopen": lambda agreement, user: agreement.reopen(by=user),
    "accept": lambda agreement, user: agreement.accept(by=user),
    "archive": lambda agreement, user: agreement.archive(by=user),
}
WHO = {
    "edit": {"wang"},
    "sign": {"wang", "office"},
    "start": {"wang"},
    "close": {"li"},
    "reopen": {"wang"},
    "accept": {"head"},
    "archive": {"wang", "office"},
}


@pytest.fixture
def draft(department, organisation):
    project = factories.make_project(Code.FINAL_REPORT, Code.PROGRESS_QUARTERLY, department=department)
    return factories.make_agreement(project=project, organisation=organisation, signed=False)


def test_every_step_is_tried():
    assert_table_is_complete(Agreement, TAKE)
    assert TAKE.keys() == WHO.keys()


@pytest.mark.parametrize("step", TAKE)
def test_a_step_starts_from_its_states_only(draft, request, step):
    person = request.getfixturevalue(min(WHO[step]))
    assert_only_from_its_states(draft, step, TAKE[step], person)


@pytest.mark.parametrize("step", TAKE)
def test_a_step_is_open_to_its_person_only(draft, request, step):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    assert_only_for(draft, step, TAKE[step], people, WHO[step])


def sign(agreement, by, **fields):
    agreement.sign(by=by, **{"scan": factories.make_pdf(), "signed_on": clock.today()} | fields)


def test_signing_raises_duties_and_instalments(draft, wang):
    sign(draft, wang)
    assert draft.duties.filter(code=Code.FINAL_REPORT).count() == 1
    assert sum(row.amount for row in draft.instalments.all()) == draft.amount
    assert [stored.slot for stored in draft.files.all()] == ["signed"]


def test_when_what_follows_fails_nothing_is_signed(draft, wang, monkeypatch):
    def fail(agreement, *, by):
        assert agreement.duties.exists()  # the others have already run
        raise RuntimeError("no more paper")

    monkeypatch.setattr(Agreement, "on_signing", [*Agreement.on_signing, fail])
    with pytest.raises(RuntimeError):
        sign(draft, wang)
    assert Agreement.objects.get(pk=draft.pk).state == State.DRAFTED
    kept = [model.objects.exists() for model in (Duty, Instalment, StoredFile)]
    assert kept == [False, False, False]


def test_nobody_signs_in_the_future(draft, wang):
    with pytest.raises(ValidationError) as refusal:
        sign(draft, wang, signed_on=clock.today() + timedelta(days=1))
    assert refusal.value.code == "future"


def test_the_scan_is_a_paper_or_a_picture(draft, wang):
    with pytest.raises(ValidationError) as refusal:
        sign(draft, wang, scan=factories.make_video())
    assert refusal.value.code == "scan"
    sign(draft, wang, scan=factories.make_photo())
    assert draft.state == State.SIGNED


def test_the_term_stays_within_the_entrys(draft, wang):
    for fields in (
        {"starts_on": draft.project.starts_on - timedelta(days=1)},
        {"ends_on": draft.project.ends_on + timedelta(days=1)},
        {"ends_on": draft.starts_on},
    ):
        with pytest.raises(ValidationError) as refusal:
            draft.edit(by=wang, **fields)
        assert refusal.value.code == "term"
    draft.edit(by=wang, ends_on=draft.project.ends_on - timedelta(days=10))


@given(
    st.decimals("0.01", "9999999.99", places=2),
    st.integers(0, 100).flatmap(lambda first: st.tuples(st.just(first), st.integers(0, 100 - first))),
)
def test_the_instalments_add_up_to_the_last_fen(amount, shares):
    first, second = shares
    catalogue = Catalogue(
        instalment_first=first, instalment_second=second, instalment_last=100 - first - second
    )
    agreement = Agreement(amount=amount, project=Project(catalogue=catalogue))
    rows = agreement.instalments_planned()
    assert sum(money for _, _, money in rows) == amount
    assert sum(share for _, share, _ in rows) == 100
    assert all(money >= Decimal("-0.01") for _, _, money in rows)


# --- pages ---------------------------------------------------------------------------------------------


def address(name, agreement):
    return reverse(f"applications:agreement_{name}", args=[agreement.pk])


def test_the_page_shows_the_sum_in_figures_and_capitals(client, draft, li):
    client.force_login(li)
    page = client.get(address("detail", draft)).content.decode()
    assert "46,000.00" in page
    assert "肆万陆仟元整" in page
    assert "登记签订" not in page
    assert "23,000.00" in page  # the first instalment


def test_the_officer_edits_and_a_refusal_keeps_what_was_typed(client, draft, wang):
    client.force_login(wang)
    data = {
        "contractor_representative": "陈代表",
        "starts_on": draft.starts_on,
        "ends_on": draft.project.ends_on + timedelta(days=9),
        "bank_name": "自贡银行",
        "account_name": "中心",
        "account_number": "6200",
        "extra_terms": "增加一场回访。",
    }
    page = client.post(address("edit", draft), data).content.decode()
    assert "目录规定的实施时间" in page
    assert "陈代表" in page
    assert client.post(address("edit", draft), data | {"ends_on": draft.ends_on}).url == (
        draft.get_absolute_url()
    )
    draft.refresh_from_db()
    assert (draft.contractor_representative, draft.extra_terms) == ("陈代表", "增加一场回访。")


def test_the_officer_signs_and_starts(client, draft, wang):
    client.force_login(wang)
    data = {"scan": factories.make_pdf(), "signed_on": clock.today()}
    assert client.post(address("sign", draft), data).url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert draft.state == State.SIGNED
    client.post(address("start", draft))
    draft.refresh_from_db()
    assert draft.state == State.RUNNING


def test_a_renamed_program_is_not_a_scan(client, draft, wang):
    scan = factories.SimpleUploadedFile("协议.pdf", b"MZ\x90\x00" + b"\x00" * 60, "application/pdf")
    client.force_login(wang)
    page = client.post(address("sign", draft), {"scan": scan, "signed_on": clock.today()}).content.decode()
    assert "“协议.pdf”" in page
    assert Agreement.objects.get(pk=draft.pk).state == State.DRAFTED
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["edit", "sign"])
def test_the_contractor_is_led_back_from_the_officers_forms(client, draft, li, name):
    client.force_login(li)
    assert client.get(address(name, draft)).url == draft.get_absolute_url()


@pytest.mark.parametrize("person", ["rival", "keeper", "expert", "stranger"])
def test_another_partys_agreement_does_not_exist(client, draft, request, person):
    client.force_login(request.getfixturevalue(person))
    for name in ("detail", "edit", "sign", "pdf"):
        assert client.get(address(name, draft)).status_code == 404
    assert client.post(address("start", draft)).status_code == 404


def test_a_link_does_not_start_a_project(client, draft, wang):
    client.force_login(wang)
    assert client.get(address("start", draft)).status_code == 405


def test_the_list_is_filtered_by_year_and_state(client, draft, agreement, leader):
    client.force_login(leader)
    url = reverse("applications:agreement_index")
    page = client.get(url, {"state": "running"}).content.decode()
    assert agreement.number in page
    assert draft.number not in page
    page = client.get(url, {"year": draft.project.catalogue.year}).content.decode()
    assert draft.number in page
    assert agreement.number not in page
    assert draft.number in client.get(url, {"year": "x", "state": "nonsense"}).content.decode()


def test_the_list_costs_the_same_however_long(client, leader):
    client.force_login(leader)
    url = reverse("applications:agreement_index")
    assert_constant_queries(client, url, lambda: factories.make_agreement(signed=False))
