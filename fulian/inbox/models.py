from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.urls import reverse

from fulian import clock


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(to=user)

    def unread(self):
        return self.filter(read_at=None)

    def for_list(self):
        """What has not been opened first, then the newest."""
        opened = models.Case(models.When(read_at=None, then=0), default=1)
        return self.order_by(opened, "-at", "-pk")

    def read(self) -> int:
        """Note that their person has opened all of them; returns how many were new."""
        return self.unread().update(read_at=clock.now())


class Message(models.Model):
    """Something the portal tells one person: kept in the portal, and mailed when they have an address."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="inbox", verbose_name="收件人"
    )
    subject = models.CharField("主题", max_length=200)
    body = models.TextField("内容", blank=True)
    link = models.CharField("链接", max_length=200, blank=True)
    at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["to", "read_at"])]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("inbox:open", args=[self.pk])

    def read(self) -> None:
        """Note that its person has opened it; the first time counts."""
        if self.read_at is None:
            self.read_at = clock.now()
            self.save(update_fields=["read_at"])


def notify(people: Iterable, subject: str, body: str = "", *, about: models.Model | None = None) -> None:
    """Tell ``people`` (each once; not those who may no longer sign in) now in the portal, and by e-mail
    once the transaction is committed.

    ``about`` is the record whose page the message leads to. A failing mail server is logged, no more.
    """
    subject = " ".join(subject.split())  # a line break would make the mail's header invalid
    people = list({person.pk: person for person in people if person.is_active}.values())
    link = about.get_absolute_url() if about else ""
    Message.objects.bulk_create(
        Message(to=person, subject=subject[:200], body=body, link=link) for person in people
    )
    for person in people:
        if person.email:  # each on its own: one refused address does not silence the others
            mail_later(person.email, subject, body)


def mail_later(address: str, subject: str, body: str) -> None:
    """Send one mail once the transaction is committed."""
    text = f"{body}\n\n请登录平台查看。".strip()

    def post():
        send_mail(f"【{settings.PORTAL_NAME}】{subject}", text, None, [address])

    transaction.on_commit(post, robust=True)
