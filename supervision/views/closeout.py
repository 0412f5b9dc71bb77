from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.models import Agreement
from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import download
from supervision.documents.acceptance import acceptance_pdf
from supervision.documents.book import compilation
from supervision.evidence import grouped, percent_done, positions
from supervision.forms.closeout import AcceptanceForm, FinalReportForm
from supervision.models import Acceptance, Archive, CloseOut
from supervision.suggestions import suggested


def find(request, pk) -> CloseOut:
    return get_object_or_404(CloseOut.objects.visible_to(request.user).for_list(), pk=pk)


@require_POST
def open_(request, pk):
    """Begin the package of an agreement, or go to the one that is there."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    with refusal_as_message(request):
        return redirect(CloseOut.objects.open_for(agreement, by=request.user))
    return redirect("supervision:project", agreement.pk)


def detail(request, pk):
    closeout = find(request, pk)
    rows = positions(closeout)
    agreement = closeout.agreement
    steps = closeout.steps_for(request.user)
    context = {
        "closeout": closeout,
        "agreement": agreement,
        "may_edit": "edit" in steps,
        "may_accept": "accept" in steps,
        "may_archive": "archive" in agreement.steps_for(request.user),
        "acceptance": Acceptance.objects.filter(closeout=closeout).select_related("by").first(),
        "groups": grouped(rows),
        "percent": percent_done(rows),
        "holding_up": [row for row in rows if row.holds_up and not row.duty.is_done],
        "gaps": [] if any(row.duty.evidence == "final_report" for row in rows) else closeout.report_gaps(),
        "book_duty": closeout.book_duty_for(request.user),
        "archive": Archive.objects.visible_to(request.user).filter(agreement=agreement).first(),
        "archive_missing": agreement.duties.filter(gate="archive").undone(),
    }
    return render(request, "supervision/closeout/detail.html", context)


def edit(request, pk):
    closeout = find(request, pk)
    if "edit" not in closeout.steps_for(request.user):
        return redirect(closeout)
    form = FinalReportForm(request.POST or None, instance=find(request, pk))
    if form.is_valid():
        try:
            closeout.edit(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "结项报告已保存。")
            return redirect(closeout)
    context = {"closeout": closeout, "agreement": closeout.agreement, "form": form}
    return render(request, "supervision/closeout/edit.html", context)


@require_POST
def submit(request, pk):
    closeout = find(request, pk)
    with refusal_as_message(request):
        closeout.submit(by=request.user)
        messages.success(request, "结项资料已提交，等待牵头部室组织验收。")
    return redirect(closeout)


@require_POST
def return_(request, pk):
    closeout = find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明需要补充什么。")
        return redirect(closeout)
    with refusal_as_message(request):
        closeout.return_(by=request.user, **form.cleaned_data)
        messages.success(request, "已退回承接单位补充。")
    return redirect(closeout)


def accept(request, pk):
    """The panel's sheet: scores with what the portal suggests, opinion, verdict."""
    closeout = find(request, pk)
    if "accept" not in closeout.steps_for(request.user):
        return redirect(closeout)
    suggestions = suggested(closeout.agreement)
    form = AcceptanceForm(request.POST or None, suggestions=suggestions)
    if form.is_valid():
        try:
            closeout.accept(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已登记验收结论：{closeout.get_state_display()}。")
            return redirect(closeout)
    context = {"closeout": closeout, "agreement": closeout.agreement, "form": form}
    return render(request, "supervision/closeout/accept.html", context)


def pdf(request, pk):
    """The 验收意见; it exists once the panel's verdict is recorded."""
    closeout = find(request, pk)
    acceptance = get_object_or_404(Acceptance.objects.select_related("by"), closeout=closeout)
    return download(acceptance_pdf(acceptance), f"{closeout.agreement.number}验收意见.pdf", inline=True)


@require_POST
def book(request, pk):
    """Build the 资料汇编 and attach it as the evidence of its duty."""
    closeout = find(request, pk)
    with refusal_as_message(request):
        closeout.refuse_book(request.user)
        closeout.attach_book(compilation(closeout.agreement), by=request.user)
        messages.success(request, "资料汇编已生成，并作为“资料汇编成册”任务的材料。")
    return redirect(closeout)
