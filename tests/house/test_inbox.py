"""Messages: told once, mailed only when it is true, never at the page's expense."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse

from fulian.inbox.models import Message, notify
from tests.factories import make_user
from tests.queries import assert_constant_queries

INDEX = "/inbox/"


class HalfDead(EmailBackend):
    """A mail server that refuses one address, as servers do."""

    def send_messages(self, messages):
        if any("li@" in address for message in messages for address in message.to):
            raise ConnectionRefusedError("the server says no")
        return super().send_messages(messages)


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_out_only_when_the_transaction_is_kept(li):
    with transaction.atomic():
        notify([li], "不应发出")
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert not Message.objects.exists()
    with transaction.atomic():
        notify([li], "已立项", "请签订协议。")
        assert mail.outbox == []
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([li.email], "【自贡市妇女联合会项目管理平台】已立项")
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_fails_breaks_neither_the_page_nor_the_other_mails(settings, wang, caplog):
    settings.EMAIL_BACKEND = "tests.house.test_inbox.HalfDead"
    refused = make_user(email="li@example.org")
    with transaction.atomic():
        notify([refused, wang], "有事")
    assert Message.objects.count() == 2
    assert [message.to for message in mail.outbox] == [[wang.email]]
    assert "the server says no" in caplog.text


def test_each_person_is_told_once_and_who_was_deactivated_not_at_all(
    li, administrator, django_capture_on_commit_callbacks
):
    gone = make_user(is_active=False)
    silent = make_user(email="")
    with django_capture_on_commit_callbacks(execute=True):
        notify([li, li, gone, silent], "一次")
    assert set(Message.objects.values_list("to", flat=True)) == {li.pk, silent.pk}
    assert len(mail.outbox) == 1


def test_a_line_break_in_a_subject_does_not_get_into_the_mails_header(li, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notify([li], "项目\r\nBcc: all@example.org")
    assert mail.outbox[0].subject.endswith("项目 Bcc: all@example.org")
    assert mail.outbox[0].recipients() == [li.email]


def test_a_message_leads_to_its_record_and_is_read_then(client, li, application):
    notify([li], "请补充", about=application)
    message = Message.objects.get()
    client.force_login(li)
    response = client.post(reverse("inbox:open", args=[message.pk]))
    assert response.url == application.get_absolute_url()
    message.refresh_from_db()
    first = message.read_at
    client.post(reverse("inbox:open", args=[message.pk]))
    message.refresh_from_db()
    assert first is not None
    assert message.read_at == first


def test_nobody_opens_or_reads_another_persons_messages(client, li, rival):
    notify([li, rival], "各看各的")
    of_rival = Message.objects.get(to=rival)
    client.force_login(li)
    assert client.post(reverse("inbox:open", args=[of_rival.pk])).status_code == 404
    client.post(reverse("inbox:read_all"))
    assert list(Message.objects.unread()) == [of_rival]
    assert [message.to for message in client.get(INDEX).context["page"]] == [li]


def test_opening_and_reading_need_a_post(client, li):
    notify([li], "一")
    client.force_login(li)
    message = Message.objects.get()
    assert client.get(reverse("inbox:open", args=[message.pk])).status_code == 405
    assert client.get(reverse("inbox:read_all")).status_code == 405
    assert Message.objects.unread().count() == 1


def test_unread_messages_stand_first(client, li):
    for subject in ["一", "二", "三"]:
        notify([li], subject)
    Message.objects.get(subject="三").read()
    client.force_login(li)
    assert [message.subject for message in client.get(INDEX).context["page"]] == ["二", "一", "三"]


def test_the_list_costs_the_same_however_long(client, li):
    client.force_login(li)
    assert_constant_queries(client, INDEX, lambda: notify([li], "又一条"))


def test_an_empty_inbox_says_where_the_work_is(client, li):
    client.force_login(li)
    assert "需要您办理的事项列在工作台" in client.get(INDEX).content.decode()
