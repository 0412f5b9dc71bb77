from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.models import Agreement
from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import download
from supervision.documents.ledger import ledger_workbook
from supervision.forms.money import ExpenseForm, InvoiceForm, PaymentForm
from supervision.models import Expense, Instalment
from supervision.models.expense import by_category, ledger, totals


def find_agreement(request, pk) -> Agreement:
    signed = Agreement.objects.visible_to(request.user).exclude(signed_on=None)
    return get_object_or_404(signed.select_related("closeout", "application").for_list(), pk=pk)


def find_instalment(request, pk) -> Instalment:
    return get_object_or_404(Instalment.objects.visible_to(request.user).for_list(), pk=pk)


def find_expense(request, pk) -> Expense:
    return get_object_or_404(Expense.objects.visible_to(request.user).for_list(), pk=pk)


def index(request, pk):
    """A project's money: instalments, budget against spending, every expense."""
    agreement = find_agreement(request, pk)
    instalments = list(agreement.instalments.for_list())
    for instalment in instalments:
        instalment.agreement = agreement
    classes = by_category(agreement)
    context = {
        "agreement": agreement,
        "instalments": instalments,
        "paid": agreement.instalments.paid(),
        "classes": classes,
        "totals": totals(classes),
        "expenses": ledger(agreement),
        "may_enter": Expense.objects.may_enter(request.user, agreement),
    }
    return render(request, "supervision/money/index.html", context)


def ledger_export(request, pk):
    agreement = find_agreement(request, pk)
    return download(ledger_workbook(agreement), f"{agreement.number}资金使用明细表.xlsx")


def instalment_detail(request, pk):
    instalment = find_instalment(request, pk)
    return _instalment_page(request, instalment)


def _instalment_page(request, instalment, **forms):
    """The page with the forms of the steps it offers; a refused form is shown again as typed."""
    context = {
        "instalment": instalment,
        "agreement": instalment.agreement,
        "account": instalment.account_for(request.user),
        "steps": instalment.steps_for(request.user),
        "invoice_form": InvoiceForm(track=instalment.agreement.track),
        "payment_form": PaymentForm(),
    }
    return render(request, "supervision/money/instalment.html", context | forms)


@require_POST
def instalment_request(request, pk):
    instalment = find_instalment(request, pk)
    form = InvoiceForm(request.POST, request.FILES, track=instalment.agreement.track)
    if form.is_valid():
        try:
            instalment.request(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已提交拨付申请，等待牵头部室负责人审核。")
            return redirect(instalment)
    return _instalment_page(request, instalment, invoice_form=form)


@require_POST
def instalment_approve(request, pk):
    instalment = find_instalment(request, pk)
    with refusal_as_message(request):
        instalment.approve(by=request.user)
        messages.success(request, "已同意拨付，请财务办理。")
    return redirect(instalment)


@require_POST
def instalment_return(request, pk):
    instalment = find_instalment(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回理由。")
        return redirect(instalment)
    with refusal_as_message(request):
        instalment.return_(by=request.user, **form.cleaned_data)
        messages.success(request, "已退回承接单位。")
    return redirect(instalment)


@require_POST
def instalment_pay(request, pk):
    instalment = find_instalment(request, pk)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            instalment.pay(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已登记拨付，并通知承接单位。")
            return redirect(instalment)
    return _instalment_page(request, instalment, payment_form=form)


def expense_create(request, pk):
    agreement = find_agreement(request, pk)
    if not Expense.objects.may_enter(request.user, agreement):
        return redirect("supervision:money", agreement.pk)
    form = ExpenseForm(request.POST or None, request.FILES or None, agreement=agreement)
    if form.is_valid():
        try:
            Expense.objects.enter(agreement, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已登记支出。")
            return redirect("supervision:money", agreement.pk)
    context = {"agreement": agreement, "form": form, "title": "登记支出"}
    return render(request, "supervision/money/expense_edit.html", context)


def expense_detail(request, pk):
    expense = find_expense(request, pk)
    context = {"expense": expense, "steps": expense.steps_for(request.user)}
    return render(request, "supervision/money/expense.html", context)


def expense_edit(request, pk):
    expense = find_expense(request, pk)
    if "edit" not in expense.steps_for(request.user):
        return redirect(expense)
    agreement = expense.agreement
    form = ExpenseForm(
        request.POST or None, request.FILES or None, instance=find_expense(request, pk), agreement=agreement
    )
    if form.is_valid():
        try:
            expense.edit(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "已保存，等待核对。")
            return redirect(expense)
    context = {"agreement": agreement, "expense": expense, "form": form, "title": "修改支出"}
    return render(request, "supervision/money/expense_edit.html", context)


@require_POST
def expense_verify(request, pk):
    expense = find_expense(request, pk)
    with refusal_as_message(request):
        expense.verify(by=request.user)
        messages.success(request, f"“{expense.item}”已核对无误。")
    return redirect("supervision:money", expense.agreement_id)


@require_POST
def expense_question(request, pk):
    expense = find_expense(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明疑问。")
        return redirect(expense)
    with refusal_as_message(request):
        expense.question(by=request.user, **form.cleaned_data)
        messages.success(request, "疑问已发给承接单位。")
    return redirect(expense)
