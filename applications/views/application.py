"""Applications: started, written as a draft, handed in and withdrawn by the organisation's members."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from applications.documents.application import application_pdf, paper
from applications.forms.application import AttachForm, FilterForm
from applications.models import Application, Organisation
from applications.models.application import UNFINISHED
from applications.permissions import acts_for, sees_contacts
from fulian import clock
from fulian.files.sniff import HELP
from fulian.history.models import Entry
from fulian.lifecycle import refusal_as_message
from fulian.pages import download, paginate
from projects.models import Project
from projects.permissions import oversees


def find(request, pk) -> Application:
    """The application, or 404 when this user may not know that it exists."""
    return get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=pk)


def shown_submission(request, application):
    """What this person reads: its own people the present draft, everybody else what was handed in."""
    if application.state in UNFINISHED and acts_for(request.user, application):
        return None
    return application.receipt()


def entries(request, application):
    """Its history; what was typed and changed while drafting is its own people's business."""
    lines = Entry.objects.of(application)
    return lines if acts_for(request.user, application) else lines.exclude(verb="edit")


def due_text(application) -> str:
    """The last second, or the last day of a supplement, as people say it."""
    due = application.due
    if application.state not in UNFINISHED or due is None:
        return ""
    if hasattr(due, "hour"):
        return f"{timezone.make_naive(due):%Y年%-m月%-d日 %H:%M:%S}"
    return f"{due:%Y年%-m月%-d日}"


def index(request):
    """Members: all their own. Staff: what came in for projects whose window is over."""
    form = FilterForm(request.GET)
    form.is_valid()
    rows = Application.objects.visible_to(request.user).for_index()
    wanted = form.cleaned_data
    if text := wanted.get("q", "").strip():
        by_text = Q(title__icontains=text) | Q(project__name__icontains=text)
        rows = rows.filter(
            by_text | Q(organisation__name__icontains=text) | Q(receipt_number__icontains=text)
        )
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("year"):
        rows = rows.filter(project__catalogue__year=wanted["year"])
    context = {"page": paginate(request, rows), "form": form}
    return render(request, "applications/application/index.html", context)


@require_POST
def start(request, project_pk):
    """Open a draft for one of the person's organisations; ask which when there are several."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=project_pk)
    own = Organisation.objects.filter(pk__in=request.user.organisation_ids).for_list()
    chosen = request.POST.get("organisation", "")
    if chosen.isdecimal():
        own = own.filter(pk=int(chosen))
    if not own:
        messages.warning(request, "申报前请先登记您的单位。")
        return redirect("applications:organisation_register")
    if len(own) > 1:
        context = {"project": project, "organisations": own}
        return render(request, "applications/application/start.html", context)
    with refusal_as_message(request):
        application = Application.objects.start(project=project, organisation=own[0], by=request.user)
        return redirect("applications:application_edit", application.pk)
    return redirect(project)


def detail(request, pk):
    application = find(request, pk)
    submission = shown_submission(request, application)
    whole = sees_contacts(request.user, application.organisation)
    handed_in = {row["sha256"] for row in paper(application, submission)["files"]}
    steps = application.steps_for(request.user)
    context = {
        "application": application,
        "paper": paper(application, submission, whole=whole),
        "submission": submission,
        "receipt": application.receipt(),
        "steps": steps,
        "findings": application.findings() if "submit" in steps else [],
        "unverified": application.organisation.state != "verified",
        "files": [stored for stored in application.attachments() if stored.sha256 in handed_in],
        "attach_form": AttachForm(),
        "files_help": HELP,
        "due": due_text(application),
        "left": clock.left(application.due) if application.due else "",
        "is_own": acts_for(request.user, application),
        "oversees": oversees(request.user, application.project),
        "entries": entries(request, application),
    }
    return render(request, "applications/application/detail.html", context)


@require_POST
def attach(request, pk):
    application = find(request, pk)
    form = AttachForm(request.POST, request.FILES)
    with refusal_as_message(request):
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        application.attach(form.cleaned_data["upload"], by=request.user, slot=form.cleaned_data["slot"])
        messages.success(request, "附件已上传。")
    return redirect(f"{application.get_absolute_url()}#files")


@require_POST
def detach(request, pk, file_pk):
    application = find(request, pk)
    with refusal_as_message(request):
        application.detach(file_pk, by=request.user)
        messages.success(request, "附件已删除。")
    return redirect(f"{application.get_absolute_url()}#files")


@require_POST
def submit(request, pk):
    application = find(request, pk)
    with refusal_as_message(request):
        application.submit(by=request.user, at=request.received_at)
        messages.success(request, "申报已提交，请保存回执。")
        return redirect("applications:receipt", application.pk)
    return redirect(application)


@require_POST
def withdraw(request, pk):
    application = find(request, pk)
    with refusal_as_message(request):
        application.withdraw(by=request.user, reason=request.POST.get("reason", "")[:1000])
        messages.success(request, "申报已撤回。截止前可以重新申报，内容会自动带入。")
    return redirect(application)


def pdf(request, pk):
    """The 申报书 as paper: the draft for its own people, else what was handed in."""
    application = find(request, pk)
    submission = shown_submission(request, application)
    whole = sees_contacts(request.user, application.organisation)
    content = application_pdf(application, submission, whole=whole)
    return download(content, f"申报书-{application.title or application.project.name}.pdf", inline=True)
