"""The page of one running project."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render

from applications.models import Agreement
from fulian import clock
from supervision.models import Finding
from supervision.models.duty import Light
from supervision.models.duty import State as DutyState
from supervision.obligations import Owner
from supervision.tally import progress

NEAR = 30  # days ahead that the page asks people to look


def find(request, pk) -> Agreement:
    """The signed agreement, or 404 when this user may not know that it exists."""
    return get_object_or_404(Agreement.objects.visible_to(request.user).signed().for_list(), pk=pk)


def detail(request, pk):
    agreement = find(request, pk)
    duties = list(agreement.duties.for_list().prefetch_related("files"))
    context = {
        "agreement": agreement,
        "groups": [(owner.label, [duty for duty in duties if duty.owner == owner]) for owner in Owner],
        "lights": lights(duties),
        "next_due": next((duty for duty in duties if duty.state == "pending"), None),
        "progress": progress(agreement),
        "waiting": waiting(agreement, request.user),
    }
    return render(request, "supervision/project/detail.html", context)


def lights(duties) -> list[tuple]:
    """(light, how many of the undone duties show it), red first."""
    shown = [duty.light for duty in duties if not duty.is_done]
    return [(light, shown.count(light)) for light in (Light.RED, Light.AMBER, Light.GREEN)]


def waiting(agreement, user) -> list:
    """What waits for ``user`` in this project now (reports come with their duties): duties that are due
    within a month or were handed in to them, and when there is nothing else the next one.
    """
    horizon = clock.today() + timedelta(days=NEAR)
    duties = list(agreement.duties.waiting_for(user))
    near = [duty for duty in duties if duty.due_on <= horizon or duty.state == DutyState.SUBMITTED]
    found = [
        *near,
        *agreement.activities.waiting_for(user),
        *agreement.inspections.waiting_for(user),
        *Finding.objects.filter(inspection__agreement=agreement).waiting_for(user),
    ]
    return found or duties[:1]
