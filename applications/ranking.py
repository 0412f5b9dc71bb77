"""评审排名: the settled scores of one project, highest first. There is none while a signature is missing."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from applications.models import Application, Review
from applications.models.application import State
from applications.models.award import WON
from applications.models.review import State as ReviewState
from fulian.money import cents

OPEN = {State.SUBMITTED, State.RETURNED, State.QUALIFIED}


@dataclass
class Standing:
    """One application's place: its rank (equal scores share one) and its signed reviews, by expert."""

    application: Application
    rank: int
    reviews: list[Review]

    @property
    def passes(self) -> bool:
        return self.application.final_score >= self.application.project.catalogue.pass_line

    @property
    def is_chosen(self) -> bool:
        return self.application.state in WON

    @property
    def gap(self) -> Decimal:
        """Highest less lowest total: how far the experts are apart."""
        totals = [review.total for review in self.reviews]
        return max(totals) - min(totals) if totals else Decimal(0)

    @property
    def lines(self) -> list[tuple[object, list[Decimal], Decimal]]:
        """(criterion, the experts' scores, their mean) for each criterion."""
        by_criterion: dict[object, list[Decimal]] = {}
        for review in self.reviews:
            for score in review.scores.all():
                by_criterion.setdefault(score.criterion, []).append(score.value)
        rows = sorted(by_criterion.items(), key=lambda row: row[0].ordinal)
        return [(criterion, values, cents(mean(values))) for criterion, values in rows]


def standings(project) -> list[Standing]:
    """The ranking of ``project``, best first; empty while any of its applications is still open."""
    applications = Application.objects.filter(project=project).for_list()
    if applications.filter(state__in=OPEN).exists():
        return []
    scored = applications.filter(final_score__isnull=False).order_by("-final_score", "pk")
    scored = scored.prefetch_related("budget", "reviews__expert", "reviews__scores__criterion")
    found: list[Standing] = []
    for place, application in enumerate(scored, start=1):
        tied = found and found[-1].application.final_score == application.final_score
        signed = [one for one in application.reviews.all() if one.state == ReviewState.SIGNED]
        found.append(
            Standing(
                application, found[-1].rank if tied else place, sorted(signed, key=lambda one: one.expert_id)
            )
        )
    return found
