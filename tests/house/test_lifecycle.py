"""What every step can rely on: a fresh row under lock, the right person and time, only its own columns."""

from contextlib import nullcontext

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applications.models import Organisation
from fulian.history.models import Entry
from fulian.lifecycle import refusal_as_message


@transaction.atomic
def begin(record, step, by):
    record.begin(step, by)


def test_a_step_sees_what_another_request_has_just_saved(organisation, li):
    stale = Organisation.objects.get(pk=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(contact="别人刚改的", state="unverified")
    begin(stale, "edit", li)
    assert (stale.contact, stale.state) == ("别人刚改的", "unverified")


def test_a_stale_tab_cannot_take_a_step_that_is_over(organisation, office):
    stale = Organisation.objects.get(pk=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(state="suspended")
    with pytest.raises(ValidationError) as refusal:
        begin(stale, "suspend", office)
    assert refusal.value.code == "wrong_state"
    assert refusal.value.messages == [
        "未作任何改动：当前状态为“已暂停”，不能“暂停资格”。请刷新页面查看最新情况。"
    ]


def test_the_row_is_locked_where_the_database_can(organisation, li):
    with CaptureQueriesContext(connection) as queries:
        begin(organisation, "edit", li)
    locks = any("FOR UPDATE" in query["sql"] for query in queries)
    assert locks == connection.features.has_select_for_update


def test_a_lock_outside_a_transaction_is_a_mistake_of_ours(organisation, li, transactional_db):
    """Where the database can lock a row; SQLite lets one writer in at a time and has nothing to refuse."""
    refused = pytest.raises(transaction.TransactionManagementError)
    with refused if connection.features.has_select_for_update else nullcontext():
        organisation.begin("edit", li)


def test_the_wrong_person_is_turned_away_whatever_the_state(organisation, rival):
    Organisation.objects.filter(pk=organisation.pk).update(state="suspended")
    with pytest.raises(PermissionDenied):
        begin(organisation, "edit", rival)


def test_a_step_saves_its_own_columns_only(organisation, li):
    """Another request's change to another column survives."""
    mine = Organisation.objects.get(pk=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(contact="别人刚改的")
    mine.change("edit", by=li, mobile="13900139000")
    fresh = Organisation.objects.get(pk=organisation.pk)
    assert (fresh.contact, fresh.mobile) == ("别人刚改的", "13900139000")


def test_a_change_writes_before_and_after_of_what_differs(organisation, li):
    organisation.change("edit", by=li, contact="新联系人", mobile=organisation.mobile)
    entry = Entry.objects.of(organisation).first()
    assert entry.changes == {"contact": ["陈某", "新联系人"]}
    assert entry.by == li


def test_a_change_of_nothing_saves_nothing_and_is_still_noted(organisation, li):
    with CaptureQueriesContext(connection) as queries:
        organisation.change("edit", by=li, contact=organisation.contact)
    assert not any(query["sql"].startswith("UPDATE") for query in queries)
    assert Entry.objects.of(organisation).count() == 1


def test_what_hangs_on_the_record_is_noted_beside_its_fields(organisation, li):
    noted = {"memberships": ["甲", "甲、乙"]}
    organisation.change("edit", by=li, noted=noted, contact="新联系人")
    assert Entry.objects.of(organisation).first().differences == [
        ("单位成员", "甲", "甲、乙"),
        ("联系人", "陈某", "新联系人"),
    ]


def test_steps_for_offers_what_begin_would_let_through(organisation, li, office, rival):
    for state in ["unverified", "pending", "verified", "suspended"]:
        Organisation.objects.filter(pk=organisation.pk).update(state=state)
        organisation.refresh_from_db()
        for person in (li, office, rival):
            for step in Organisation.STEPS:
                try:
                    begin(organisation, step, person)
                    passed = True
                except (PermissionDenied, ValidationError):
                    passed = False
                assert passed == (step in organisation.steps_for(person)), (state, person, step)


def test_a_refusal_becomes_a_message_and_the_page_goes_on(rf):
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    with refusal_as_message(request):
        raise ValidationError(["第一条", "第二条"])
    assert [(str(message), message.level_tag) for message in get_messages(request)] == [
        ("第一条", "error"),
        ("第二条", "error"),
    ]


def test_a_refusal_does_not_hide_that_somebody_may_not(rf):
    with pytest.raises(PermissionDenied), refusal_as_message(rf.post("/")):
        raise PermissionDenied
