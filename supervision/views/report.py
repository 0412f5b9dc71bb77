"""进展报告: opened from its duty, pre-filled, handed in, accepted."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate
from supervision.forms.report import FiguresForm, ReportForm
from supervision.models import ProgressReport
from supervision.views import duty as duty_views
from supervision.views import project
from supervision.views.posted import reason_of, taken


def find(request, pk) -> ProgressReport:
    """The report, or 404 when this user may not know that it exists."""
    return get_object_or_404(ProgressReport.objects.visible_to(request.user).for_list(), pk=pk)


def index(request, agreement_pk):
    """The duties that ask for a report, each with the report that this person may see."""
    agreement = project.find(request, agreement_pk)
    page = paginate(request, agreement.duties.asking_for_reports().for_list())
    seen = ProgressReport.objects.visible_to(request.user).filter(duty__in=[duty.pk for duty in page])
    reports = {report.duty_id: report for report in seen.for_list()}
    context = {
        "agreement": agreement,
        "page": page,
        "rows": [(duty, reports.get(duty.pk), "submit" in duty.steps_for(request.user)) for duty in page],
    }
    return render(request, "supervision/report/index.html", context)


@require_POST
def start(request, pk):
    duty = duty_views.find(request, pk)
    try:
        report = ProgressReport.objects.start(duty, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(duty)
    return redirect("supervision:report_edit", report.pk)


def detail(request, pk):
    report = find(request, pk)
    context = {
        "report": report,
        "steps": report.steps_for(request.user),
        "activities": report.held().order_by("starts_at"),
        "rows": report.indicators.select_related("indicator"),
    }
    return render(request, "supervision/report/detail.html", context)


def edit(request, pk):
    report = find(request, pk)
    if "edit" not in report.steps_for(request.user):
        return redirect(report)
    form = ReportForm(request.POST or None, instance=report)
    figures = FiguresForm(request.POST or None, rows=report.indicators.select_related("indicator"))

    def save():
        report.edit(by=request.user, actuals=figures.actuals(), **form.cleaned_data)

    if all([form.is_valid(), figures.is_valid()]) and taken(form, save):
        messages.success(request, "报告已保存，尚未提交。")
        return redirect(report)
    context = {
        "report": report,
        "form": form,
        "figures": figures,
        "activities": report.held().order_by("starts_at"),
    }
    return render(request, "supervision/report/edit.html", context)


@require_POST
def submit(request, pk):
    report = find(request, pk)
    with refusal_as_message(request):
        report.submit(by=request.user)
        messages.success(request, "报告已提交，任务同时提交。")
    return redirect(report)


@require_POST
def accept(request, pk):
    report = find(request, pk)
    with refusal_as_message(request):
        report.accept(by=request.user)
        messages.success(request, "报告已接受，任务完成。")
    return redirect(report)


@require_POST
def return_(request, pk):
    report = find(request, pk)
    if reason := reason_of(request):
        with refusal_as_message(request):
            report.return_(by=request.user, reason=reason)
            messages.success(request, "报告已退回修改。")
    return redirect(report)
