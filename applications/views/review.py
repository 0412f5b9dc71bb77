from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications import blind
from applications.forms.review import AssignForm, ScoreForm
from applications.models import Application, Review
from applications.models.application import State as ApplicationState
from applications.selection import Selection
from applications.views.arrival import find as find_project
from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import paginate


def find(request, pk) -> Review:
    """One's own review; another's does not exist for an expert."""
    return get_object_or_404(Review.objects.for_list().filter(expert=request.user), pk=pk)


def assign(request, pk):
    """Name the experts, and see how far they have come (never their scores)."""
    project = find_project(request, pk)
    selection = Selection(project)
    qualified = (
        Application.objects.visible_to(request.user)
        .for_list()
        .filter(project=project, state=ApplicationState.QUALIFIED)
        .order_by("submitted_at", "pk")
    )
    short = [panel.application for panel in selection.panels if panel.is_short]
    form = AssignForm(request.POST or None, applications=qualified, short=short)
    if request.method == "POST" and form.is_valid():
        chosen, experts = list(form.cleaned_data["applications"]), list(form.cleaned_data["experts"])
        try:
            Review.objects.assign(chosen, experts, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"已将{len(chosen)}份申报书分配给{len(experts)}位专家。")
            return redirect("applications:assign", project.pk)
    can_assign = any("assign" in one.steps_for(request.user) for one in selection.of("qualified"))
    context = {"project": project, "selection": selection, "form": form, "can_assign": can_assign}
    return render(request, "applications/review/assign.html", context)


def index(request):
    """An expert's reviews: what is to do first."""
    reviews = Review.objects.filter(expert=request.user).for_list().order_by("-pk")
    context = {
        "todo": Review.objects.waiting_for(request.user),
        "page": paginate(request, reviews.exclude(state__in=["assigned", "declared", "scored"])),
    }
    return render(request, "applications/review/index.html", context)


def detail(request, pk):
    review = find(request, pk)
    return show(request, review, ScoreForm(review=review))


def show(request, review, form):
    """The review's page; before the declaration it names project and applicant and shows nothing else."""
    context = {"review": review, "form": form, "reason_form": ReasonForm()}
    if review.may_read:
        context |= {
            "application": review.application,
            "sections": blind.sections(review.application),
            "strength": blind.strength(review.application.organisation),
            "problems": review.problems(),
        }
    return render(request, "applications/review/detail.html", context)


@require_POST
def declare(request, pk):
    review = find(request, pk)
    with refusal_as_message(request):
        review.declare(by=request.user)
        messages.success(request, "已声明无利害关系，请阅读申报书并评分。")
    return redirect(review)


@require_POST
def recuse(request, pk):
    review = find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明回避理由。")
        return redirect(review)
    with refusal_as_message(request):
        review.recuse(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "已申请回避，牵头部室将另行安排专家。")
    return redirect("applications:review_index")


def keep(request, review, form) -> bool:
    """Save the scores of a valid ``form``; a refusal is put on the form."""
    try:
        review.score(
            by=request.user,
            scores=form.scores(),
            comment=form.cleaned_data["comment"],
            recommendation=form.cleaned_data["recommendation"],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@require_POST
def score(request, pk):
    """Save as far as given."""
    review = find(request, pk)
    form = ScoreForm(request.POST, review=review)
    if form.is_valid() and keep(request, review, form):
        messages.success(request, "评分已保存，尚未签署。")
        return redirect(review)
    return show(request, review, form)


@require_POST
def sign(request, pk):
    """Save what the page holds, then make it final."""
    review = find(request, pk)
    if "comment" in request.POST:
        form = ScoreForm(request.POST, review=review)
        if not (form.is_valid() and keep(request, review, form)):
            return show(request, review, form)
    with refusal_as_message(request):
        review.sign(by=request.user)
        messages.success(request, "评审意见已签署提交。")
    return redirect(review)
