"""进展报告: the portal fills in what it knows; the contractor adds words."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from fulian import clock
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.users.models import Role, User
from projects.models.indicator import Tally
from supervision.obligations import Evidence
from supervision.permissions import is_contractor, is_officer, owns_duty
from supervision.tally import Progress, counted, reported


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审阅"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已接受"


OPEN = {State.DRAFT, State.RETURNED}


class ProgressReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The contractor sees its drafts; others see what was handed in."""
        own = models.Q(agreement__organisation__in=user.organisation_ids)
        given = models.Q(agreement__in=Agreement.objects.visible_to(user)) & ~models.Q(state=State.DRAFT)
        return self.filter(own | given)

    def for_list(self):
        return self.select_related(
            "duty", "agreement__project__department", "agreement__organisation"
        ).order_by("duty__due_on")

    def waiting_for(self, user):
        mine = models.Q(agreement__organisation__in=user.organisation_ids, state=State.RETURNED)
        if user.has(Role.OFFICER):
            mine |= models.Q(state=State.SUBMITTED, agreement__project__department=user.department_id)
        return self.filter(mine).for_list()

    @transaction.atomic
    def start(self, duty, *, by) -> "ProgressReport":
        """Open the report that ``duty`` asks for, pre-filled; the one already there on a second click."""
        lock(duty)
        if existing := self.filter(duty=duty).first():
            return existing
        if duty.is_done:
            raise ValidationError(f"任务{duty.get_state_display()}，不需要再填写报告。", "done")
        if duty.evidence != Evidence.REPORT or not owns_duty(by, duty):
            raise ValidationError("这项任务不需要您填写进展报告。", "not_yours")
        report = self.create(duty=duty, agreement=duty.agreement)
        IndicatorProgress.objects.bulk_create(
            IndicatorProgress(report=report, indicator=indicator, actual=report.known(indicator))
            for indicator in duty.agreement.project.indicators.all()
        )
        report.refresh_figures()
        record(report, "开始填写", by=by)
        return report


class ProgressReport(Lifecycle):
    STEPS = {
        "edit": Step("填写报告", is_contractor, OPEN),
        "submit": Step("提交报告", is_contractor, OPEN),
        "return_": Step("退回修改", is_officer, {State.SUBMITTED}),
        "accept": Step("接受报告", is_officer, {State.SUBMITTED}),
    }
    NEXT = {
        State.DRAFT: "承接单位填写并提交",
        State.RETURNED: "承接单位修改后重新提交",
        State.SUBMITTED: "牵头部室审阅",
    }

    agreement = models.ForeignKey(
        "applications.Agreement", models.PROTECT, related_name="reports", verbose_name="项目"
    )
    duty = models.OneToOneField(
        "supervision.Duty", models.PROTECT, related_name="report", verbose_name="报送任务"
    )
    activities_count = models.PositiveIntegerField("本期活动（场）", default=0, editable=False)
    headcount = models.PositiveIntegerField("本期参加（人次）", default=0, editable=False)
    spent = models.DecimalField(
        "本期支出（元）", max_digits=14, decimal_places=2, default=Decimal(0), editable=False
    )
    spent_total = models.DecimalField(
        "累计支出（元）", max_digits=14, decimal_places=2, default=Decimal(0), editable=False
    )
    done = models.TextField("本期工作开展情况", blank=True, validators=[MaxLengthValidator(2000)])
    problems = models.TextField("存在问题", blank=True, validators=[MaxLengthValidator(1000)])
    help_needed = models.TextField("需要协调支持的事项", blank=True, validators=[MaxLengthValidator(500)])
    next_plan = models.TextField("下一步计划", blank=True, validators=[MaxLengthValidator(1000)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = "进展报告"

    def __str__(self):
        return self.duty.title

    def get_absolute_url(self):
        return reverse("supervision:report_detail", args=[self.pk])

    @property
    def spent_percent(self) -> int | None:
        """Spending up to the end of the stretch as a share of the agreed amount, in whole %."""
        return int(self.spent_total * 100 / self.agreement.amount) if self.agreement.amount else None

    def held(self):
        """The confirmed or recorded activities of the stretch it covers."""
        return self.agreement.activities.handed_in().within(self.duty.starts_on, self.duty.ends_on)

    def known(self, indicator) -> Decimal | None:
        """What the portal knows of ``indicator`` at the end of the stretch."""
        figure = counted(self.agreement, indicator, self.duty.ends_on)
        return reported(self.agreement, indicator) if figure is None else figure

    def refresh_figures(self) -> None:
        """Fill in anew what the portal counts itself: activities, people, money, counted indicators."""
        held = self.held().aggregate(n=models.Count("pk"), people=models.Sum("attendance"))
        expenses = self.agreement.expenses.filter(paid_on__lte=self.duty.ends_on)
        self.activities_count, self.headcount = held["n"], held["people"] or 0
        self.spent_total = expenses.total()
        self.spent = expenses.filter(paid_on__gte=self.duty.starts_on).total()
        self.save(update_fields=["activities_count", "headcount", "spent", "spent_total"])
        for row in self.indicators.select_related("indicator"):
            figure = counted(self.agreement, row.indicator, self.duty.ends_on)
            if figure is not None:
                row.actual = figure
                row.save(update_fields=["actual"])

    @transaction.atomic
    def edit(self, *, by, actuals: dict[int, Decimal | None] | None = None, **fields) -> None:
        """Save words, and figures of the indicators that the portal does not count (row key → value)."""
        self.begin("edit", by)
        self.refresh_figures()
        for row in self.indicators.select_related("indicator"):
            if row.is_reported and actuals is not None and row.pk in actuals:
                row.actual = actuals[row.pk]
                row.save(update_fields=["actual"])
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def submit(self, *, by) -> None:
        """Hand in the report; its figures are counted once more and then stand still."""
        self.begin("submit", by)
        if not self.done.strip() or not self.next_plan.strip():
            raise ValidationError("请填写“本期工作开展情况”和“下一步计划”。", "incomplete")
        if clock.today() < self.duty.ends_on.replace(day=1):
            raise ValidationError("本期尚未结束，请在期末提交。", "early")
        self.refresh_figures()
        self.change("submit", by=by, state=State.SUBMITTED)
        if self.duty.state == "pending":
            self.duty.submit(by=by)
        officers = User.objects.holding(Role.OFFICER, department=self.agreement.project.department_id)
        notify(officers, f"请审阅：{self.agreement.project.name}·{self.duty.title}", about=self)

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        self.begin("return_", by)
        self.change("return_", by=by, note=reason, state=State.RETURNED)
        if self.duty.state == "submitted":  # it may have been waived meanwhile
            self.duty.return_(by=by, reason=reason)

    @transaction.atomic
    def accept(self, *, by) -> None:
        self.begin("accept", by)
        self.change("accept", by=by, state=State.ACCEPTED)
        if self.duty.state == "submitted":
            self.duty.accept(by=by)


class IndicatorProgress(models.Model):
    """What one report says of one indicator: counted by the portal, or given by the contractor."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="indicators")  # a part of it
    indicator = models.ForeignKey("projects.Indicator", models.PROTECT, related_name="progress")
    actual = models.DecimalField("累计完成值", max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "指标进度"
        ordering = ["indicator__ordinal"]
        constraints = [models.UniqueConstraint(fields=["report", "indicator"], name="progress_once")]

    @property
    def is_reported(self) -> bool:
        """Whether the contractor gives the figure, because the portal does not count it."""
        return self.indicator.tally == Tally.MANUAL

    @property
    def reached(self) -> Progress:
        """The figure against the target."""
        return Progress(self.indicator, self.actual, self.indicator.met_by(self.actual))
