from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate
from projects.forms.project import ConfirmForm, FilterForm, ProjectForm, indicator_rows
from projects.models import Project
from projects.permissions import oversees


def find(request, pk) -> Project:
    """The entry, or 404 when this person may not know that it exists."""
    return get_object_or_404(Project.objects.visible_to(request.user).for_page(), pk=pk)


def index(request):
    """The federation's own list of entries, of all years and states."""
    if not request.user.is_federation_staff:
        raise PermissionDenied
    form = FilterForm(request.GET)
    rows = Project.objects.visible_to(request.user)
    if form.is_valid():
        rows = rows.matching(**form.cleaned_data)
    total = rows.aggregate(total=Sum("amount"))["total"]
    context = {"form": form, "page": paginate(request, rows.for_list()), "total": total}
    return render(request, "projects/project/index.html", context)


@login_not_required
def detail(request, pk):
    project = find(request, pk)
    steps = project.steps_for(request.user) if request.user.is_authenticated else set()
    missing = project.missing() if "hand_in" in steps else []
    follows = request.user.is_authenticated and oversees(request.user, project)
    context = {"project": project, "steps": steps, "missing": missing, "oversees": follows}
    return render(request, "projects/project/detail.html", context)


def edit(request, pk):
    project = find(request, pk)
    if "edit" not in project.steps_for(request.user):
        return redirect(project)
    title = project.name
    form = ProjectForm(request.POST or None, instance=project)
    rows = indicator_rows(project, request.POST or None)
    if form.is_valid() & rows.is_valid():
        try:
            project.edit(by=request.user, clauses=form.clauses(), indicators=rows.rows(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "条目已保存。")
            return redirect(project)
    context = {"project": project, "title": title, "form": form, "rows": rows}
    return render(request, "projects/project/edit.html", context)


def confirm(request, pk):
    project = find(request, pk)
    if "confirm" not in project.steps_for(request.user):
        return redirect(project)
    form = ConfirmForm(project, request.POST or None)
    if form.is_valid():
        with refusal_as_message(request):
            project.confirm(by=request.user, codes=form.codes())
            messages.success(request, "要求类型已确认。")
        return redirect(project)
    return render(request, "projects/project/confirm.html", {"project": project, "form": form})


@require_POST
def hand_in(request, pk):
    project = find(request, pk)
    with refusal_as_message(request):
        project.hand_in(by=request.user)
        messages.success(request, "已提交部室负责人审核。")
    return redirect(project)


@require_POST
def accept(request, pk):
    project = find(request, pk)
    with refusal_as_message(request):
        project.accept(by=request.user)
        messages.success(request, "已审核通过。")
    return redirect(project)


@require_POST
def send_back(request, pk):
    project = find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回理由。")
        return redirect(project)
    with refusal_as_message(request):
        project.send_back(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "已退回经办人修改。")
    return redirect(project)


@require_POST
def cancel(request, pk):
    project = find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明取消理由。")
        return redirect(project)
    with refusal_as_message(request):
        project.cancel(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "条目已取消。")
    return redirect(project)
