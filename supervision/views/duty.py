"""任务: the list of what is owed, and the page of one duty."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.models import Agreement
from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate
from supervision.forms.duty import DutyFilter, FilesForm, StatementForm
from supervision.models import Duty, Inspection, ProgressReport
from supervision.views.posted import keep_each, reason_of, tell_errors


def find(request, pk) -> Duty:
    """The duty, or 404 when this user may not know that it exists."""
    return get_object_or_404(Duty.objects.visible_to(request.user).for_list(), pk=pk)


def index(request):
    """What concerns this person; with ?agreement= all duties of that project, whoever owes them."""
    agreements = Agreement.objects.visible_to(request.user).signed().for_list()
    form = DutyFilter(request.GET, agreements=agreements)
    chosen = form.project()
    duties = Duty.objects.visible_to(request.user) if chosen else Duty.objects.concerning(request.user)
    page = paginate(request, form.narrow(duties).for_list().prefetch_related("files"))
    return render(request, "supervision/duty/index.html", {"page": page, "form": form, "agreement": chosen})


def detail(request, pk):
    duty = find(request, pk)
    project = duty.agreement.project
    context = {
        "duty": duty,
        "steps": duty.steps_for(request.user),
        "clauses": project.clauses.filter(ordinal__in=duty.clauses),
        "missing": [] if duty.is_done else duty.missing(),
        "files": duty.files.select_related("by"),
        "report": ProgressReport.objects.visible_to(request.user).filter(duty=duty).first(),
        "inspections": Inspection.objects.visible_to(request.user).filter(duty=duty).for_list(),
        "files_form": FilesForm(),
        "form": StatementForm(initial={"statement": duty.statement}),
    }
    return render(request, "supervision/duty/detail.html", context)


@require_POST
def attach(request, pk):
    duty = find(request, pk)
    form = FilesForm(request.POST, request.FILES)
    keep_each(request, form, lambda upload: duty.attach(upload, by=request.user))
    return redirect(duty)


@require_POST
def submit(request, pk):
    duty = find(request, pk)
    form = StatementForm(request.POST)
    if not form.is_valid():
        tell_errors(request, form)
        return redirect(duty)
    with refusal_as_message(request):
        duty.submit(by=request.user, statement=form.cleaned_data["statement"])
        messages.success(request, f"已提交：{duty.title}。")
    return redirect(duty)


@require_POST
def accept(request, pk):
    duty = find(request, pk)
    with refusal_as_message(request):
        duty.accept(by=request.user)
        messages.success(request, "任务已确认完成。")
    return redirect(duty)


@require_POST
def return_(request, pk):
    duty = find(request, pk)
    if reason := reason_of(request):
        with refusal_as_message(request):
            duty.return_(by=request.user, reason=reason)
            messages.success(request, "任务已退回，责任方会收到通知。")
    return redirect(duty)


@require_POST
def waive(request, pk):
    duty = find(request, pk)
    if reason := reason_of(request):
        with refusal_as_message(request):
            duty.waive(by=request.user, reason=reason)
            messages.success(request, "任务已免除，理由已记入操作记录。")
    return redirect(duty)
