from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from applications.forms.screening import ScreeningForm
from applications.models import Application, Screening
from applications.models.screening import items_for
from projects.permissions import oversees


def find(request, pk) -> Application:
    """The application, for whoever follows the choosing for its project; 404 for its own members too."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_list(), pk=pk)
    if not oversees(request.user, application.project):
        raise Http404
    return application


def screening(request, pk):
    """The check-list: each item with a result; what they add up to is the conclusion."""
    application = find(request, pk)
    form = ScreeningForm(request.POST or None, items=items_for(application))
    if request.method == "POST" and form.is_valid():
        try:
            Screening.objects.conclude(application, by=request.user, items=form.conclusions())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, f"{application.organisation}：审查结论为“{application.get_state_display()}”。"
            )
            return redirect("applications:project_applications", application.project_id)
    context = {
        "application": application,
        "form": form,
        "can_screen": "disqualify" in application.steps_for(request.user),
        "earlier": application.screenings.select_related("by").prefetch_related("items"),
    }
    return render(request, "applications/screening/screening.html", context)
