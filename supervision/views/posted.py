"""What the step views of this app read from a POST."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError

from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message


def reason_of(request) -> str:
    """The reason that was given; without one a message says so and "" comes back."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["reason"]
    messages.error(request, "请写明理由（不超过1000字）。")
    return ""


def tell_errors(request, form) -> None:
    """Say what is wrong with a form that is only part of a page."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)


def keep_each(request, form, keep: Callable) -> None:
    """Let ``keep(upload)`` keep each of the form's files; a refused one does not stop the others."""
    if not form.is_valid():
        tell_errors(request, form)
        return
    kept = 0
    for upload in form.cleaned_data["files"]:
        with refusal_as_message(request):
            keep(upload)
            kept += 1
    if not form.cleaned_data["files"]:
        messages.error(request, "请先选择文件。")
    if kept:
        messages.success(request, f"已上传 {kept} 个文件。")


def taken(form, step: Callable) -> bool:
    """Take the step that the valid ``form`` is for; a refusal becomes its error, so nothing is lost."""
    try:
        step()
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True
