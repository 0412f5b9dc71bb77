"""评审: one expert's scores for one application; the conflict is declared before anything is read."""

from decimal import Decimal
from statistics import mean

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from applications.models.application import Application
from applications.models.application import State as ApplicationState
from applications.permissions import is_the_expert
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.money import cents
from fulian.users.models import Role, User
from projects.models import Criterion
from projects.permissions import sees_everything


class State(models.TextChoices):
    ASSIGNED = "assigned", "待声明"
    DECLARED = "declared", "待评分"
    SCORED = "scored", "已评分未签署"
    SIGNED = "signed", "已签署"
    RECUSED = "recused", "已回避"


TODO = {State.ASSIGNED, State.DECLARED, State.SCORED}
SCREENING = {ApplicationState.SUBMITTED, ApplicationState.RETURNED}


class Recommendation(models.TextChoices):
    FUND = "fund", "建议资助"
    REVISE = "revise", "修改后资助"
    REFUSE = "refuse", "不建议资助"


def aggregate(totals: list[Decimal]) -> Decimal:
    """The panel's score: the mean; from five experts on without one highest and one lowest (design 6)."""
    kept = sorted(totals)[1:-1] if len(totals) >= 5 else totals
    return cents(mean(kept))


def settle(project, *, by) -> None:
    """Give every application of ``project`` its score, all at once, when the last panel has signed.

    While a single signature is missing no application has a score, so none can be read, or weighed
    when an expert is replaced. The caller holds the project's lock.
    """
    reviewed = Application.objects.filter(project=project, state=ApplicationState.QUALIFIED)
    panels = [(application, application.reviews.panel()) for application in reviewed]
    if not all(panel.is_complete(project.catalogue.experts_min) for _, panel in panels):
        return
    for application, panel in panels:
        application.settle_score(aggregate(list(panel.values_list("total", flat=True))), by=by)
    if panels:
        best = max((application for application, _ in panels), key=lambda one: one.final_score)
        notify(User.objects.holding(Role.LEADER), f"评审完成，请研究决定：{project.name}", about=best)


def refuse_unfit(expert, application) -> None:
    """Raises ValidationError for an expert who may not judge this application (domain.md, separation)."""
    if not expert.has(Role.EXPERT):
        raise ValidationError(f"{expert}不是评审专家。", "not_expert")
    if expert.department_id and expert.department_id == application.project.department_id:
        raise ValidationError(f"{expert}是牵头部室的工作人员，不能评审本部室的项目。", "conflict")
    if application.organisation_id in expert.organisation_ids:
        raise ValidationError(f"专家{expert}是{application.organisation}的成员，应当回避。", "conflict")
    if application.reviews.filter(expert=expert, state=State.RECUSED).exists():
        raise ValidationError(f"专家{expert}已对{application.organisation}申请回避。", "recused")


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those of others only when the whole project's scores are settled."""
        own = models.Q(expert=user.pk)
        settled = ~models.Q(application__state=ApplicationState.QUALIFIED)
        if sees_everything(user):
            return self.filter(own | settled)
        if user.has(Role.OFFICER, Role.HEAD):
            return self.filter(
                own | (settled & models.Q(application__project__department=user.department_id))
            )
        return self.filter(own)

    def panel(self):
        """Those who judge: all but the recused."""
        return self.exclude(state=State.RECUSED)

    def is_complete(self, experts_min: int) -> bool:
        """Whether this panel is large enough, odd, and has signed to the last."""
        states = list(self.values_list("state", flat=True))
        return len(states) >= experts_min and len(states) % 2 == 1 and set(states) == {State.SIGNED}

    def for_list(self):
        return self.select_related("expert", "application__organisation", "application__project__department")

    def waiting_for(self, user):
        return self.filter(expert=user.pk, state__in=TODO).for_list().order_by("pk")

    @transaction.atomic
    def assign(self, applications, experts, *, by) -> None:
        """Give each of ``applications`` (one project's, qualified) to each of ``experts``.

        Raises ValidationError while other applications of the project are still being screened, unless
        each panel is odd and large enough, and when an expert is unfit to judge.
        """
        project = applications[0].project
        lock(project)
        for application in applications:
            application.begin("assign", by)
        if Application.objects.filter(project=project, state__in=SCREENING).exists():
            raise ValidationError("同一项目还有申报书没有完成资格审查，请先全部审查完毕。", "screening")
        for application in applications:
            self._seat(application, experts, project.catalogue.experts_min)
            application.change("assign", by=by, note="、".join(str(expert) for expert in experts))
        for expert in experts:
            first = self.filter(application__in=applications, expert=expert).first()
            notify([expert], f"请评审：{project.name}（{len(applications)}份申报书）", about=first)

    def _seat(self, application, experts, experts_min: int) -> None:
        for expert in experts:
            refuse_unfit(expert, application)
            self.get_or_create(application=application, expert=expert)
        size = application.reviews.panel().count()
        if size < experts_min or size % 2 == 0:
            raise ValidationError(
                f"{application.organisation}的评审专家应为不少于{experts_min}人的单数，现在是{size}人。",
                "panel",
            )


class Review(Lifecycle):
    STEPS = {
        "declare": Step("声明无利害关系", is_the_expert, {State.ASSIGNED}),
        "recuse": Step("申请回避", is_the_expert, {State.ASSIGNED, State.DECLARED, State.SCORED}),
        "score": Step("评分", is_the_expert, {State.DECLARED, State.SCORED}),
        "sign": Step("签署提交", is_the_expert, {State.SCORED}),
    }
    NEXT = {State.ASSIGNED: "专家声明利害关系", State.DECLARED: "专家评分", State.SCORED: "专家核对并签署"}

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="reviews", verbose_name="申报书"
    )
    expert = models.ForeignKey("users.User", models.PROTECT, related_name="reviews", verbose_name="评审专家")
    recusal_reason = models.CharField("回避理由", max_length=200, blank=True)
    recommendation = models.CharField("评审建议", max_length=10, choices=Recommendation, blank=True)
    comment = models.TextField("总体意见", blank=True, help_text="不少于20字。")
    total = models.DecimalField("总分", max_digits=5, decimal_places=2, null=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASSIGNED, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "专家评审"
        constraints = [
            models.UniqueConstraint(fields=["application", "expert"], name="review_once_per_expert")
        ]

    def __str__(self):
        return f"{self.application.title}·{self.expert}"

    def get_absolute_url(self):
        return reverse("applications:review_detail", args=[self.pk])

    @property
    def may_read(self) -> bool:
        """The application is shown to the expert only after the declaration."""
        return self.state in {State.DECLARED, State.SCORED, State.SIGNED}

    def criteria(self):
        return Criterion.objects.filter(rubric=self.application.project.catalogue.rubric_id)

    @transaction.atomic
    def declare(self, *, by) -> None:
        self.begin("declare", by)
        self.change("declare", by=by, state=State.DECLARED)

    @transaction.atomic
    def recuse(self, *, by, reason: str) -> None:
        """Step aside: the officer is told to name somebody else."""
        project = self.application.project
        lock(project)
        self.begin("recuse", by)
        self.change("recuse", by=by, recusal_reason=reason, state=State.RECUSED)
        officers = User.objects.holding(Role.OFFICER, department=project.department_id)
        notify(officers, f"专家申请回避，请另行分配：{self.application.title}", about=self.application)
        settle(project, by=by)  # the others may all have signed

    @transaction.atomic
    def score(self, *, by, scores: dict[int, tuple[Decimal, str]], comment: str, recommendation: str) -> None:
        """Save scores as far as they are given: criterion key → (score or None to clear, comment).

        Raises ValidationError when a score is outside 0…weight or not a multiple of 0.5.
        """
        self.begin("score", by)
        for criterion in self.criteria():
            if criterion.pk not in scores:
                continue
            value, remark = scores[criterion.pk]
            if value is None:
                self.scores.filter(criterion=criterion).delete()
                continue
            if not 0 <= value <= criterion.weight or value * 2 % 1:
                raise ValidationError(
                    f"“{criterion.name}”应在0至{criterion.weight}分之间，最小单位0.5分。", "range"
                )
            Score.objects.update_or_create(
                review=self, criterion=criterion, defaults={"value": value, "comment": remark}
            )
        total = sum(self.scores.values_list("value", flat=True), Decimal(0))
        self.change(
            "score", by=by, comment=comment, recommendation=recommendation, total=total, state=State.SCORED
        )

    def problems(self) -> list[str]:
        """What is still missing before signing (domain.md c.6)."""
        scores = {score.criterion_id: score for score in self.scores.all()}
        found = []
        for criterion in self.criteria():
            score = scores.get(criterion.pk)
            if score is None:
                found.append(f"“{criterion.name}”尚未评分。")
            elif score.value < criterion.weight * Decimal("0.6") and not score.comment:
                found.append(f"“{criterion.name}”低于60%，请写明理由。")
        if len(self.comment) < 20:
            found.append("总体意见不少于20字。")
        if not self.recommendation:
            found.append("请选择评审建议。")
        return found

    @transaction.atomic
    def sign(self, *, by) -> None:
        """Make it final. The last signature of the project's panels settles its scores."""
        project = self.application.project
        lock(project)  # the panels share it: the last signature is seen by exactly one
        self.begin("sign", by)
        if found := self.problems():
            raise ValidationError(found, "incomplete")
        self.change("sign", by=by, state=State.SIGNED)
        settle(project, by=by)


class Score(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")  # a part of it
    criterion = models.ForeignKey("projects.Criterion", models.PROTECT, related_name="+")
    value = models.DecimalField("得分", max_digits=4, decimal_places=1)
    comment = models.CharField("评语", max_length=300, blank=True)

    class Meta:
        verbose_name = "评分"
        ordering = ["criterion__ordinal"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="score_once")]
