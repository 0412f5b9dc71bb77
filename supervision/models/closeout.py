"""结项 and 验收: the package is complete when its duties are; the panel's score gives the grade."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from applications.models.agreement import State as AgreementState
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.users.models import Role, User
from supervision.models.duty import Duty
from supervision.models.duty import State as DutyState
from supervision.obligations import Evidence, Gate
from supervision.permissions import is_contractor, is_head, is_officer


class State(models.TextChoices):
    PREPARING = "preparing", "准备中"
    SUBMITTED = "submitted", "待验收"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "验收通过"
    REFUSED = "refused", "验收不通过"


OPEN = {State.PREPARING, State.RETURNED}
REPORT = ["overview", "results", "money", "experience"]


class CloseOutQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def for_list(self):
        return self.select_related("agreement__project__department", "agreement__organisation").order_by(
            "-pk"
        )

    def waiting_for(self, user):
        mine = models.Q(agreement__organisation__in=user.organisation_ids, state=State.RETURNED)
        if user.has(Role.OFFICER, Role.HEAD):
            mine |= models.Q(state=State.SUBMITTED, agreement__project__department=user.department_id)
        if user.has(Role.OFFICE):
            mine |= models.Q(state=State.ACCEPTED, agreement__state=AgreementState.ACCEPTED)
        return self.filter(mine).for_list()

    @transaction.atomic
    def open_for(self, agreement, *, by) -> "CloseOut":
        """Begin to prepare the close-out of a running agreement; the one already there on a second click."""
        lock(agreement)
        existing = self.filter(agreement=agreement).first()
        if existing:
            return existing
        closeout = CloseOut(agreement=agreement)
        if not is_contractor(by, closeout) or agreement.state != AgreementState.RUNNING:
            raise ValidationError("只有实施中的项目可以由承接单位准备结项。", "not_yours")
        closeout.save()
        record(closeout, "准备结项", by=by)
        return closeout


class CloseOut(HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("填写结项报告", is_contractor, OPEN),
        "submit": Step("提交结项", is_contractor, OPEN),
        "return_": Step("退回补充", is_officer, {State.SUBMITTED}),
        "accept": Step("登记验收", is_head, {State.SUBMITTED}),
    }
    NEXT = {
        State.PREPARING: "承接单位补齐资料并提交",
        State.RETURNED: "承接单位补充后重新提交",
        State.SUBMITTED: "牵头部室组织验收，部室负责人登记结论",
        State.ACCEPTED: "办公室或牵头部室归档",
    }

    agreement = models.OneToOneField(
        "applications.Agreement", models.PROTECT, related_name="closeout", verbose_name="项目"
    )
    overview = models.TextField("项目概况", blank=True, validators=[MaxLengthValidator(2000)])
    results = models.TextField("服务成效与典型案例", blank=True, validators=[MaxLengthValidator(3000)])
    money = models.TextField("资金使用说明", blank=True, validators=[MaxLengthValidator(1000)])
    experience = models.TextField("经验做法与不足", blank=True, validators=[MaxLengthValidator(2000)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREPARING, editable=False)

    objects = CloseOutQuerySet.as_manager()

    class Meta:
        verbose_name = "结项"

    def __str__(self):
        return f"{self.agreement.project.name}结项"

    def get_absolute_url(self):
        return reverse("supervision:closeout_detail", args=[self.pk])

    @property
    def waits_for(self) -> str:
        return "" if self.agreement.state == AgreementState.ARCHIVED else super().waits_for

    def report_gaps(self) -> list[str]:
        """Parts of the final report that are still empty, in the words of the form."""
        return [
            str(self._meta.get_field(name).verbose_name) for name in REPORT if not getattr(self, name).strip()
        ]

    def duties(self):
        """What the package consists of: everything due before acceptance, whoever owes it."""
        return self.agreement.duties.exclude(gate=Gate.ARCHIVE).order_by("owner", "due_on", "pk")

    def holding_up(self):
        """The duties that must be handed in before the package can be, and done before it is accepted."""
        return self.agreement.duties.filter(gate__in=[Gate.ACCEPTANCE, Gate.INSTALMENT]).order_by(
            "due_on", "pk"
        )

    def book_duty_for(self, user) -> Duty | None:
        """The duty that the 资料汇编 answers, while ``user`` can still attach to it."""
        duty = self.agreement.duties.filter(evidence=Evidence.BOOK).first()
        return duty if duty and "attach" in duty.steps_for(user) else None

    def refuse_book(self, user) -> None:
        """Ask before the book is built, which takes a while."""
        if self.book_duty_for(user) is None:
            raise ValidationError("没有待完成的“资料汇编”任务可以附上。", "no_duty")

    @transaction.atomic
    def attach_book(self, content: bytes, *, by) -> None:
        """Keep the finished 资料汇编 as the evidence of its duty; the latest counts."""
        self.refuse_book(by)
        duty = self.book_duty_for(by)
        duty.begin("attach", by)
        name = f"{self.agreement.project.name}资料汇编.pdf"
        files = duty.files.model.objects  # the portal's own: no limit of size as for what people upload
        files.store(content, name, owner=duty, slot="book", by=by, mime="application/pdf")
        duty.change("attach", by=by, note=name)

    @transaction.atomic
    def edit(self, *, by, **fields) -> None:
        self.begin("edit", by)
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def submit(self, *, by) -> None:
        """Hand in the package. Raises ValidationError naming each duty that is still pending."""
        self.begin("submit", by)
        for duty in self.holding_up().filter(evidence=Evidence.FINAL_REPORT, state=DutyState.PENDING):
            if not duty.missing():
                duty.submit(by=by)  # the final report is part of the package
        pending = [
            f"任务“{duty.title}”尚未提交。" for duty in self.holding_up().filter(state=DutyState.PENDING)
        ]
        pending += [f"结项报告缺少“{gap}”。" for gap in self.report_gaps()]
        if pending:
            raise ValidationError(pending, "incomplete")
        self.change("submit", by=by, state=State.SUBMITTED)
        self.agreement.close(by=by)
        department = self.agreement.project.department_id
        people = User.objects.holding(Role.OFFICER, Role.HEAD, department=department)
        notify(people, f"请组织验收：{self.agreement.project.name}", about=self)

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        self.begin("return_", by)
        self.change("return_", by=by, note=reason, state=State.RETURNED)
        self.agreement.reopen(by=by)
        notify(
            self.agreement.organisation.people(),
            f"结项资料需要补充：{self.agreement.project.name}",
            reason,
            about=self,
        )

    @transaction.atomic
    def accept(self, *, by, **fields) -> "Acceptance":
        """Record the panel's verdict. Every duty that holds it up must be done; below the lowest grade,
        or on a refusal, the package is refused.
        """
        self.begin("accept", by)
        undone = self.holding_up().undone()
        if undone:
            raise ValidationError([f"任务“{duty.title}”尚未确认完成。" for duty in undone], "incomplete")
        acceptance = Acceptance(closeout=self, by=by, **fields)
        acceptance.full_clean(exclude=["closeout", "by"])
        acceptance.save()
        if acceptance.passes:
            self.change(
                "accept", by=by, note=f"{acceptance.total}分，{acceptance.grade}", state=State.ACCEPTED
            )
            self.agreement.accept(by=by)
        else:
            self.change("accept", by=by, note=f"{acceptance.total}分，不通过", state=State.REFUSED)
        people = [*self.agreement.organisation.people(), *User.objects.holding(Role.OFFICE)]
        notify(people, f"验收结论：{self.agreement.project.name}，{acceptance.grade}", about=self)
        return acceptance


class Verdict(models.TextChoices):
    AGREE = "agree", "同意结项"
    AGREE_AFTER_FIXING = "agree_after_fixing", "整改后结项"
    REFUSE = "refuse", "不同意结项"


GRADES = [(90, "优秀"), (80, "良好"), (60, "合格"), (0, "不合格")]


def part(label: str, most: int) -> models.DecimalField:
    return models.DecimalField(
        f"{label}（{most}分）",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(most))],
    )


class Acceptance(models.Model):
    """验收意见: the panel, its scores (domain.md d.9: 40, 15, 20, 15, 10), the verdict, the users' voice."""

    SCORES = ["goals", "quality", "finance", "records", "publicity"]

    closeout = models.OneToOneField(CloseOut, models.PROTECT, related_name="acceptance")
    held_on = models.DateField("验收日期")
    place = models.CharField("验收地点", max_length=100)
    panel = models.TextField("验收组成员", help_text="每行一人：姓名、单位、职务。")
    goals = part("目标完成", 40)
    quality = part("服务质量与满意度", 15)
    finance = part("资金规范", 20)
    records = part("档案完整", 15)
    publicity = part("宣传示范", 10)
    beneficiary_voice = models.TextField("服务对象代表意见")
    opinion = models.TextField("验收意见")
    problems = models.TextField("存在问题及整改", blank=True)
    verdict = models.CharField("验收结论", max_length=20, choices=Verdict, default=Verdict.AGREE)
    by = models.ForeignKey("users.User", models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=clock.now)

    class Meta:
        verbose_name = "验收"

    @property
    def total(self) -> Decimal:
        """Sum of the five parts, 0–100."""
        return sum((getattr(self, name) for name in self.SCORES), Decimal(0))

    @property
    def grade(self) -> str:
        return next(grade for line, grade in GRADES if self.total >= line)

    @property
    def passes(self) -> bool:
        return self.verdict != Verdict.REFUSE and self.total >= 60
