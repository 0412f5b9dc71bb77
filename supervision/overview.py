"""What the home page shows beside the to-do list: running projects, money, applications, reviews."""

from datetime import timedelta

from django.db.models import Count, DecimalField, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from applications.models import Agreement, Application, Review
from applications.models.agreement import State as AgreementState
from applications.models.application import State as ApplicationState
from fulian import clock
from projects.models import Project
from supervision.models import Duty, Instalment
from supervision.models.duty import AMBER_DAYS
from supervision.models.duty import State as DutyState
from supervision.models.instalment import State as InstalmentState

ROWS = 20  # how many rows a table of the home page shows
FINISHED = {AgreementState.ARCHIVED, AgreementState.DRAFTED}


def _per_agreement(rows, aggregate) -> Subquery:
    """One figure over ``rows`` of the outer agreement; a query of its own, so that sums do not multiply."""
    grouped = rows.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    return Subquery(grouped.annotate(figure=aggregate).values("figure"))


def running(user) -> QuerySet:
    """Signed agreements not yet archived that ``user`` may see, the most urgent first.

    Each carries ``overdue`` and ``soon`` (numbers of pending duties), ``next_due`` (date), ``paid`` (元).
    """
    pending = Duty.objects.filter(state=DutyState.PENDING)
    today = clock.today()
    soon = pending.filter(due_on__range=(today, today + timedelta(days=AMBER_DAYS)))
    paid = Instalment.objects.filter(state=InstalmentState.PAID)
    zero = Coalesce(_per_agreement(paid, Sum("amount")), 0, output_field=DecimalField())
    return (
        Agreement.objects.visible_to(user)
        .exclude(state__in=FINISHED)
        .for_list()
        .annotate(
            overdue=Coalesce(_per_agreement(pending.filter(due_on__lt=today), Count("pk")), 0),
            soon=Coalesce(_per_agreement(soon, Count("pk")), 0),
            next_due=_per_agreement(pending, Min("due_on")),
            paid=zero,
        )
        .order_by("-overdue", F("next_due").asc(nulls_last=True), "-pk")
    )


def money(user) -> QuerySet:
    """Instalments not yet paid, the earliest first."""
    return Instalment.objects.visible_to(user).exclude(state=InstalmentState.PAID).for_list()


def own_applications(user) -> QuerySet:
    """What the person's organisations handed in or are writing, the latest first."""
    mine = Application.objects.filter(organisation__in=user.organisation_ids)
    return mine.exclude(state=ApplicationState.WITHDRAWN).for_list()


def open_calls() -> QuerySet:
    """Entries that take applications now, the first to close first."""
    return Project.objects.open().for_list().order_by("catalogue__close_at", "order")


def own_reviews(user) -> QuerySet:
    return Review.objects.filter(expert=user.pk).for_list().order_by("-pk")
