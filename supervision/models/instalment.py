"""拨付: instalments by share, each behind its gate and paid by somebody who did not approve it."""

from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from fulian import clock, masking
from fulian.files.models import HasFiles
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step
from fulian.money import yuan
from fulian.users.models import Role, User
from projects.models.project import Track
from supervision.models.duty import Duty
from supervision.obligations import Evidence, Gate, Owner
from supervision.permissions import is_contractor, is_finance, is_head

DAYS_TO_PAY = 30  # after the occasion (滨海 practice: within a month of signing)


class Trigger(models.TextChoices):
    SIGNED = "signed", "协议签订后"
    MIDTERM = "midterm", "中期检查合格后"
    ACCEPTED = "accepted", "验收合格后"


class State(models.TextChoices):
    PLANNED = "planned", "未申请"
    REQUESTED = "requested", "待部室审核"
    APPROVED = "approved", "待财务拨付"
    PAID = "paid", "已拨付"


class InstalmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def for_list(self):
        return self.select_related(
            "agreement__project__department", "agreement__organisation", "duty"
        ).order_by("due_on", "number")

    def paid(self) -> Decimal:
        """Sum in 元 of what has been paid."""
        rows = self.filter(state=State.PAID)
        return rows.aggregate(models.Sum("amount"))["amount__sum"] or Decimal(0)

    def waiting_for(self, user):
        mine = models.Q(pk=None)
        if user.has(Role.HEAD):
            mine |= models.Q(state=State.REQUESTED, agreement__project__department=user.department_id)
        if user.has(Role.FINANCE):
            mine |= models.Q(state=State.APPROVED)
        return self.filter(mine).for_list()

    def plan_for(self, agreement) -> None:
        """Plan the instalments of a signed agreement, each with finance's duty to pay it."""
        middle = agreement.starts_on + (agreement.ends_on - agreement.starts_on) / 2
        occasions = [agreement.signed_on, middle, agreement.ends_on]
        rows = zip(Trigger, agreement.instalments_planned(), occasions, strict=True)
        for number, (trigger, (label, share, amount), day) in enumerate(rows, start=1):
            if not amount:
                continue
            due_on = day + timedelta(days=DAYS_TO_PAY)
            duty = Duty.objects.create(
                agreement=agreement,
                code="PAYMENT",
                title=f"拨付第{number}期资金（{label}）",
                owner=Owner.FINANCE,
                evidence=Evidence.PAYMENT,
                gate=Gate.ARCHIVE,
                starts_on=day,
                ends_on=due_on,
                due_on=due_on,
            )
            self.create(
                agreement=agreement,
                duty=duty,
                number=number,
                trigger=trigger,
                share=share,
                amount=amount,
                due_on=due_on,
            )


class Instalment(HasFiles, Lifecycle):
    STEPS = {
        "request": Step("申请拨付", is_contractor, {State.PLANNED}),
        "approve": Step("同意拨付", is_head, {State.REQUESTED}),
        "return_": Step("退回申请", is_head, {State.REQUESTED}),
        "pay": Step("登记拨付", is_finance, {State.APPROVED}),
    }
    NEXT = {
        State.PLANNED: "承接单位在条件具备后申请拨付",
        State.REQUESTED: "牵头部室负责人审核",
        State.APPROVED: "财务拨付并登记凭证",
    }

    agreement = models.ForeignKey(
        "applications.Agreement", models.PROTECT, related_name="instalments", verbose_name="项目"
    )
    duty = models.OneToOneField("supervision.Duty", models.PROTECT, related_name="instalment")
    number = models.PositiveSmallIntegerField("期次")
    trigger = models.CharField("拨付条件", max_length=10, choices=Trigger)
    share = models.DecimalField("比例（%）", max_digits=5, decimal_places=2)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2)
    due_on = models.DateField("应拨日期")
    invoice_number = models.CharField("发票号码", max_length=40, blank=True, editable=False)
    approved_by = models.ForeignKey("users.User", models.PROTECT, null=True, related_name="+", editable=False)
    paid_on = models.DateField("拨付日期", null=True, editable=False)
    voucher = models.CharField("凭证号", max_length=40, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED, editable=False)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        verbose_name = "拨付"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="instalment_once")]

    def __str__(self):
        return f"第{self.number}期拨付"

    def get_absolute_url(self):
        return reverse("supervision:instalment_detail", args=[self.pk])

    def account_for(self, user) -> str:
        """The contractor's account, whole for those who pay, masked for all others."""
        number = self.agreement.account_number
        return number if is_finance(user, self) else masking.account(number)

    def blocking(self) -> list[str]:
        """What keeps it from being paid: undone duties that gate it, or an acceptance still to come."""
        if self.trigger == Trigger.ACCEPTED:
            accepted = self.agreement.state in {"accepted", "archived"}
            return [] if accepted else ["项目尚未通过验收。"]
        if self.trigger == Trigger.SIGNED:
            return []
        middle = self.due_on - timedelta(days=DAYS_TO_PAY)
        gating = self.agreement.duties.filter(gate=Gate.INSTALMENT, due_on__lte=middle)
        if not gating.exists() and clock.today() < middle:  # no report shows the half: the calendar does
            return [f"项目实施期尚未过半，{middle:%Y年%-m月%-d日}起可以申请。"]
        return [f"任务“{duty.title}”尚未完成。" for duty in gating.undone()]

    def refuse_blocked(self) -> None:
        if found := self.blocking():
            raise ValidationError(["拨付条件尚不具备：", *found], "blocked")

    @transaction.atomic
    def request(self, *, by, invoice_number: str = "", invoice=None) -> None:
        """The contractor asks, with an invoice on the service track; a task letter needs none."""
        self.begin("request", by)
        self.refuse_blocked()
        if self.agreement.track == Track.SERVICE and not (invoice_number and invoice):
            raise ValidationError("请填写发票号码并上传发票。", "invoice")
        if invoice:
            self.files.model.objects.keep(invoice, owner=self, slot="invoice", by=by)
        self.change("request", by=by, invoice_number=invoice_number, state=State.REQUESTED)
        heads = User.objects.holding(Role.HEAD, department=self.agreement.project.department_id)
        notify(heads, f"请审核拨付申请：{self.agreement.project.name}第{self.number}期", about=self)

    @transaction.atomic
    def approve(self, *, by) -> None:
        self.begin("approve", by)
        self.refuse_blocked()
        self.change("approve", by=by, approved_by=by, state=State.APPROVED)
        notify(
            User.objects.holding(Role.FINANCE),
            f"请拨付：{self.agreement.project.name}第{self.number}期",
            about=self,
        )

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        self.begin("return_", by)
        self.change("return_", by=by, note=reason, state=State.PLANNED)
        notify(self.agreement.organisation.people(), f"拨付申请被退回：第{self.number}期", reason, about=self)

    @transaction.atomic
    def pay(self, *, by, paid_on, voucher: str) -> None:
        """Record the payment. Whoever approved it may not also pay it (domain.md, separation of duties)."""
        self.begin("pay", by)
        self.refuse_blocked()
        if by.pk == self.approved_by_id:
            raise ValidationError("审核人与拨付人不能是同一人。", "same_person")
        if paid_on > clock.today():
            raise ValidationError("拨付日期不能晚于今天。", "future")
        self.change("pay", by=by, paid_on=paid_on, voucher=voucher, state=State.PAID)
        self.duty.settle(by=by)
        notify(
            self.agreement.organisation.people(),
            f"第{self.number}期资金已拨付：{yuan(self.amount)}元",
            about=self,
        )
