"""活动: plan before, record after, confirmed by the department."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step
from fulian.users.models import Role, User
from projects.codes import Code
from supervision.permissions import is_contractor, is_officer


class State(models.TextChoices):
    PLANNED = "planned", "已计划"
    HELD = "held", "待补充记录"
    RECORDED = "recorded", "待确认"
    CONFIRMED = "confirmed", "已确认"
    CANCELLED = "cancelled", "已取消"


OPEN = {State.PLANNED, State.HELD}
SLOTS = {
    "plan": "活动方案",
    "bulletin": "活动简报",
    "photo": "活动照片",
    "video": "活动小视频",
    "signin": "签到表",
}


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def for_list(self):
        return self.select_related(
            "agreement__project__department", "agreement__project__catalogue", "agreement__organisation"
        ).order_by("starts_at")

    def sums(self) -> dict:
        """``confirmed`` and ``waiting`` (number of activities), ``people`` (人次 of the confirmed ones)."""
        confirmed = models.Q(state=State.CONFIRMED)
        return self.aggregate(
            confirmed=models.Count("pk", filter=confirmed),
            waiting=models.Count("pk", filter=models.Q(state__in=[*OPEN, State.RECORDED])),
            people=models.Sum("attendance", filter=confirmed, default=0),
        )

    def live(self):
        return self.exclude(state=State.CANCELLED)

    def confirmed(self):
        return self.filter(state=State.CONFIRMED)

    def handed_in(self):
        """Held and recorded by the contractor, confirmed or not yet."""
        return self.filter(state__in=[State.RECORDED, State.CONFIRMED])

    def within(self, start, end):
        """Held between two dates, both included."""
        return self.filter(starts_at__date__range=(start, end))

    def waiting_for(self, user):
        over = models.Q(starts_at__lt=clock.now())
        mine = over & models.Q(agreement__organisation__in=user.organisation_ids, state__in=OPEN)
        if user.has(Role.OFFICER):
            mine |= models.Q(state=State.RECORDED, agreement__project__department=user.department_id)
        return self.filter(mine).for_list()

    @transaction.atomic
    def plan(self, agreement, *, by, **fields) -> "Activity":
        """The contractor announces an activity of an agreement in force."""
        activity = Activity(agreement=agreement, **fields)
        activity.refuse_stranger(by)
        if not agreement.in_force:
            raise ValidationError("项目不在实施期，不能新增活动。", "not_in_force")
        activity.refuse_outside_term()
        activity.save()
        record(activity, "登记活动", by=by)
        return activity


class Activity(HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("修改活动", is_contractor, OPEN),
        "attach": Step("上传活动资料", is_contractor, OPEN),
        "detach": Step("删除活动资料", is_contractor, OPEN),
        "record": Step("提交活动记录", is_contractor, OPEN),
        "confirm": Step("确认活动", is_officer, {State.RECORDED}),
        "return_": Step("退回补充", is_officer, {State.RECORDED}),
        "cancel": Step("取消活动", is_contractor, OPEN),
    }
    NEXT = {
        State.PLANNED: "承接单位开展活动并提交记录",
        State.HELD: "承接单位补充活动资料",
        State.RECORDED: "牵头部室确认",
    }

    agreement = models.ForeignKey(
        "applications.Agreement", models.PROTECT, related_name="activities", verbose_name="项目"
    )
    title = models.CharField("活动名称", max_length=80)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=100)
    lead = models.CharField("负责人", max_length=30)
    plan_text = models.TextField("活动方案", blank=True, validators=[MaxLengthValidator(2000)],
                                 help_text="主题、目的和流程；也可以上传方案文件。")  # fmt: skip
    attendance = models.PositiveIntegerField("实到人数（人次）", null=True, blank=True)
    women = models.PositiveIntegerField("其中妇女（人次）", default=0)
    children = models.PositiveIntegerField("其中儿童（人次）", default=0)
    volunteers = models.PositiveIntegerField("志愿者（人次）", default=0)
    bulletin_title = models.CharField("简报标题", max_length=60, blank=True)
    bulletin_text = models.TextField("简报正文", blank=True, validators=[MaxLengthValidator(1500)])
    brand_ok = models.BooleanField("以市妇联名义开展（横幅、海报等已标明）", default=False)
    attire_ok = models.BooleanField("工作人员着志愿者服装或佩戴标志", default=False)
    lessons = models.TextField("不足与改进", blank=True, validators=[MaxLengthValidator(500)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "活动"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="activity_ends_after_it_starts",
                violation_error_message="结束时间应晚于开始时间。",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("supervision:activity_detail", args=[self.pk])

    @property
    def is_confirmed(self) -> bool:
        return self.state == State.CONFIRMED

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    def refuse_stranger(self, by) -> None:
        if not is_contractor(by, self):
            raise ValidationError("只有承接单位可以登记活动。", "not_yours")

    def refuse_outside_term(self) -> None:
        first, last = self.agreement.starts_on, self.agreement.ends_on
        if not first <= clock.day_of(self.starts_at) <= last:
            raise ValidationError(
                f"活动应在项目实施期内（{first:%Y-%m-%d} 至 {last:%Y-%m-%d}）。", "outside_term"
            )

    @property
    def plan_due_on(self) -> date:
        """By when its plan should be here (policy: days before)."""
        days = self.agreement.project.catalogue.plan_days_before
        return clock.day_of(self.starts_at) - timedelta(days=days)

    @property
    def record_due_on(self) -> date:
        """By when its record should be here (policy: days after)."""
        days = self.agreement.project.catalogue.record_days_after
        return clock.day_of(self.starts_at) + timedelta(days=days)

    @property
    def is_late(self) -> bool:
        """Whether its record should have been handed in by now."""
        return self.state in OPEN and self.record_due_on < clock.today()

    def places(self) -> list[tuple]:
        """(slot, label, what is demanded, files) for each place of the record."""
        project, files = self.agreement.project, list(self.files.select_related("by"))
        demands = {
            "plan": "上传，或填写在“活动方案”一栏",
            "bulletin": "上传，或填写在“简报正文”一栏",
            "photo": f"至少{project.catalogue.photos_min}张，可一次选择多张",
            "video": "相关要求规定必须上传" if Code.ACTIVITY_EVIDENCE_SET in project.codes() else "可选",
            "signin": "签到表的照片或扫描件",
        }
        return [
            (slot, label, demands[slot], [stored for stored in files if stored.slot == slot])
            for slot, label in SLOTS.items()
        ]

    def gaps(self) -> list[str]:
        """What the record still lacks, from the agreement's requirements and the catalogue's policy."""
        codes = self.agreement.project.codes()
        photos = self.agreement.project.catalogue.photos_min
        files = list(self.files.all())
        slots = {stored.slot for stored in files}
        checks = [
            (self.attendance is not None, "请填写实到人数。"),
            (self.women + self.children <= (self.attendance or 0), "妇女、儿童人次之和不能超过实到人数。"),
            (self.plan_text or "plan" in slots, "请填写或上传活动方案。"),
            (self.bulletin_text or "bulletin" in slots, "请填写或上传活动简报。"),
            (sum(stored.slot == "photo" for stored in files) >= photos, f"请上传至少{photos}张活动照片。"),
            (Code.ACTIVITY_EVIDENCE_SET not in codes or "video" in slots, "相关要求规定须有小视频，请上传。"),
            (Code.BRAND_NAME not in codes or self.brand_ok, "相关要求规定以市妇联名义开展，请确认。"),
            (Code.BRAND_ATTIRE not in codes or self.attire_ok, "相关要求规定着装或佩戴标志，请确认。"),
        ]
        return [message for held, message in checks if not held]

    @transaction.atomic
    def edit(self, *, by, **fields) -> None:
        """Save plan and record as far as they go."""
        self.begin("edit", by)
        before = self.starts_at
        self.starts_at = fields.get("starts_at", before)
        self.refuse_outside_term()
        self.starts_at = before  # so that the history sees the change
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def attach(self, upload, *, by, slot: str) -> None:
        self.begin("attach", by)
        stored = self.files.model.objects.keep(upload, owner=self, slot=slot, by=by)
        self.change("attach", by=by, note=f"{SLOTS[slot]}：{stored.name}")

    @transaction.atomic
    def detach(self, pk: int, *, by) -> None:
        """Take a file off while the record is still the contractor's; the history keeps its name and hash."""
        self.begin("detach", by)
        stored = self.files.filter(pk=pk).first()
        if stored is None:
            raise ValidationError("文件已不在本活动中。", "not_here")
        note = f"{SLOTS.get(stored.slot, stored.slot)}：{stored.name}（{stored.sha256[:12]}）"
        self.change("detach", by=by, note=note)
        stored.delete()

    @transaction.atomic
    def record(self, *, by) -> None:
        """Hand in the record of an activity that has begun. Raises ValidationError naming the gaps."""
        self.begin("record", by)
        if not self.has_begun:
            raise ValidationError("活动尚未开始，不能提交记录。", "future")
        if gaps := self.gaps():
            raise ValidationError(gaps, "incomplete")
        self.change("record", by=by, state=State.RECORDED)
        officers = User.objects.holding(Role.OFFICER, department=self.agreement.project.department_id)
        notify(officers, f"请确认活动记录：{self.title}", about=self)

    @transaction.atomic
    def confirm(self, *, by) -> None:
        self.begin("confirm", by)
        self.change("confirm", by=by, state=State.CONFIRMED)

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        self.begin("return_", by)
        self.change("return_", by=by, note=reason, state=State.HELD)
        notify(self.agreement.organisation.people(), f"活动记录需要补充：{self.title}", reason, about=self)

    @transaction.atomic
    def cancel(self, *, by, reason: str) -> None:
        self.begin("cancel", by)
        self.change("cancel", by=by, note=reason, state=State.CANCELLED)
