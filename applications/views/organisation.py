"""Organisations: registered and filled in by their members, verified by the federation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.documents.organisation import facts
from applications.forms.organisation import FileForm, FilterForm, OrganisationForm, RegisterForm
from applications.models import Organisation
from applications.permissions import is_member, sees_contacts
from fulian.forms import ReasonForm
from fulian.history.models import Entry
from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate


def find(request, pk) -> Organisation:
    """The organisation, or 404 when this user may not know that it exists."""
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def index(request):
    """Staff look organisations up; members find their own."""
    form = FilterForm(request.GET)
    form.is_valid()
    rows = Organisation.objects.visible_to(request.user).for_list()
    if text := form.cleaned_data.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(uscc__icontains=text))
    if state := form.cleaned_data.get("state"):
        rows = rows.filter(state=state)
    context = {"page": paginate(request, rows), "form": form}
    return render(request, "applications/organisation/index.html", context)


def register(request):
    if request.user.is_federation_staff:
        raise PermissionDenied
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        try:
            organisation = Organisation.objects.register(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "单位已登记。请接着完善单位信息。")
            return redirect("applications:organisation_edit", organisation.pk)
    return render(request, "applications/organisation/register.html", {"form": form})


def detail(request, pk):
    organisation = find(request, pk)
    whole = sees_contacts(request.user, organisation)
    context = {
        "organisation": organisation,
        "groups": facts(organisation, whole=whole),
        "steps": organisation.steps_for(request.user),
        "missing": organisation.missing(),
        "files": organisation.files.select_related("by"),
        "people": organisation.people() if whole else [],
        "entries": Entry.objects.of(organisation).exclude(verb="" if whole else "edit"),
        "file_form": FileForm(),
        "is_member": organisation.pk in request.user.organisation_ids,
    }
    return render(request, "applications/organisation/detail.html", context)


def edit(request, pk):
    organisation = find(request, pk)
    if not is_member(request.user, organisation):
        raise PermissionDenied
    if request.method != "POST" and "edit" not in organisation.steps_for(request.user):
        messages.warning(request, "现在不能修改单位信息。")
        return redirect(organisation)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if form.is_valid():
        fields = form.cleaned_data
        try:
            organisation.edit(by=request.user, **fields)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "单位信息已保存。")
            return redirect(organisation)
    context = {"organisation": find(request, pk), "form": form}
    return render(request, "applications/organisation/edit.html", context)


@require_POST
def attach(request, pk):
    organisation = find(request, pk)
    form = FileForm(request.POST, request.FILES)
    with refusal_as_message(request):
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        organisation.attach(form.cleaned_data["upload"], by=request.user, slot=form.cleaned_data["slot"])
        messages.success(request, "文件已上传。")
    return redirect(organisation)


@require_POST
def ask_verification(request, pk):
    organisation = find(request, pk)
    with refusal_as_message(request):
        organisation.ask_verification(by=request.user)
        messages.success(request, "已提交核验。核验结果会在平台内通知，并发送邮件。")
    return redirect(organisation)


@require_POST
def verify(request, pk):
    organisation = find(request, pk)
    with refusal_as_message(request):
        organisation.verify(by=request.user)
        messages.success(request, "已核验通过。")
    return redirect(organisation)


@require_POST
def return_(request, pk):
    return _with_reason(request, pk, "return_", "已退回补充。")


@require_POST
def suspend(request, pk):
    return _with_reason(request, pk, "suspend", "已暂停该单位的申报资格。")


def _with_reason(request, pk, step: str, done: str):
    """Take a step that must be explained."""
    organisation = find(request, pk)
    form = ReasonForm(request.POST)
    with refusal_as_message(request):
        if not form.is_valid():
            raise ValidationError("请写明理由（1000字以内）。", "reason")
        getattr(organisation, step)(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, done)
    return redirect(organisation)


@require_POST
def restore(request, pk):
    organisation = find(request, pk)
    with refusal_as_message(request):
        organisation.restore(by=request.user)
        messages.success(request, "已恢复申报资格。")
    return redirect(organisation)


@require_POST
def flag(request, pk):
    """Note, or no longer note, that it is a member of the 幸福使者 platform."""
    organisation = find(request, pk)
    member = request.POST.get("platform_member") == "yes"
    with refusal_as_message(request):
        organisation.flag_member(by=request.user, platform_member=member)
        messages.success(request, "已登记为平台成员。" if member else "已取消平台成员登记。")
    return redirect(organisation)
