"""支出: what the contractor paid, against the lines of its budget (专账)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from applications.models.budget import fixed_asset_in
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step
from fulian.money import yuan
from fulian.users.models import Role
from projects.codes import Code
from supervision.permissions import checks_money, is_contractor


class State(models.TextChoices):
    ENTERED = "entered", "待核对"
    CHECKED = "checked", "已核对"
    QUESTIONED = "questioned", "有疑问"


class Method(models.TextChoices):
    TRANSFER = "transfer", "转账"
    CASH = "cash", "现金"
    CARD = "card", "公务卡"


class ExpenseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def for_list(self):
        return self.select_related(
            "budget_line", "agreement__project__department", "agreement__organisation"
        ).order_by("paid_on", "pk")

    def unchecked(self):
        return self.exclude(state=State.CHECKED)

    def total(self) -> Decimal:
        """Sum in 元."""
        return self.aggregate(models.Sum("amount"))["amount__sum"] or Decimal(0)

    def waiting_for(self, user):
        mine = models.Q(agreement__organisation__in=user.organisation_ids, state=State.QUESTIONED)
        if user.has(Role.FINANCE):
            mine |= models.Q(state=State.ENTERED)
        return self.filter(mine).for_list()

    @transaction.atomic
    def enter(self, agreement, *, by, voucher=None, **fields) -> "Expense":
        """The contractor enters what was paid, with a scan of its voucher."""
        expense = Expense(agreement=agreement, **fields)
        if not is_contractor(by, expense) or not agreement.in_force:
            raise ValidationError("只有实施中的项目可以由承接单位登记支出。", "not_yours")
        expense.refuse_wrong()
        expense.save()
        if voucher:
            expense.keep_voucher(voucher, by)
        record(expense, "登记支出", by=by)
        return expense


class Expense(HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("修改支出", is_contractor, {State.ENTERED, State.QUESTIONED}),
        "verify": Step("核对无误", checks_money, {State.ENTERED, State.QUESTIONED}),
        "question": Step("提出疑问", checks_money, {State.ENTERED, State.CHECKED}),
    }
    NEXT = {State.ENTERED: "财务核对", State.QUESTIONED: "承接单位说明或更正"}

    agreement = models.ForeignKey(
        "applications.Agreement", models.PROTECT, related_name="expenses", verbose_name="项目"
    )
    budget_line = models.ForeignKey(
        "applications.BudgetLine", models.PROTECT, related_name="expenses", verbose_name="预算科目"
    )
    paid_on = models.DateField("支付日期")
    item = models.CharField("摘要", max_length=100)
    payee = models.CharField("收款单位（人）", max_length=100)
    amount = models.DecimalField(
        "金额（元）", max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    method = models.CharField("支付方式", max_length=10, choices=Method, default=Method.TRANSFER)
    invoice_number = models.CharField("发票号码", max_length=40, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ENTERED, editable=False)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = "支出"

    def __str__(self):
        return f"{self.item} {yuan(self.amount)}元"

    def get_absolute_url(self):
        return reverse("supervision:expense_detail", args=[self.pk])

    def refuse_wrong(self) -> None:
        """What an expense must never be: before signing, in the future, another project's line, twice the same invoice."""
        if not self.agreement.signed_on <= self.paid_on <= clock.today():
            raise ValidationError("支付日期应在协议签订之后、今天或以前。", "date")
        if self.budget_line.application_id != self.agreement.application_id:
            raise ValidationError("预算科目不属于本项目。", "line")
        twins = Expense.objects.filter(invoice_number=self.invoice_number).exclude(pk=self.pk)
        if self.invoice_number and twins.exists():
            raise ValidationError(f"发票号码{self.invoice_number}已登记过，请核对。", "invoice_twice")

    def keep_voucher(self, upload, by) -> None:
        self.files.model.objects.keep(upload, owner=self, slot="voucher", by=by)

    def flags(self) -> list[str]:
        """What the checker should look at; nothing here refuses."""
        codes, found = self.agreement.project.codes(), []
        if Code.BUDGET_BAN_FIXED_ASSET in codes and (word := fixed_asset_in(self.item + self.note)):
            found.append(f"含“{word}”，相关要求规定不可用于固定资产购置")
        if self.method == Method.CASH and self.amount > 1000:
            found.append("现金支付超过1000元")
        if self.paid_on > self.agreement.ends_on:
            found.append("支付日期晚于项目结束日期")
        return found

    @transaction.atomic
    def edit(self, *, by, voucher=None, **fields) -> None:
        self.begin("edit", by)
        for name, value in fields.items():
            setattr(self, name, value)
        self.refuse_wrong()
        self.refresh_from_db(fields=[*fields])
        if voucher:
            self.keep_voucher(voucher, by)
        self.change("edit", by=by, state=State.ENTERED, **fields)

    @transaction.atomic
    def verify(self, *, by) -> None:
        self.begin("verify", by)
        self.change("verify", by=by, state=State.CHECKED)

    @transaction.atomic
    def question(self, *, by, reason: str) -> None:
        self.begin("question", by)
        self.change("question", by=by, note=reason, state=State.QUESTIONED)
        notify(self.agreement.organisation.people(), f"支出有疑问：{self.item}", reason, about=self)


def by_category(agreement) -> list[dict]:
    """Budget against spending per class, in 元: label, budget, spent, left, moved (% over the class's budget)."""
    rows: dict[str, dict] = {}
    for line in agreement.application.budget.all():
        row = rows.setdefault(
            line.category, {"label": line.get_category_display(), "budget": Decimal(0), "spent": Decimal(0)}
        )
        row["budget"] += line.amount
    sums = agreement.expenses.values_list("budget_line__category").annotate(models.Sum("amount"))
    for category, spent in sums:
        rows[category]["spent"] = spent
    for row in rows.values():
        row["left"] = row["budget"] - row["spent"]
        row["over"] = max(Decimal(0), -row["left"] * 100 / row["budget"]) if row["budget"] else Decimal(0)
    return list(rows.values())
