"""督导: the department's record, signed by both sides, and the findings that must be put right."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.users.models import Role, User
from supervision.obligations import Evidence
from supervision.permissions import is_contractor, is_officer

ITEMS = ["组织管理", "项目进度", "活动质量", "服务对象反馈", "资金使用", "档案资料", "宣传标识", "安全保障"]


class State(models.TextChoices):
    PLANNED = "planned", "已计划"
    RECORDED = "recorded", "待承接单位确认"
    ACKNOWLEDGED = "acknowledged", "承接单位已确认"
    CLOSED = "closed", "已办结"


class Manner(models.TextChoices):
    ON_SITE = "on_site", "现场督导"
    PHONE = "phone", "电话督导"
    ONLINE = "online", "线上督导"
    MEETING = "meeting", "会议督导"
    MONEY = "money", "财务督导"


class Conclusion(models.TextChoices):
    NORMAL = "normal", "正常"
    WATCH = "watch", "关注"
    RECTIFY = "rectify", "整改"
    PAUSE = "pause", "暂停"


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The contractor sees a record once it is made."""
        seen = self.filter(agreement__in=Agreement.objects.visible_to(user))
        return seen if user.is_federation_staff else seen.exclude(state=State.PLANNED)

    def for_list(self):
        return self.select_related("agreement__project__department", "agreement__organisation").order_by(
            "-held_on", "-pk"
        )

    def with_findings(self):
        """With ``found`` and ``unsolved``, the number of findings."""
        unsolved = ~models.Q(findings__state=FindingState.FIXED)
        return self.annotate(
            found=models.Count("findings"), unsolved=models.Count("findings", filter=unsolved)
        )

    def waiting_for(self, user):
        mine = models.Q(agreement__organisation__in=user.organisation_ids, state=State.RECORDED)
        if user.has(Role.OFFICER):
            department = models.Q(agreement__project__department=user.department_id)
            mine |= department & models.Q(state__in=[State.PLANNED, State.ACKNOWLEDGED])
        return self.filter(mine).for_list()

    @transaction.atomic
    def plan(self, agreement, *, by, duty=None, **fields) -> "Inspection":
        """Open an inspection, for a supervision duty when it answers one."""
        inspection = Inspection(agreement=agreement, duty=duty, **fields)
        if not is_officer(by, inspection):
            raise ValidationError("只有牵头部室经办人可以督导。", "not_yours")
        if duty:
            lock(duty)
            if duty.evidence != Evidence.INSPECTION or duty.agreement_id != agreement.pk:
                raise ValidationError("所选任务不是本项目的督导任务。", "duty")
        inspection.save()
        InspectionItem.objects.bulk_create(
            InspectionItem(inspection=inspection, ordinal=n, name=name)
            for n, name in enumerate(ITEMS, start=1)
        )
        record(inspection, "安排督导", by=by)
        return inspection


class Inspection(HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("填写督导记录", is_officer, {State.PLANNED}),
        "attach": Step("上传督导资料", is_officer, {State.PLANNED}),
        "record": Step("提交督导记录", is_officer, {State.PLANNED}),
        "acknowledge": Step("确认督导记录", is_contractor, {State.RECORDED}),
        "close": Step("办结督导", is_officer, {State.ACKNOWLEDGED}),
    }
    NEXT = {
        State.PLANNED: "牵头部室填写督导记录",
        State.RECORDED: "承接单位签署意见并确认",
        State.ACKNOWLEDGED: "整改完成后牵头部室办结",
    }

    agreement = models.ForeignKey(
        "applications.Agreement", models.PROTECT, related_name="inspections", verbose_name="项目"
    )
    duty = models.ForeignKey(
        "supervision.Duty",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="督导任务",
    )
    held_on = models.DateField("督导日期")
    manner = models.CharField("督导方式", max_length=10, choices=Manner, default=Manner.ON_SITE)
    supervisors = models.CharField("督导人员", max_length=100)
    present = models.CharField("承接单位在场人员", max_length=200, blank=True)
    documents = models.TextField("检查资料", blank=True, help_text="查看了哪些资料，是否齐全规范。")
    interviews = models.TextField("访谈情况", blank=True, help_text="访谈人数和主要反映，不写服务对象姓名。")
    progress = models.TextField("进度与计划对比", blank=True)
    good_points = models.TextField("好的做法", blank=True)
    suggestions = models.TextField("意见建议", blank=True)
    conclusion = models.CharField("督导结论", max_length=10, choices=Conclusion, blank=True)
    reply = models.TextField("承接单位意见", blank=True, editable=False)
    state = models.CharField("状态", max_length=14, choices=State, default=State.PLANNED, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "督导"

    def __str__(self):
        return f"{self.held_on:%Y年%-m月%-d日}{self.get_manner_display()}"

    def get_absolute_url(self):
        return reverse("supervision:inspection_detail", args=[self.pk])

    def gaps(self) -> list[str]:
        wanted = ["documents", "progress", "conclusion"]
        found = [
            f"“{self._meta.get_field(name).verbose_name}”尚未填写。"
            for name in wanted
            if not getattr(self, name)
        ]
        if self.items.filter(score=None).exists():
            found.append("分项评价还有未打分的项目。")
        if self.conclusion in {Conclusion.RECTIFY, Conclusion.PAUSE} and not self.findings.exists():
            found.append("结论为整改或暂停时，请至少登记一个问题和整改期限。")
        if self.findings.filter(due_on__lt=self.held_on).exists():
            found.append("整改期限不能早于督导日期。")
        return found

    @transaction.atomic
    def edit(
        self, *, by, items: dict[int, tuple] | None = None, findings: list[dict] | None = None, **fields
    ) -> None:
        """Save the record as far as it goes: item key → (score 1–5, note); findings replace the rows."""
        self.begin("edit", by)
        for item in self.items.all():
            if items and item.pk in items:
                item.score, item.note = items[item.pk]
                item.save(update_fields=["score", "note"])
        if findings is not None:
            self.findings.all().delete()
            Finding.objects.bulk_create(Finding(inspection=self, **row) for row in findings)
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def attach(self, upload, *, by, slot: str = "photo") -> None:
        self.begin("attach", by)
        stored = self.files.model.objects.keep(upload, owner=self, slot=slot, by=by)
        self.change("attach", by=by, note=stored.name)

    @transaction.atomic
    def record(self, *, by) -> None:
        """Hand the record to the contractor; the department's duty is submitted with it."""
        self.begin("record", by)
        if self.held_on > clock.today():
            raise ValidationError("督导日期还没到，不能提交记录。", "future")
        if gaps := self.gaps():
            raise ValidationError(gaps, "incomplete")
        self.change("record", by=by, state=State.RECORDED)
        if self.duty and self.duty.state == "pending":
            self.duty.submit(by=by)
        notify(
            self.agreement.organisation.people(), f"请确认督导记录：{self.agreement.project.name}", about=self
        )

    @transaction.atomic
    def acknowledge(self, *, by, reply: str) -> None:
        """The contractor signs: with that the department's duty is met."""
        self.begin("acknowledge", by)
        if not reply.strip():
            raise ValidationError("请填写承接单位意见，没有意见请写“无异议”。", "incomplete")
        self.change("acknowledge", by=by, reply=reply, state=State.ACKNOWLEDGED)
        if self.duty:
            self.duty.settle(by=by)
        officers = User.objects.holding(Role.OFFICER, department=self.agreement.project.department_id)
        notify(officers, f"督导记录已由承接单位确认：{self.agreement.project.name}", about=self)

    @transaction.atomic
    def close(self, *, by) -> None:
        self.begin("close", by)
        if self.findings.unsolved().exists():
            raise ValidationError("还有问题没有整改到位，不能办结。", "unsolved")
        self.change("close", by=by, state=State.CLOSED)


class InspectionItem(models.Model):
    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="items")  # a part of it
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("评价内容", max_length=30)
    score = models.PositiveSmallIntegerField(
        "评分（1–5）", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "分项评价"
        ordering = ["ordinal"]


class FindingState(models.TextChoices):
    OPEN = "open", "待整改"
    ANSWERED = "answered", "待复查"
    FIXED = "fixed", "已整改"
    NOT_FIXED = "not_fixed", "未整改到位"


class Severity(models.TextChoices):
    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    GRAVE = "grave", "严重"


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(inspection__in=Inspection.objects.visible_to(user))

    def unsolved(self):
        return self.exclude(state=FindingState.FIXED)

    def for_list(self):
        return self.select_related(
            "inspection__agreement__project__department", "inspection__agreement__organisation"
        )

    def for_page(self):
        return self.for_list().prefetch_related("files__by")

    def waiting_for(self, user):
        seen = ~models.Q(inspection__state=State.PLANNED)
        mine = seen & models.Q(
            inspection__agreement__organisation__in=user.organisation_ids,
            state__in=[FindingState.OPEN, FindingState.NOT_FIXED],
        )
        if user.has(Role.OFFICER):
            mine |= models.Q(
                state=FindingState.ANSWERED, inspection__agreement__project__department=user.department_id
            )
        return self.filter(mine).for_list()


class Finding(HasFiles, Lifecycle):
    """One problem found: answered by the contractor by its deadline, rechecked by the department (整改)."""

    STEPS = {
        "answer": Step("提交整改报告", is_contractor, {FindingState.OPEN, FindingState.NOT_FIXED}),
        "fix": Step("复查：已整改", is_officer, {FindingState.ANSWERED}),
        "reject": Step("复查：未到位", is_officer, {FindingState.ANSWERED}),
    }
    NEXT = {
        FindingState.OPEN: "承接单位整改并提交报告",
        FindingState.NOT_FIXED: "承接单位继续整改",
        FindingState.ANSWERED: "牵头部室复查",
    }

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", verbose_name="督导")
    description = models.CharField("问题", max_length=300)
    severity = models.CharField("程度", max_length=10, choices=Severity, default=Severity.MINOR)
    due_on = models.DateField("整改期限")
    answer_text = models.TextField("整改情况", blank=True, editable=False)
    recheck = models.TextField("复查意见", blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState, default=FindingState.OPEN, editable=False
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "问题整改"
        ordering = ["pk"]

    def __str__(self):
        return self.description

    def get_absolute_url(self):
        return self.inspection.get_absolute_url()

    @property
    def agreement(self):
        return self.inspection.agreement

    @property
    def is_overdue(self) -> bool:
        unsolved = self.state in {FindingState.OPEN, FindingState.NOT_FIXED}
        return unsolved and self.due_on < clock.today()

    @transaction.atomic
    def answer(self, *, by, text: str, files=()) -> None:
        self.begin("answer", by)
        if self.inspection.state == State.PLANNED:
            raise ValidationError("督导记录尚未提交。", "planned")
        if not text.strip():
            raise ValidationError("请写明整改情况。", "incomplete")
        for upload in files:
            self.files.model.objects.keep(upload, owner=self, slot="answer", by=by)
        self.change("answer", by=by, answer_text=text, state=FindingState.ANSWERED)
        officers = User.objects.holding(Role.OFFICER, department=self.agreement.project.department_id)
        notify(officers, f"请复查整改情况：{self.description}", about=self)

    @transaction.atomic
    def fix(self, *, by, recheck: str = "") -> None:
        self.begin("fix", by)
        self.change("fix", by=by, recheck=recheck, state=FindingState.FIXED)

    @transaction.atomic
    def reject(self, *, by, recheck: str) -> None:
        self.begin("reject", by)
        self.change("reject", by=by, recheck=recheck, state=FindingState.NOT_FIXED)
        notify(self.agreement.organisation.people(), f"整改未到位：{self.description}", recheck, about=self)
