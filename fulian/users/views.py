"""Accounts: the administrator's pages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate
from fulian.users.forms import UserFilter, UserForm
from fulian.users.gates import holders_only
from fulian.users.invitation import send_invitation
from fulian.users.models import Role, User

administrators_only = holders_only(Role.ADMINISTRATOR)


def find(pk) -> User:
    return get_object_or_404(User.objects.select_related("department"), pk=pk)


@administrators_only
def index(request):
    form = UserFilter(request.GET)
    page = paginate(request, form.narrow(User.objects.for_list()))
    return render(request, "users/index.html", {"page": page, "form": form})


@administrators_only
def create(request):
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.open_account(by=request.user, **form.cleaned_data)
        send_invitation(request, user)
        messages.success(request, f"已建立{user.name}的账户，设置密码的邮件已发往 {user.email}。")
        return redirect("users:index")
    return render(request, "users/create.html", {"form": form})


@administrators_only
def edit(request, pk):
    user = find(pk)
    form = UserForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            user.revise(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已保存{user.name}的账户。")
            return redirect("users:edit", user.pk)
    return render(request, "users/edit.html", {"form": form, "account": find(pk)})


@require_POST
@administrators_only
def toggle(request, pk):
    """Lock out or let in again, as ``active`` (0 or 1) asks: a stale page never does the opposite."""
    user = find(pk)
    with refusal_as_message(request):
        if request.POST.get("active") == "1":
            user.activate(by=request.user)
            messages.success(request, f"已启用{user.name}的账户。")
        else:
            user.deactivate(by=request.user)
            messages.success(request, f"已停用{user.name}的账户，其登录立即失效。")
    return redirect("users:edit", user.pk)


@require_POST
@administrators_only
def invite(request, pk):
    user = find(pk)
    with refusal_as_message(request):
        user.invite(by=request.user)
        send_invitation(request, user)
        messages.success(request, f"设置密码的邮件已发往 {user.email}。")
    return redirect("users:edit", user.pk)
