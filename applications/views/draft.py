"""The edit page of an application: nothing that was typed is ever lost."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render

from applications.forms.application import Draft, FilesForm, VersionForm
from applications.models import Application
from applications.models.checks import SECTIONS, TITLES
from applications.permissions import acts_for
from applications.views.application import due_text, find
from fulian import clock
from fulian.files.sniff import HELP
from fulian.lifecycle import refusal_as_message

TABLES = {"plan": ("activities", "活动计划表"), "team": ("team", "项目团队")}


def edit(request, pk):
    """All sections on one page. A refused save shows the page again with all that was typed."""
    application = find(request, pk)
    if not acts_for(request.user, application):
        raise PermissionDenied
    if request.method != "POST":
        if "edit" not in application.steps_for(request.user):
            messages.warning(request, "申报书已提交或已结束，只能查看。")
            return redirect(application)
        return page(request, application, Draft(application), application.version)
    draft = Draft(application, request.POST, request.FILES)
    opened = VersionForm(request.POST)
    version = opened.cleaned_data["version"] if opened.is_valid() else 0
    if not draft.is_valid():
        return again(request, draft, find(request, pk), version)
    try:
        application.edit(by=request.user, version=version, rows=draft.rows, **draft.words)
    except ValidationError as refusal:
        return refused(request, find(request, pk), draft, refusal)
    keep_files(request, application, draft.files)
    messages.success(request, "草稿已保存。")
    if "check" in request.POST:
        return redirect(application)
    return redirect("applications:application_edit", application.pk)


def refused(request, stored: Application, draft: Draft, refusal: ValidationError):
    """Show what was typed beside what is stored; saving again after looking overwrites it knowingly."""
    differences = compare(stored, draft)
    if refusal.code == "stale" and not differences:  # a second click on save
        messages.success(request, "草稿已保存。")
        return redirect("applications:application_edit", stored.pk)
    draft.form.add_error(None, refusal)
    return again(request, draft, stored, stored.version, differences)


def again(request, draft: Draft, stored: Application, version: int, differences=()):
    """The page once more. A browser cannot fill in chosen files again, so they are kept right away."""
    if draft.files.is_valid():
        keep_files(request, stored, draft.files)
        stored = find(request, stored.pk)
        draft.files = FilesForm(stored.attachments(), prefix="files")
    return page(request, stored, draft, version, differences)


def compare(stored: Application, draft: Draft) -> list[tuple[str, str, str]]:
    """(label, stored, typed) of each field and table that differs."""
    found = []
    for name, typed in draft.words.items():
        kept = getattr(stored, name)
        if kept != typed:
            found.append((str(stored._meta.get_field(name).verbose_name), _words(kept), _words(typed)))
    labels = {"activities": "活动计划表", "team": "项目团队", "budget": "资金预算"}
    for name, rows in draft.rows.items():
        columns = draft.tables[name].form.Meta.fields
        kept = [{column: getattr(row, column) for column in columns} for row in getattr(stored, name).all()]
        if kept != rows:
            found.append((labels[name], _lines(kept), _lines(rows)))
    return found


def _words(value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _lines(rows: list[dict]) -> str:
    return "\n".join(" · ".join(filter(None, map(_words, row.values()))) for row in rows)


def keep_files(request, application: Application, form) -> None:
    """Take off and add attachments; one that is refused says why and leaves the rest alone."""
    for pk in form.removals():
        with refusal_as_message(request):
            application.detach(pk, by=request.user)
    for slot, upload in form.uploads():
        with refusal_as_message(request):
            application.attach(upload, by=request.user, slot=slot)


def sections(application: Application, draft: Draft) -> list[dict]:
    """The parts of the form in order: key, title, fields, table, and how much is still missing in each."""
    found = application.findings()
    parts = []
    for key, names in SECTIONS.items():
        table, caption = TABLES.get(key, ("", ""))
        parts.append(
            {
                "key": key,
                "title": TITLES[key],
                "fields": [draft.form[name] for name in names],
                "table": draft.tables.get(table),
                "caption": caption,
                "findings": [problem.text for problem in found if problem.section == key],
            }
        )
    return parts


def page(request, application: Application, draft: Draft, version: int, differences=()):
    parts = sections(application, draft)
    context = {
        "application": application,
        "project": application.project,
        "draft": draft,
        "version": version,
        "differences": differences,
        "sections": parts,
        "problems_elsewhere": [
            problem.text for problem in application.findings() if problem.section == "organisation"
        ],
        "files": application.attachments(),
        "files_help": HELP,
        "due": due_text(application),
        "left": clock.left(application.due),
        "refused": draft.form.is_bound,
    }
    return render(request, "applications/application/edit.html", context)
