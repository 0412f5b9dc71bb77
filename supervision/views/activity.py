"""活动: planned and recorded by the contractor, confirmed by the department."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.files.sniff import ACCEPT
from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate
from supervision.forms.activity import PlanForm, RecordForm, SlotForm
from supervision.models import Activity
from supervision.permissions import is_contractor
from supervision.tally import progress
from supervision.views import project
from supervision.views.posted import keep_each, reason_of, taken


def find(request, pk) -> Activity:
    """The activity, or 404 when this user may not know that it exists."""
    return get_object_or_404(Activity.objects.visible_to(request.user).for_list(), pk=pk)


def may_plan(user, agreement) -> bool:
    """Whether to offer a new activity; the step itself decides."""
    return agreement.in_force and is_contractor(user, Activity(agreement=agreement))


def index(request, agreement_pk):
    agreement = project.find(request, agreement_pk)
    context = {
        "agreement": agreement,
        "page": paginate(request, agreement.activities.for_list()),
        "sums": agreement.activities.sums(),
        "counted": [row for row in progress(agreement) if row.indicator.tally != "manual"],
        "may_plan": may_plan(request.user, agreement),
    }
    return render(request, "supervision/activity/index.html", context)


def create(request, agreement_pk):
    agreement = project.find(request, agreement_pk)
    if not may_plan(request.user, agreement):
        return redirect("supervision:activity_index", agreement.pk)
    form = PlanForm(request.POST or None)
    planned = []

    def plan():
        planned.append(Activity.objects.plan(agreement, by=request.user, **form.cleaned_data))

    if form.is_valid() and taken(form, plan):
        messages.success(request, "活动计划已登记，可继续上传方案文件。")
        return redirect(planned[0])
    return render(request, "supervision/activity/create.html", {"agreement": agreement, "form": form})


def detail(request, pk):
    activity = find(request, pk)
    context = {
        "activity": activity,
        "steps": activity.steps_for(request.user),
        "gaps": [] if activity.is_confirmed else activity.gaps(),
        "places": activity.places(),
        "accept": ACCEPT,
    }
    return render(request, "supervision/activity/detail.html", context)


def edit(request, pk):
    """The plan before it begins; plan and record from then on."""
    activity = find(request, pk)
    if "edit" not in activity.steps_for(request.user):
        return redirect(activity)
    kind = RecordForm if activity.has_begun else PlanForm
    form = kind(request.POST or None, instance=activity)
    if form.is_valid() and taken(form, lambda: activity.edit(by=request.user, **form.cleaned_data)):
        messages.success(request, "活动已保存。")
        return redirect(activity)
    return render(request, "supervision/activity/edit.html", {"activity": activity, "form": form})


@require_POST
def attach(request, pk):
    activity = find(request, pk)
    form = SlotForm(request.POST, request.FILES)

    def keep(upload):
        activity.attach(upload, by=request.user, slot=form.cleaned_data["slot"])

    keep_each(request, form, keep)
    return redirect(f"{activity.get_absolute_url()}#files")


@require_POST
def detach(request, pk, file_pk):
    activity = find(request, pk)
    with refusal_as_message(request):
        activity.detach(file_pk, by=request.user)
        messages.success(request, "文件已删除。")
    return redirect(f"{activity.get_absolute_url()}#files")


@require_POST
def record(request, pk):
    activity = find(request, pk)
    with refusal_as_message(request):
        activity.record(by=request.user)
        messages.success(request, "活动记录已提交，请等待牵头部室确认。")
    return redirect(activity)


@require_POST
def confirm(request, pk):
    activity = find(request, pk)
    with refusal_as_message(request):
        activity.confirm(by=request.user)
        messages.success(request, "活动已确认，计入指标完成情况。")
    return redirect(activity)


@require_POST
def return_(request, pk):
    activity = find(request, pk)
    if reason := reason_of(request):
        with refusal_as_message(request):
            activity.return_(by=request.user, reason=reason)
            messages.success(request, "活动记录已退回补充。")
    return redirect(activity)


@require_POST
def cancel(request, pk):
    activity = find(request, pk)
    if reason := reason_of(request):
        with refusal_as_message(request):
            activity.cancel(by=request.user, reason=reason)
            messages.success(request, "活动已取消。")
    return redirect(activity)
