"""One year's 项目发布目录: imported, approved, published, kept as an immutable revision."""

import hashlib
import json
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from fulian import clock
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step
from fulian.money import wan
from fulian.users.models import Role, User
from projects.importing.draft import CatalogueDraft
from projects.models import intake
from projects.models.policy import Policy
from projects.models.project import State as ProjectState
from projects.models.rubric import Rubric
from projects.permissions import is_leader, is_office, prepares_catalogues


class State(models.TextChoices):
    DRAFT = "draft", "编制中"
    IN_APPROVAL = "in_approval", "待领导审定"
    PUBLISHED = "published", "已发布"
    CLOSED = "closed", "已结束"


PUBLIC = {State.PUBLISHED, State.CLOSED}


class CatalogueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published catalogues are public; the others are the federation's own."""
        if user.is_authenticated and user.is_federation_staff:
            return self
        return self.public()

    def public(self):
        return self.filter(state__in=PUBLIC)

    def for_list(self):
        """With ``size`` (entries) and ``total`` (元), cancelled entries left out."""
        live = ~models.Q(projects__state=ProjectState.CANCELLED)
        return self.annotate(
            size=models.Count("projects", filter=live), total=models.Sum("projects__amount", filter=live)
        ).order_by("-year", "-batch")

    def waiting_for(self, user):
        states = []
        if user.has(Role.OFFICE):
            states.append(State.DRAFT)
        if user.has(Role.LEADER):
            states.append(State.IN_APPROVAL)
        return self.filter(state__in=states).for_list()

    @transaction.atomic
    def import_draft(self, draft: CatalogueDraft, *, by) -> "Catalogue":
        """Write ``draft`` as a catalogue in the making: the year's first, or its next batch.

        All or nothing: raises ValidationError, naming the places, when anything stands against it.
        Whoever calls it has made sure that ``by`` may prepare catalogues.
        """
        intake.refuse_unfit(draft)
        batch = self.filter(year=draft.year).aggregate(last=models.Max("batch", default=0))["last"] + 1
        title = draft.title or f"{draft.year}年妇女儿童项目发布目录"
        rubric = Rubric.objects.default()
        catalogue = self.model(year=draft.year, batch=batch, title=title, rubric=rubric)
        catalogue.full_clean()
        catalogue.save()
        intake.write_entries(catalogue, draft, by=by)
        record(catalogue, "导入目录", by=by, note=f"{len(draft.projects)}个条目")
        rows = catalogue.projects.values_list("department", flat=True)
        officers = User.objects.holding(Role.OFFICER).filter(department__in=rows).exclude(pk=by.pk)
        notify(officers, f"请完善目录条目：{title}", about=catalogue)
        return catalogue


class Catalogue(Policy, Lifecycle):
    STEPS = {
        "edit": Step("修改目录", prepares_catalogues, {State.DRAFT}),
        "send_for_approval": Step("送领导审定", is_office, {State.DRAFT}),
        "send_back": Step("退回修改", is_leader, {State.IN_APPROVAL}),
        "publish": Step("发布目录", is_leader, {State.IN_APPROVAL}),
        "close": Step("结束目录", is_office, {State.PUBLISHED}),
    }
    NEXT = {
        State.DRAFT: "各部室完善条目，办公室设定申报时间后送审",
        State.IN_APPROVAL: "分管领导审定并发布",
    }

    year = models.PositiveSmallIntegerField("年度")
    batch = models.PositiveSmallIntegerField("批次", default=1)
    title = models.CharField("目录名称", max_length=200)
    open_at = models.DateTimeField("申报开始时间", null=True, blank=True)
    close_at = models.DateTimeField("申报截止时间", null=True, blank=True)
    contact = models.CharField("咨询电话", max_length=60, blank=True)
    supervision_contact = models.CharField("监督电话", max_length=60, blank=True)
    rubric = models.ForeignKey(
        "projects.Rubric", models.PROTECT, null=True, blank=True, verbose_name="评审细则"
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField("发布时间", null=True, editable=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = "项目发布目录"
        constraints = [
            models.UniqueConstraint(fields=["year", "batch"], name="one_catalogue_per_year_and_batch")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:catalogue_detail", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    def entries(self):
        """The entries that count: all but the cancelled, in order."""
        return self.projects.exclude(state=ProjectState.CANCELLED).for_list()

    def refuse_unless_draft(self) -> None:
        """Entries of a catalogue that is with the leader, or public, stay as they are."""
        if self.state != State.DRAFT:
            raise ValidationError(
                "目录已送审或已发布，条目不能再改动；请先将目录退回。", "catalogue_not_draft"
            )

    def is_open(self, at: datetime | None = None) -> bool:
        at = at or clock.now()
        return self.state == State.PUBLISHED and self.open_at <= at <= self.close_at

    def is_coming(self) -> bool:
        return self.state == State.PUBLISHED and clock.now() < self.open_at

    @property
    def days_left(self) -> int:
        """Days until the closing date, 0 on the day itself."""
        return (timezone.make_naive(self.close_at).date() - clock.today()).days

    def problems(self) -> list[str]:
        """What stands between this draft and its publication, each a sentence."""
        found = []
        if not self.open_at or not self.close_at:
            found.append("请设定申报开始和截止时间。")
        elif self.close_at <= self.open_at:
            found.append("申报截止时间应晚于开始时间。")
        if self.rubric_id is None:
            found.append("请选择评审细则。")
        if sum(self.shares) != 100:
            found.append("三次拨付比例之和应为 100%。")
        entries = list(self.entries())
        if not entries:
            found.append("目录中还没有条目，请先导入。")
        found += [
            f"{entry.number}号“{entry.name}”尚未经部室负责人审核通过。"
            for entry in entries
            if entry.state != ProjectState.READY
        ]
        return found

    @transaction.atomic
    def edit(self, *, by, **fields) -> None:
        self.begin("edit", by)
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def send_for_approval(self, *, by) -> None:
        self.begin("send_for_approval", by)
        if found := self.problems():
            raise ValidationError(found, "incomplete")
        self.change("send_for_approval", by=by, state=State.IN_APPROVAL)
        notify(User.objects.holding(Role.LEADER), f"请审定并发布：{self.title}", about=self)

    @transaction.atomic
    def send_back(self, *, by, reason: str) -> None:
        self.begin("send_back", by)
        self.change("send_back", by=by, note=reason, state=State.DRAFT)
        notify(User.objects.holding(Role.OFFICE), f"目录被退回修改：{self.title}", reason, about=self)

    @transaction.atomic
    def publish(self, *, by) -> None:
        """Publish with all its entries, and keep what was published as revision 1."""
        self.begin("publish", by)
        if found := self.problems():
            raise ValidationError(found, "incomplete")
        for entry in self.entries():
            entry.publish(by=by)
        self.change("publish", by=by, state=State.PUBLISHED, published_at=clock.now())
        Revision.objects.freeze(self, by=by)
        people = User.objects.holding(Role.OFFICE, Role.OFFICER, Role.HEAD, Role.FINANCE)
        notify(people, f"目录已发布：{self.title}", about=self)

    @transaction.atomic
    def close(self, *, by) -> None:
        self.begin("close", by)
        if clock.now() <= self.close_at:
            raise ValidationError("申报尚未截止，不能结束目录。", "open")
        self.change("close", by=by, state=State.CLOSED)

    def snapshot(self) -> dict:
        """All that the public reads of it: title, window, and the ten columns of each entry."""
        rows = [
            {
                "number": entry.number,
                "department": entry.department.name,
                "name": entry.name,
                "goal": entry.goal,
                "content": entry.content,
                "beneficiaries": entry.beneficiaries,
                "bidders": entry.bidders,
                "period": entry.period,
                "amount": str(entry.amount),
                "amount_wan": wan(entry.amount),
                "requirements": entry.requirements,
            }
            for entry in self.entries()
        ]
        total = sum((entry.amount for entry in self.entries()), 0)
        window = {"open_at": self.open_at, "close_at": self.close_at}
        return {"title": self.title, "year": self.year, **window, "projects": rows, "total": str(total)}


class RevisionQuerySet(models.QuerySet):
    def freeze(self, catalogue: Catalogue, *, by) -> "Revision":
        """Keep the catalogue as it stands as its next revision."""
        snapshot = json.dumps(catalogue.snapshot(), cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
        number = catalogue.revisions.count() + 1
        sha256 = hashlib.sha256(snapshot.encode()).hexdigest()
        return self.create(catalogue=catalogue, number=number, snapshot=snapshot, sha256=sha256, by=by)


class Revision(models.Model):
    """A catalogue as it was published: text and sha256, never changed afterwards."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("版次")
    snapshot = models.TextField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey("users.User", models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "目录版次"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["catalogue", "number"], name="revision_once")]

    def verifies(self) -> bool:
        """Whether the text is still what was published."""
        return hashlib.sha256(self.snapshot.encode()).hexdigest() == self.sha256
