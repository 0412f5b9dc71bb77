"""任务: what somebody owes under an agreement, by when, and what it holds up."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from fulian import clock
from fulian.files.models import HasFiles
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.users.models import Role, User
from projects.codes import Code
from supervision.obligations import ABSORBED, OBLIGATIONS, Evidence, Gate, Owner, occasions
from supervision.permissions import accepts_duty, is_head, owns_duty


class State(models.TextChoices):
    PENDING = "pending", "待办"
    SUBMITTED = "submitted", "待确认"
    MET = "met", "已完成"
    WAIVED = "waived", "已免除"


DONE = {State.MET, State.WAIVED}
AMBER_DAYS = 7  # how long before it is due a duty turns amber
RECORDS = {Evidence.REPORT: "进展报告", Evidence.INSPECTION: "督导记录", Evidence.PAYMENT: "拨付记录"}


class Light(models.TextChoices):
    GREEN = "green", "正常"
    AMBER = "amber", "临近到期"
    RED = "red", "已逾期"


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def for_list(self):
        return self.select_related(
            "agreement__project__department", "agreement__project__catalogue", "agreement__organisation"
        ).order_by("due_on", "pk")

    def undone(self):
        return self.exclude(state__in=DONE)

    def for_inspection(self):
        """The supervision duties that no inspection has answered yet."""
        return self.filter(evidence=Evidence.INSPECTION, state=State.PENDING)

    def asking_for_reports(self):
        return self.filter(evidence=Evidence.REPORT)

    def concerning(self, user):
        """What ``user`` works on: contractors their own; the department its own and those it follows;
        finance its own. People who only look (leader, observer, office) get all that they may see.
        """
        seen = self.visible_to(user)
        mine = models.Q(agreement__organisation__in=user.organisation_ids, owner=Owner.CONTRACTOR)
        if user.has(Role.OFFICER, Role.HEAD):
            department = models.Q(agreement__project__department=user.department_id)
            mine |= department & ~models.Q(owner=Owner.FINANCE)
        if user.has(Role.FINANCE):
            mine |= models.Q(owner=Owner.FINANCE)
        works = user.organisation_ids or user.has(Role.OFFICER, Role.HEAD, Role.FINANCE)
        return seen.filter(mine) if works else seen

    def with_light(self, light: str):
        """The undone duties that show ``light`` today (see Duty.light)."""
        today = clock.today()
        amber_until = today + timedelta(days=AMBER_DAYS)
        if light == Light.RED:
            return self.overdue()
        if light == Light.AMBER:
            return self.filter(state=State.PENDING, due_on__range=(today, amber_until))
        return self.undone().exclude(state=State.PENDING, due_on__lte=amber_until)

    def overdue(self):
        return self.filter(state=State.PENDING, due_on__lt=clock.today())

    def waiting_for(self, user):
        """What ``user`` owes, and what others have handed in to them."""
        mine = models.Q(
            agreement__organisation__in=user.organisation_ids, owner=Owner.CONTRACTOR, state=State.PENDING
        )
        if user.has(Role.OFFICER):
            department = models.Q(agreement__project__department=user.department_id)
            mine |= department & models.Q(owner=Owner.DEPARTMENT, state=State.PENDING)
            mine |= department & models.Q(owner=Owner.CONTRACTOR, state=State.SUBMITTED)
        if user.has(Role.FINANCE):
            mine |= models.Q(owner=Owner.FINANCE, state__in=[State.PENDING, State.SUBMITTED])
        return self.filter(mine).for_list()

    def raise_for(self, agreement) -> None:
        """Turn the requirements of the agreement's project into duties; the same duty demanded by two
        clauses is raised once and cites both.
        """
        cited: dict[str, list[int]] = {}
        for clause in agreement.project.clauses.prefetch_related("requirements"):
            for requirement in clause.requirements.all():
                cited.setdefault(requirement.code, []).append(clause.ordinal)
        for code, obligation in OBLIGATIONS.items():
            if code not in cited or ABSORBED.get(code) in cited:
                continue
            spans = occasions(
                obligation.when, agreement.starts_on, agreement.ends_on, agreement.project.catalogue
            )
            for span, due_on in spans:
                self.create(
                    agreement=agreement,
                    code=code,
                    clauses=cited[code],
                    title=f"{span.label}{obligation.title}",
                    owner=obligation.owner,
                    evidence=obligation.evidence,
                    gate=obligation.gate,
                    starts_on=span.starts_on,
                    ends_on=span.ends_on,
                    due_on=due_on,
                )


class Duty(HasFiles, Lifecycle):
    STEPS = {
        "attach": Step("上传材料", owns_duty, {State.PENDING}),
        "submit": Step("提交", owns_duty, {State.PENDING}),
        "accept": Step("确认完成", accepts_duty, {State.SUBMITTED}),
        "return_": Step("退回", accepts_duty, {State.SUBMITTED}),
        "waive": Step("免除", is_head, {State.PENDING, State.SUBMITTED}),
    }

    agreement = models.ForeignKey(
        "applications.Agreement", models.PROTECT, related_name="duties", verbose_name="项目"
    )
    code = models.CharField("要求类型", max_length=30, choices=[*Code.choices, ("PAYMENT", "拨付")])
    clauses = models.JSONField("依据条款", default=list)  # ordinals of the clauses that demand it
    title = models.CharField("任务", max_length=100)
    owner = models.CharField("责任方", max_length=12, choices=Owner)
    evidence = models.CharField("完成依据", max_length=14, choices=Evidence)
    gate = models.CharField("影响环节", max_length=12, choices=Gate, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    due_on = models.DateField("到期日期")
    statement = models.TextField("说明", blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING, editable=False)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("supervision:duty_detail", args=[self.pk])

    @property
    def is_done(self) -> bool:
        return self.state in DONE

    @property
    def light(self) -> str:
        """Red when overdue, amber in its last days, green otherwise and while others have it."""
        if self.state != State.PENDING:
            return Light.GREEN
        days = (self.due_on - clock.today()).days
        return Light.RED if days < 0 else Light.AMBER if days <= AMBER_DAYS else Light.GREEN

    @property
    def light_label(self) -> str:
        return Light(self.light).label

    @property
    def waits_for(self) -> str:
        if self.state == State.PENDING:
            return f"{self.get_owner_display()}完成并提交"
        if self.state == State.SUBMITTED:
            return "牵头部室确认" if self.owner == Owner.CONTRACTOR else f"{self.get_owner_display()}确认"
        return ""

    @property
    def basis(self) -> str:
        """Which clauses demand it: ``相关要求第4、6条``."""
        return f"相关要求第{'、'.join(str(n) for n in self.clauses)}条" if self.clauses else ""

    @property
    def by_record(self) -> bool:
        """Whether a record of its own settles it, and it is handed in and accepted there."""
        return self.evidence in RECORDS

    def missing(self) -> list[str]:
        """What must be there before it can be handed in, each a sentence."""
        checks = {
            Evidence.FILE: self._missing_file,
            Evidence.STATEMENT: self._missing_statement,
            Evidence.ACTIVITIES: self._missing_activities,
            Evidence.LEDGER: self._missing_ledger,
            Evidence.FINAL_REPORT: self._missing_final_report,
            Evidence.BOOK: self._missing_file,
            Evidence.REPORT: self._missing_report,
            Evidence.INSPECTION: self._missing_inspection,
            Evidence.PAYMENT: self._missing_payment,
        }
        return checks[self.evidence]()

    def _missing_file(self) -> list[str]:
        return [] if self.files.exists() else [f"请上传“{self.title}”的文件。"]

    def _missing_statement(self) -> list[str]:
        return [] if self.statement.strip() or self.files.exists() else ["请填写说明或上传文件。"]

    def _missing_report(self) -> list[str]:
        handed_in = hasattr(self, "report") and self.report.state in {"submitted", "accepted"}
        return [] if handed_in else ["请填写并提交进展报告，任务随报告一并提交。"]

    def _missing_inspection(self) -> list[str]:
        recorded = self.inspections.exclude(state="planned").exists()
        return [] if recorded else ["请填写并提交督导记录，任务随记录一并提交。"]

    def _refuse_unsettled(self) -> None:
        """A duty that a record settles is accepted with that record, so the two never disagree."""
        if not self.by_record:
            return
        settled = {
            Evidence.REPORT: lambda: hasattr(self, "report") and self.report.state == "accepted",
            Evidence.INSPECTION: lambda: self.inspections.filter(
                state__in=["acknowledged", "closed"]
            ).exists(),
            Evidence.PAYMENT: lambda: self.instalment.state == "paid",
        }
        if not settled[self.evidence]():
            raise ValidationError(
                f"请在{RECORDS[self.evidence]}页面办理，任务随之自动完成。", "settled_by_record"
            )

    def _missing_payment(self) -> list[str]:
        return [] if self.instalment.state == "paid" else ["登记拨付后，任务自动完成。"]

    def _missing_activities(self) -> list[str]:
        activities = self.agreement.activities.live()
        unsettled = [activity.title for activity in activities if not activity.is_confirmed]
        if unsettled:
            return [f"活动“{title}”的记录尚未经部室确认。" for title in unsettled]
        return [] if activities else ["还没有活动记录。"]

    def _missing_ledger(self) -> list[str]:
        expenses = self.agreement.expenses.filter(paid_on__lte=self.ends_on)
        unchecked = expenses.unchecked().count()
        if unchecked:
            return [f"还有{unchecked}笔支出未经核对。"]
        return [] if self.owner == Owner.FINANCE or expenses.exists() else ["还没有登记支出。"]

    def _missing_final_report(self) -> list[str]:
        closeout = getattr(self.agreement, "closeout", None)
        gaps = closeout.report_gaps() if closeout else ["结项报告"]
        return [f"结项报告缺少“{gap}”。" for gap in gaps]

    @transaction.atomic
    def attach(self, upload, *, by) -> None:
        self.begin("attach", by)
        stored = self.files.model.objects.keep(upload, owner=self, slot="evidence", by=by)
        self.change("attach", by=by, note=stored.name)

    @transaction.atomic
    def submit(self, *, by, statement: str = "") -> None:
        """Hand in what settles it. Raises ValidationError naming what is still missing."""
        self.begin("submit", by)
        self.statement = statement or self.statement
        if gaps := self.missing():
            raise ValidationError(gaps, "incomplete")
        self.save(update_fields=["statement"])
        self.change("submit", by=by, state=State.SUBMITTED)
        if self.owner == Owner.CONTRACTOR and not self.by_record:  # a report tells the officers itself
            officers = User.objects.holding(Role.OFFICER, department=self.agreement.project.department_id)
            notify(officers, f"请确认：{self.agreement.project.name}·{self.title}", about=self)

    @transaction.atomic
    def accept(self, *, by) -> None:
        self.begin("accept", by)
        self._refuse_unsettled()
        self.change("accept", by=by, state=State.MET)

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        self.begin("return_", by)
        if hasattr(self, "report") and self.report.state == "submitted":
            raise ValidationError("请在进展报告页面退回，任务随之退回。", "settled_by_record")
        self.change("return_", by=by, note=reason, state=State.PENDING)
        if self.owner == Owner.CONTRACTOR:
            notify(self.agreement.organisation.people(), f"任务被退回：{self.title}", reason, about=self)

    @transaction.atomic
    def waive(self, *, by, reason: str) -> None:
        self.begin("waive", by)
        if not reason.strip():
            raise ValidationError("免除任务须写明理由。", "reason")
        self.change("waive", by=by, note=reason, state=State.WAIVED)

    def settle(self, *, by) -> None:
        """Submit and accept in one go: the record that meets it (inspection, instalment) is its proof."""
        lock(self)
        if self.state == State.PENDING:
            self.change("submit", by=by, state=State.SUBMITTED)
        if self.state == State.SUBMITTED:
            self.change("accept", by=by, state=State.MET)
