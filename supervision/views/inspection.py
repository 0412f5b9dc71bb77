"""督导 and 整改: recorded by the department, acknowledged and answered by the contractor."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian import clock
from fulian.history.models import Entry
from fulian.lifecycle import refusal_as_message
from fulian.pages import download, paginate
from supervision.documents.inspection import inspection_pdf
from supervision.forms.duty import FilesForm
from supervision.forms.inspection import (
    AcknowledgeForm,
    AnswerForm,
    FindingRows,
    ItemRows,
    PlanForm,
    RecheckForm,
    RecordForm,
)
from supervision.models import Finding, Inspection
from supervision.permissions import is_officer
from supervision.views import project
from supervision.views.posted import keep_each, taken, tell_errors


def find(request, pk) -> Inspection:
    """The inspection, or 404 when this user may not know that it exists."""
    return get_object_or_404(Inspection.objects.visible_to(request.user).for_list(), pk=pk)


def find_finding(request, pk) -> Finding:
    """The finding, or 404 when this user may not know that it exists."""
    return get_object_or_404(Finding.objects.visible_to(request.user).for_list(), pk=pk)


def index(request, agreement_pk):
    agreement = project.find(request, agreement_pk)
    inspections = agreement.inspections.visible_to(request.user).for_list().with_findings()
    context = {
        "agreement": agreement,
        "page": paginate(request, inspections),
        "open_duties": agreement.duties.for_inspection().for_list(),
        "may_plan": is_officer(request.user, Inspection(agreement=agreement)),
    }
    return render(request, "supervision/inspection/index.html", context)


def create(request, agreement_pk):
    """Open an inspection; ?duty= names the duty that it answers."""
    agreement = project.find(request, agreement_pk)
    if not is_officer(request.user, Inspection(agreement=agreement)):
        return redirect("supervision:inspection_index", agreement.pk)
    initial = {
        "duty": request.GET.get("duty"),
        "held_on": clock.today(),
        "supervisors": str(request.user),
    }
    form = PlanForm(request.POST or None, initial=initial, duties=agreement.duties.for_inspection())
    planned = []

    def plan():
        planned.append(Inspection.objects.plan(agreement, by=request.user, **form.cleaned_data))

    if form.is_valid() and taken(form, plan):
        messages.success(request, "督导已安排，请填写记录。")
        return redirect("supervision:inspection_edit", planned[0].pk)
    return render(request, "supervision/inspection/create.html", {"agreement": agreement, "form": form})


def with_forms(finding, user, entries) -> dict:
    """What the page shows of one of its findings: steps of ``user``, both forms, its lines of ``entries``."""
    name = f"finding-{finding.pk}-%s"
    return {
        "finding": finding,
        "steps": finding.steps_for(user),
        "answer_form": AnswerForm(auto_id=name),
        "recheck_form": RecheckForm(auto_id=name),
        "entries": [entry for entry in entries if entry.target_id == finding.pk],
    }


def detail(request, pk):
    inspection = find(request, pk)
    findings = list(inspection.findings.for_page())
    entries = list(Entry.objects.of_kind(Finding).filter(target_id__in=[one.pk for one in findings]))
    context = {
        "inspection": inspection,
        "steps": inspection.steps_for(request.user),
        "gaps": inspection.gaps() if inspection.state == "planned" else [],
        "items": inspection.items.all(),
        "findings": [with_forms(finding, request.user, entries) for finding in findings],
        "files": inspection.files.select_related("by"),
        "files_form": FilesForm(),
        "form": AcknowledgeForm(),
    }
    return render(request, "supervision/inspection/detail.html", context)


def edit(request, pk):
    inspection = find(request, pk)
    if "edit" not in inspection.steps_for(request.user):
        return redirect(inspection)
    data = request.POST or None
    form = RecordForm(data, instance=inspection)
    items = ItemRows(data, queryset=inspection.items.all(), prefix="items")
    known = list(inspection.findings.values("description", "severity", "due_on"))
    findings = FindingRows(data, initial=known, prefix="findings")

    def save():
        scores = {
            row.instance.pk: (row.cleaned_data["score"], row.cleaned_data["note"]) for row in items.forms
        }
        inspection.edit(by=request.user, items=scores, findings=findings.rows(), **form.cleaned_data)

    if all([form.is_valid(), items.is_valid(), findings.is_valid()]) and taken(form, save):
        messages.success(request, "督导记录已保存，尚未提交。")
        return redirect(inspection)
    context = {"inspection": inspection, "form": form, "items": items, "findings": findings}
    return render(request, "supervision/inspection/edit.html", context)


@require_POST
def attach(request, pk):
    inspection = find(request, pk)
    form = FilesForm(request.POST, request.FILES)
    keep_each(request, form, lambda upload: inspection.attach(upload, by=request.user))
    return redirect(inspection)


@require_POST
def record(request, pk):
    inspection = find(request, pk)
    with refusal_as_message(request):
        inspection.record(by=request.user)
        messages.success(request, "督导记录已提交，请承接单位确认。")
    return redirect(inspection)


@require_POST
def acknowledge(request, pk):
    inspection = find(request, pk)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        tell_errors(request, form)
        return redirect(inspection)
    with refusal_as_message(request):
        inspection.acknowledge(by=request.user, reply=form.cleaned_data["reply"])
        messages.success(request, "督导记录已确认。")
    return redirect(inspection)


@require_POST
def close(request, pk):
    inspection = find(request, pk)
    with refusal_as_message(request):
        inspection.close(by=request.user)
        messages.success(request, "督导已办结。")
    return redirect(inspection)


def pdf(request, pk):
    inspection = find(request, pk)
    return download(inspection_pdf(inspection), f"督导记录表{inspection.held_on:%Y%m%d}.pdf", inline=True)


@require_POST
def answer(request, pk):
    finding = find_finding(request, pk)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        tell_errors(request, form)
        return redirect(finding)
    with refusal_as_message(request):
        finding.answer(by=request.user, **form.cleaned_data)
        messages.success(request, "整改情况已提交，请等待复查。")
    return redirect(finding)


@require_POST
def fix(request, pk):
    finding = find_finding(request, pk)
    form = RecheckForm(request.POST)
    if not form.is_valid():
        tell_errors(request, form)
        return redirect(finding)
    with refusal_as_message(request):
        finding.fix(by=request.user, recheck=form.cleaned_data["recheck"])
        messages.success(request, "已复查：整改到位。")
    return redirect(finding)


@require_POST
def reject(request, pk):
    finding = find_finding(request, pk)
    form = RecheckForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["recheck"]:
        messages.error(request, "请写明未到位的情况。")
        return redirect(finding)
    with refusal_as_message(request):
        finding.reject(by=request.user, **form.cleaned_data)
        messages.success(request, "已退回继续整改。")
    return redirect(finding)
