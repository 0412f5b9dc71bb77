from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render

from applications.models import Agreement
from applications.models.agreement import State
from fulian.pages import paginate
from supervision.models import Acceptance
from supervision.tally import progress


def followed():
    """What the public may follow: signed agreements of published projects."""
    published = Agreement.objects.filter(project__state="published")
    return published.exclude(state=State.DRAFTED).for_list()


@login_not_required
def index(request):
    agreements = followed().select_related(
        "project__department", "project__catalogue", "organisation", "closeout__acceptance"
    )
    page = paginate(request, agreements.order_by("-project__catalogue__year", "project__order", "pk"))
    return render(request, "supervision/follow_up/index.html", {"page": page})


@login_not_required
def detail(request, pk):
    """Promised and done, for everybody: figures, titles, dates, stages; nobody's name, phone or account."""
    agreement = get_object_or_404(followed(), project=pk)
    activities = list(agreement.activities.confirmed().order_by("starts_at"))
    context = {
        "agreement": agreement,
        "project": agreement.project,
        "progress": progress(agreement),
        "activities": activities,
        "headcount": sum(activity.attendance or 0 for activity in activities),
        "instalments": agreement.instalments.all(),
        "acceptance": Acceptance.objects.filter(closeout__agreement=agreement).first(),
    }
    return render(request, "supervision/follow_up/detail.html", context)
