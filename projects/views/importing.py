"""导入目录: upload or paste, look at it, confirm. Nothing is kept before the last step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from projects.forms.importing import ConfirmImportForm, UploadForm, seal, unseal
from projects.models import Catalogue
from projects.permissions import prepares_catalogues
from projects.views.preview import Preview


def refuse_others(request) -> None:
    if not prepares_catalogues(request.user, None):
        raise PermissionDenied


def upload(request):
    refuse_others(request)
    return render(request, "projects/import/upload.html", {"form": UploadForm()})


def preview(request):
    """What the file holds, as it would be kept."""
    refuse_others(request)
    if request.method != "POST":
        return redirect("projects:import_upload")
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "projects/import/upload.html", {"form": form})
    questions = ConfirmImportForm(form.table, year=form.cleaned_data["year"])
    return _show(request, questions)


@require_POST
def confirm(request):
    """Read the same table again with the answers given, and keep it."""
    refuse_others(request)
    try:
        table = unseal(request.POST.get("table", ""))
    except ValidationError as broken:
        messages.error(request, broken.message)
        return redirect("projects:import_upload")
    questions = ConfirmImportForm(table, request.POST)
    if questions.is_valid():
        try:
            catalogue = Catalogue.objects.import_draft(questions.draft(), by=request.user)
        except ValidationError as refusal:
            questions.add_error(None, refusal)
        else:
            messages.success(request, "目录已导入，请各部室逐条完善并确认要求类型。")
            return redirect(catalogue)
    return _show(request, questions)


def _show(request, questions: ConfirmImportForm):
    draft = questions.draft()
    context = {
        "form": questions,
        "table": seal(questions.table),
        "preview": Preview(draft),
        "siblings": Catalogue.objects.filter(year=draft.year).order_by("batch"),
    }
    return render(request, "projects/import/preview.html", context)
