from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.documents.agreement import agreement_pdf
from applications.forms.agreement import AgreementFilter, AgreementForm, SignForm
from applications.models import Agreement
from fulian import clock
from fulian.lifecycle import refusal_as_message
from fulian.pages import download, paginate


def find(request, pk) -> Agreement:
    """The agreement, or 404 when this person may not know that it exists."""
    return get_object_or_404(Agreement.objects.visible_to(request.user).for_list(), pk=pk)


def index(request):
    form = AgreementFilter(request.GET or None)
    agreements = Agreement.objects.visible_to(request.user).for_list().filter(**form.conditions())
    context = {"form": form, "page": paginate(request, agreements)}
    return render(request, "applications/agreement/index.html", context)


def detail(request, pk):
    agreement = find(request, pk)
    context = {"agreement": agreement, "steps": agreement.steps_for(request.user)}
    return render(request, "applications/agreement/detail.html", context)


def edit(request, pk):
    agreement = find(request, pk)
    if "edit" not in agreement.steps_for(request.user):
        return redirect(agreement)
    form = AgreementForm(request.POST or None, instance=agreement)
    if request.method == "POST" and form.is_valid():
        try:
            agreement.edit(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{agreement.kind_label}已保存，PDF 已按新内容生成。")
            return redirect(agreement)
    return render(request, "applications/agreement/edit.html", {"agreement": agreement, "form": form})


def sign(request, pk):
    """Upload what both sides signed on paper; from here on the duties run."""
    agreement = find(request, pk)
    if "sign" not in agreement.steps_for(request.user):
        return redirect(agreement)
    form = SignForm(request.POST or None, request.FILES or None, initial={"signed_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            agreement.sign(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{agreement.kind_label}已登记签订，任务和拨付计划已生成。")
            return redirect(agreement)
    return render(request, "applications/agreement/sign.html", {"agreement": agreement, "form": form})


@require_POST
def start(request, pk):
    agreement = find(request, pk)
    with refusal_as_message(request):
        agreement.start(by=request.user)
        messages.success(request, "项目已启动。")
    return redirect(agreement)


def pdf(request, pk):
    agreement = find(request, pk)
    name = f"{agreement.number}-{agreement.kind_label}.pdf"
    return download(agreement_pdf(agreement), name, inline=True)
