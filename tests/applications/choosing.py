"""Steps of the choosing that many tests need behind them."""

from datetime import timedelta
from decimal import Decimal

from applications.models import Application, Award, Review
from fulian import clock
from fulian.users.models import Role
from tests.factories import close, make_organisation, make_submitted, make_user

COMMENT = "方案可行，目标明确，预算较为合理，建议资助该项目。"


def hand_in(project, count=2, *, state="submitted"):
    """``count`` applications of new organisations, closed for more."""
    applications = []
    for _ in range(count):
        member = make_user()
        applications.append(
            make_submitted(project=project, organisation=make_organisation(member), by=member)
        )
    close(project.catalogue)
    if state != "submitted":
        Application.objects.filter(pk__in=[one.pk for one in applications]).update(state=state)
    return [Application.objects.get(pk=one.pk) for one in applications]


def make_experts(count=3):
    return [make_user(Role.EXPERT, name=f"专家{n}") for n in range(1, count + 1)]


def assigned(project, officer, *, applications=2, experts=3):
    """Qualified applications with a panel; (applications, experts)."""
    rows, people = hand_in(project, applications, state="qualified"), make_experts(experts)
    Review.objects.assign(rows, people, by=officer)
    return rows, people


def spread(review, total) -> dict:
    """Scores by criterion that add up to ``total``, each with its reason."""
    left, scores = Decimal(str(total)), {}
    for criterion in review.criteria():
        value = min(left, Decimal(criterion.weight))
        scores[criterion.pk] = (value, "理由已说明")
        left -= value
    return scores


def fill_in(review, total):
    """Declare and score, so that only the signature is missing."""
    review.declare(by=review.expert)
    review.score(by=review.expert, scores=spread(review, total), comment=COMMENT, recommendation="fund")


def sign(review, total):
    fill_in(review, total)
    review.sign(by=review.expert)


def score_all(applications, *panels):
    """Every expert signs: ``panels`` are the totals of each application's experts, in order."""
    for application, totals in zip(applications, panels, strict=True):
        for review, total in zip(application.reviews.order_by("pk"), totals, strict=True):
            sign(review, total)
    return [Application.objects.get(pk=one.pk) for one in applications]


def ranked(project, officer, *scores):
    """Applications whose three experts all gave the same total: ``scores`` one per application."""
    rows, _ = assigned(project, officer, applications=len(scores))
    return score_all(rows, *[[score] * 3 for score in scores])


def decided(application, leader, **fields) -> Award:
    fields = {"minutes": "〔2024〕5号", "amount": Decimal("46000.00")} | fields
    return Award.objects.decide(application, by=leader, **fields)


def displayed(award, office):
    """In a published 公示; gives the notice."""
    notice = Award.objects.publicise(award.application.project.catalogue, by=office)
    notice.publish(by=office)
    award.refresh_from_db()
    return notice


def after(notice):
    """A moment when the notice has run its days."""
    return clock.travel(notice.ends_on + timedelta(days=1))
