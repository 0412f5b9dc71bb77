"""A text the federation publishes: 公示 for now; 公告 and 更正公告 are of the same kind."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from fulian import clock
from fulian.lifecycle import Lifecycle, Step
from fulian.users.models import Role
from fulian.workdays.days import add_working_days, is_working_day
from projects.permissions import is_office


class Kind(models.TextChoices):
    ANNOUNCEMENT = "announcement", "公告"
    CORRECTION = "correction", "更正公告"
    PUBLICITY = "publicity", "公示"


class State(models.TextChoices):
    DRAFT = "draft", "拟稿"
    PUBLISHED = "published", "公示中"
    ENDED = "ended", "已结束"
    WITHDRAWN = "withdrawn", "已撤回"


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.is_authenticated and user.is_federation_staff:
            return self
        return self.public()

    def public(self):
        return self.filter(state__in=[State.PUBLISHED, State.ENDED])

    def for_list(self):
        return self.select_related("catalogue").order_by("-pk")

    def waiting_for(self, user):
        """Drafts to publish and run-out notices to end are the office's."""
        if not user.has(Role.OFFICE):
            return self.none()
        ran_out = models.Q(state=State.PUBLISHED, ends_on__lt=clock.today())
        return self.filter(models.Q(state=State.DRAFT) | ran_out).for_list()


class Notice(Lifecycle):
    STEPS = {
        "edit": Step("修改公示", is_office, {State.DRAFT}),
        "publish": Step("发布公示", is_office, {State.DRAFT}),
        "end": Step("结束公示", is_office, {State.PUBLISHED}),
        "withdraw": Step("撤回公示", is_office, {State.DRAFT, State.PUBLISHED}),
    }
    NEXT = {State.DRAFT: "办公室核对并发布", State.PUBLISHED: "公示期满后由办公室结束公示"}

    kind = models.CharField("类别", max_length=12, choices=Kind, default=Kind.PUBLICITY)
    catalogue = models.ForeignKey(
        "projects.Catalogue", models.PROTECT, related_name="notices", verbose_name="目录"
    )
    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    days = models.PositiveSmallIntegerField("公示期（工作日）", default=5)
    starts_on = models.DateField("公示开始日期", null=True, editable=False)
    ends_on = models.DateField("公示截止日期", null=True, editable=False)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "公告公示"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:notice_detail", args=[self.pk])

    def results(self):
        """The decisions it puts up, with project, department and organisation; in the catalogue's order."""
        return self.awards.select_related(
            "application__project__department", "application__organisation"
        ).order_by("application__project__order", "pk")

    def experts(self) -> list[str]:
        """The names of those who scored what it puts up, each once (福田 practice)."""
        signed = self.awards.filter(application__reviews__state="signed")
        return list(
            signed.order_by("application__reviews__expert__name")
            .values_list("application__reviews__expert__name", flat=True)
            .distinct()
        )

    @property
    def has_run(self) -> bool:
        """Whether the whole last day of the period is over."""
        return self.state in {State.PUBLISHED, State.ENDED} and clock.today() > self.ends_on

    @transaction.atomic
    def edit(self, *, by, **fields) -> None:
        self.begin("edit", by)
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def publish(self, *, by) -> None:
        """Put it up: the period is ``days`` working days, today counting when it is one (福田 practice)."""
        self.begin("publish", by)
        today = clock.today()
        rest = self.days - 1 if is_working_day(today) else self.days
        dates = {"starts_on": today, "ends_on": add_working_days(today, rest)}
        self.change("publish", by=by, state=State.PUBLISHED, **dates)

    @transaction.atomic
    def end(self, *, by) -> None:
        self.begin("end", by)
        if not self.has_run:
            raise ValidationError(f"公示期至{self.ends_on:%Y年%-m月%-d日}，尚未届满，不能结束。", "running")
        self.change("end", by=by, state=State.ENDED)

    @transaction.atomic
    def withdraw(self, *, by, reason: str) -> None:
        self.begin("withdraw", by)
        self.change("withdraw", by=by, note=reason, state=State.WITHDRAWN)
