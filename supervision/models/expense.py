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
from fulian.lifecycle import Lifecycle, Step, lock
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

    def may_enter(self, user, agreement) -> bool:
        """Whether ``user`` is the contractor of an agreement in force: to whom the form is offered."""
        return agreement.in_force and agreement.organisation_id in user.organisation_ids

    @transaction.atomic
    def enter(self, agreement, *, by, vouchers=(), **fields) -> "Expense":
        """The contractor enters what was paid, with scans of its vouchers."""
        lock(agreement)  # a double click is one expense: the second sees the invoice of the first
        expense = Expense(agreement=agreement, **fields)
        if not self.may_enter(by, agreement):
            raise ValidationError("只有实施中的项目可以由承接单位登记支出。", "not_yours")
        expense.refuse_wrong()
        expense.save()
        expense.keep_vouchers(vouchers, by)
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
    remark = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ENTERED, editable=False)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = "支出"

    def __str__(self):
        return f"{self.item} {yuan(self.amount)}元"

    def get_absolute_url(self):
        return reverse("supervision:expense_detail", args=[self.pk])

    def refuse_wrong(self) -> None:
        """What an expense must never be: of a project that is over, before signing, in the future, on
        another project's line, or the same invoice twice.
        """
        if not self.agreement.in_force:
            raise ValidationError("项目已验收或归档，支出不能再改动。", "over")
        if not self.agreement.signed_on <= self.paid_on <= clock.today():
            raise ValidationError("支付日期应在协议签订之后、今天或以前。", "date")
        if self.budget_line.application_id != self.agreement.application_id:
            raise ValidationError("预算科目不属于本项目。", "line")
        twins = Expense.objects.filter(invoice_number=self.invoice_number).exclude(pk=self.pk)
        if self.invoice_number and twins.exists():
            raise ValidationError(f"发票号码{self.invoice_number}已登记过，请核对。", "invoice_twice")

    def keep_vouchers(self, uploads, by) -> None:
        for upload in uploads:
            self.files.model.objects.keep(upload, owner=self, slot="voucher", by=by)

    def flags(self) -> list[str]:
        """What the checker should look at; nothing here refuses."""
        codes, found = self.agreement.project.codes(), []
        if Code.BUDGET_BAN_FIXED_ASSET in codes and (word := fixed_asset_in(self.item + self.remark)):
            found.append(f"含“{word}”，相关要求规定不可用于固定资产购置")
        if self.method == Method.CASH and self.amount > 1000:
            found.append("现金支付超过1000元")
        if self.paid_on > self.agreement.ends_on:
            found.append("支付日期晚于项目结束日期")
        return found

    @transaction.atomic
    def edit(self, *, by, vouchers=(), **fields) -> None:
        self.begin("edit", by)
        for name, value in fields.items():
            setattr(self, name, value)
        self.refuse_wrong()
        self.refresh_from_db(fields=[*fields])
        self.keep_vouchers(vouchers, by)
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


def spending(agreements) -> dict[int, dict[str, Decimal]]:
    """Agreement key → budget class → 元 spent, for many agreements in one query."""
    sums = Expense.objects.filter(agreement__in=agreements).values_list("agreement", "budget_line__category")
    found: dict[int, dict[str, Decimal]] = {}
    for agreement, category, spent in sums.annotate(models.Sum("amount")):
        found.setdefault(agreement, {})[category] = spent
    return found


def by_category(agreement, spent: dict[str, Decimal] | None = None) -> list[dict]:
    """Per class in 元: category, label, budget, spent, left, rate (% of the budget), over (% beyond it).

    ``spent`` is the agreement's part of ``spending``. An expense always stands on a line of the budget,
    so the rows hold all of them.
    """
    spent = spending([agreement]).get(agreement.pk, {}) if spent is None else spent
    budget: dict[str, list] = {}
    for line in agreement.application.budget.all():
        budget.setdefault(line.category, [line.get_category_display(), Decimal(0)])[1] += line.amount
    return [
        {"category": category, "label": label, "budget": planned}
        | _left(planned, spent.get(category, Decimal(0)))
        for category, (label, planned) in budget.items()
    ]


def _left(planned: Decimal, spent: Decimal) -> dict:
    rate = spent * 100 / planned if planned else Decimal(0)
    return {"spent": spent, "left": planned - spent, "rate": rate, "over": max(Decimal(0), rate - 100)}


def totals(rows: list[dict]) -> dict:
    """The 合计 row of ``by_category`` rows (of one agreement or of many)."""
    planned = sum((row["budget"] for row in rows), Decimal(0))
    return {"budget": planned} | _left(planned, sum((row["spent"] for row in rows), Decimal(0)))


def ledger(agreement) -> list[Expense]:
    """The expenses in order of payment, each with ``running`` (元 spent so far) and ``found`` (its flags)."""
    models.prefetch_related_objects([agreement], "project__clauses__requirements")
    rows, total = list(agreement.expenses.for_list().prefetch_related("files")), Decimal(0)
    for expense in rows:
        expense.agreement = agreement  # one project, loaded once, answers for all
        total += expense.amount
        expense.running, expense.found = total, expense.flags()
    return rows
