from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate
from projects.forms.notice import NoticeForm
from projects.models import Notice


def find(request, pk) -> Notice:
    """The notice, or 404 when this person may not know that it exists."""
    return get_object_or_404(Notice.objects.visible_to(request.user).for_list(), pk=pk)


@login_not_required
def index(request):
    page = paginate(request, Notice.objects.visible_to(request.user).for_list())
    return render(request, "projects/notice/index.html", {"page": page})


@login_not_required
def detail(request, pk):
    notice = find(request, pk)
    context = {
        "notice": notice,
        "steps": notice.steps_for(request.user) if request.user.is_authenticated else set(),
        "results": notice.results(),
        "experts": notice.experts(),
    }
    return render(request, "projects/notice/detail.html", context)


def edit(request, pk):
    notice = find(request, pk)
    if "edit" not in notice.steps_for(request.user):
        return redirect(notice)
    form = NoticeForm(request.POST or None, instance=notice)
    if form.is_valid():
        try:
            notice.edit(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "公示已保存。")
            return redirect(notice)
    return render(request, "projects/notice/edit.html", {"notice": notice, "form": form})


@require_POST
def publish(request, pk):
    notice = find(request, pk)
    with refusal_as_message(request):
        notice.publish(by=request.user)
        messages.success(request, f"已发布，公示期至{notice.ends_on:%Y年%-m月%-d日}。")
    return redirect(notice)


@require_POST
def end(request, pk):
    notice = find(request, pk)
    with refusal_as_message(request):
        notice.end(by=request.user)
        messages.success(request, "公示已结束。")
    return redirect(notice)


@require_POST
def withdraw(request, pk):
    notice = find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明撤回理由。")
        return redirect(notice)
    with refusal_as_message(request):
        notice.withdraw(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "公示已撤回。")
    return redirect(notice)
