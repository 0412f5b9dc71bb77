from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.documents.ranking import ranking_pdf, ranking_xlsx
from applications.forms.award import DecideForm
from applications.models import Award
from applications.ranking import standings
from applications.views.arrival import find as find_project
from applications.views.screening import find as find_application
from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import download, paginate
from projects.models import Catalogue

EXPORTS = {"pdf": ranking_pdf, "xlsx": ranking_xlsx}


def ranking(request, pk):
    """Scores and places, once the last expert has signed; before that only that it is not yet so."""
    project = find_project(request, pk)
    rows = standings(project)
    offered = set().union(*(row.application.steps_for(request.user) for row in rows))
    context = {
        "project": project,
        "standings": rows,
        "can_propose": "propose" in offered and not any(row.is_chosen for row in rows),
        "can_decline": "decline" in offered,
        "decided": Award.objects.visible_to(request.user).filter(application__project=project).for_list(),
    }
    return render(request, "applications/award/ranking.html", context)


def ranking_export(request, pk, format_):
    project = find_project(request, pk)
    rows = standings(project)
    if not rows or format_ not in EXPORTS:
        raise Http404
    return download(EXPORTS[format_](project, rows), f"{project.number}-评审排名.{format_}")


def decide(request, pk):
    """The leader's decision for one application; its rivals follow."""
    application = find_application(request, pk)
    if "propose" not in application.steps_for(request.user):
        return redirect("applications:ranking", application.project_id)
    form = DecideForm(request.POST or None, initial={"amount": application.requested})
    if request.method == "POST" and form.is_valid():
        try:
            Award.objects.decide(application, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已确定拟立项：{application.organisation}。请办公室拟公示。")
            return redirect("applications:ranking", application.project_id)
    context = {"application": application, "form": form, "standings": standings(application.project)}
    return render(request, "applications/award/decide.html", context)


@require_POST
def decline(request, pk):
    """The leader turns one down with a reason; after an objection also the one that was proposed."""
    application = find_application(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明不予立项的理由。")
        return redirect("applications:ranking", application.project_id)
    with refusal_as_message(request):
        application.decline(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{application.organisation}：不予立项。")
    return redirect("applications:ranking", application.project_id)


def index(request):
    """What was decided and how far each 公示 is; the federation's own."""
    if not request.user.is_federation_staff:
        raise PermissionDenied
    awards = Award.objects.visible_to(request.user)
    context = {
        "unseen": by_catalogue(awards.without_notice()),
        "on_display": awards.on_display(),
        "ready": awards.ready(),
        "page": paginate(request, awards.final()),
    }
    return render(request, "applications/award/index.html", context)


def by_catalogue(awards) -> list[tuple[Catalogue, list[Award]]]:
    """One 公示 is drafted per catalogue: its awards together."""
    groups: dict[Catalogue, list[Award]] = {}
    for award in awards:
        groups.setdefault(award.application.project.catalogue, []).append(award)
    return list(groups.items())


@require_POST
def publicise(request, pk):
    catalogue = get_object_or_404(Catalogue.objects.visible_to(request.user), pk=pk)
    with refusal_as_message(request):
        notice = Award.objects.publicise(catalogue, by=request.user)
        messages.success(request, "公示已拟稿，请核对后发布。")
        return redirect(notice)
    return redirect("applications:award_index")


@require_POST
def confirm(request, pk):
    award = get_object_or_404(Award.objects.visible_to(request.user).for_list(), pk=pk)
    with refusal_as_message(request):
        agreement = award.confirm(by=request.user)
        messages.success(request, f"已正式立项，{agreement.kind_label}{agreement.number}已生成。")
        return redirect(agreement)
    return redirect("applications:award_index")
