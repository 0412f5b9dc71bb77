"""立项结果: what the leader decided, the 公示 it was put up in, and the agreement that follows."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse

from applications.models.agreement import Agreement
from applications.models.application import Application
from applications.models.application import State as ApplicationState
from fulian import clock
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import lock
from fulian.money import wan
from fulian.users.models import Role, User
from projects.models import Catalogue, Notice
from projects.models.notice import State as NoticeState
from projects.permissions import is_leader, is_office


def ran_out() -> models.Q:
    """The 公示's whole last day is over (Notice.has_run, as a filter)."""
    return models.Q(
        notice__state__in=[NoticeState.PUBLISHED, NoticeState.ENDED], notice__ends_on__lt=clock.today()
    )


WON = {ApplicationState.PROPOSED, ApplicationState.AWARDED}


class AwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(application__in=Application.objects.visible_to(user))

    def for_list(self):
        return self.select_related(
            "application__organisation",
            "application__project__department",
            "application__project__catalogue",
            "notice",
            "by",
        ).order_by("pk")

    def without_notice(self):
        """Proposed, and not yet in a 公示 that is alive."""
        unseen = models.Q(notice=None) | models.Q(notice__state=NoticeState.WITHDRAWN)
        return self.filter(unseen, application__state=ApplicationState.PROPOSED).for_list()

    def on_display(self):
        """Proposed, in a 公示 that is drafted or still running."""
        alive = ~models.Q(notice=None) & ~models.Q(notice__state=NoticeState.WITHDRAWN)
        return self.filter(alive & ~ran_out(), application__state=ApplicationState.PROPOSED).for_list()

    def ready(self):
        """Proposed, and the 公示 has run its days."""
        return self.filter(ran_out(), application__state=ApplicationState.PROPOSED).for_list()

    def final(self):
        """Awarded for good, latest first, with their agreements."""
        awarded = self.filter(application__state=ApplicationState.AWARDED).for_list()
        return awarded.select_related("application__agreement").order_by("-pk")

    def waiting_for(self, user):
        """What the office has to put up, and what the leader can confirm."""
        found = self.none()
        if user.has(Role.OFFICE):
            found |= self.without_notice()
        if user.has(Role.LEADER):
            found |= self.ready()
        return found

    @transaction.atomic
    def decide(self, application, *, by, minutes: str, amount: Decimal, reason: str = "") -> "Award":
        """The leader chooses ``application`` for its project; its rivals become reserve or are declined.

        Raises ValidationError below the pass line, above the entry's amount, while rivals are still under
        review or once one of them is chosen, or when the choice departs from the ranking without a reason.
        """
        lock(application.organisation)  # its wins are counted
        lock(application.project)  # rivals share the project: whoever locks it first decides
        rivals = Application.objects.rivals_of(application)
        _refuse_unready(application, rivals, amount, reason)
        application.propose(by=by)
        award = self.create(application=application, minutes=minutes, amount=amount, reason=reason, by=by)
        record(award, "研究决定", by=by, note=f"会议纪要 {minutes}，金额 {amount} 元。{reason}")
        line = application.project.catalogue.pass_line
        for rival in rivals.filter(state=ApplicationState.REVIEWED):
            if rival.final_score >= line:
                rival.reserve(by=by)
            else:
                rival.decline(by=by, reason=f"得分{rival.final_score}，低于入围分数线{line:g}分。")
        notify(User.objects.holding(Role.OFFICE), f"请拟公示：{application.project.name}", about=application)
        return award

    @transaction.atomic
    def publicise(self, catalogue, *, by) -> Notice:
        """Draft one 公示 over all awards of ``catalogue`` that are waiting for one. The office does.

        Raises ValidationError when none is waiting, PermissionDenied for anybody else.
        """
        if not is_office(by, catalogue):
            raise PermissionDenied
        lock(catalogue)  # a second click finds nothing waiting
        waiting = list(self.without_notice().filter(application__project__catalogue=catalogue))
        if not waiting:
            raise ValidationError("没有待公示的拟立项结果。", "nothing")
        notice = Notice.objects.create(
            catalogue=catalogue,
            title=f"{catalogue.year}年妇女儿童项目拟立项公示",
            body="经资格审查、专家评审和集体研究，现将拟立项项目和承接单位予以公示。公示期间如有异议，"
            "请以书面形式实名提出，单位提出的应加盖公章，并附必要的证明材料。",
            days=catalogue.publicity_days,
        )
        record(notice, "拟稿", by=by)
        self.filter(pk__in=[award.pk for award in waiting]).update(notice=notice)
        return notice


def _refuse_unready(application, rivals, amount: Decimal, reason: str) -> None:
    project, policy = application.project, application.project.catalogue
    if rivals.filter(state__in=WON).exists():
        raise ValidationError("该项目已经确定了拟立项单位，请刷新页面查看。", "decided")
    unsettled = {ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.QUALIFIED}
    if rivals.filter(state__in=unsettled).exists():
        raise ValidationError("同一项目还有申报书在审查或评审中，请等全部评审完成。", "unsettled")
    if application.final_score is None or application.final_score < policy.pass_line:
        raise ValidationError(f"得分低于入围分数线{policy.pass_line:g}分，不能立项。", "below_line")
    if not 0 < amount <= project.amount:
        raise ValidationError(f"立项金额应大于0，不超过项目金额{wan(project.amount)}万元。", "amount")
    if rivals.filter(final_score__gt=application.final_score).exists() and not reason.strip():
        raise ValidationError("所选申报书不是得分最高的，请写明理由。", "ranking")
    won = Application.objects.filter(
        organisation=application.organisation_id, project__catalogue=project.catalogue_id, state__in=WON
    ).exclude(pk=application.pk)
    if won.count() >= policy.wins_per_organisation:
        raise ValidationError(f"该单位在本目录中已承接{won.count()}个项目，达到上限。", "wins")


class Award(models.Model):
    """One project's decision. Its state is the application's."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="award_record"
    )
    minutes = models.CharField("会议纪要编号", max_length=60)
    amount = models.DecimalField("立项金额（元）", max_digits=14, decimal_places=2)
    reason = models.CharField("说明", max_length=300, blank=True)
    notice = models.ForeignKey(
        "projects.Notice", models.PROTECT, null=True, related_name="awards", verbose_name="公示"
    )
    by = models.ForeignKey("users.User", models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间", default=clock.now)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = "立项结果"

    def __str__(self):
        return f"{self.application.project.name}：{self.application.organisation}"

    def get_absolute_url(self):
        return reverse("applications:application_detail", args=[self.application_id])

    @property
    def waits_for(self) -> str:
        """Who acts next and how, in words."""
        if self.application.state != ApplicationState.PROPOSED:
            return ""
        if self.notice is None or self.notice.state == NoticeState.WITHDRAWN:
            return "办公室拟公示"
        if self.notice.has_run:
            return "公示期满，请分管领导正式立项"
        if self.notice.state == NoticeState.DRAFT:
            return "办公室核对并发布公示"
        return f"公示至{self.notice.ends_on:%Y年%-m月%-d日}"

    @transaction.atomic
    def confirm(self, *, by) -> Agreement:
        """Award for good once the 公示 has run its days, and draw up the agreement.

        Raises ValidationError while the period runs or when it was never put up.
        """
        if not is_leader(by, self):
            raise PermissionDenied
        year = self.application.project.catalogue.year
        list(Catalogue.objects.select_for_update().filter(year=year).order_by("pk"))  # they share the numbers
        lock(self.application.project)
        lock(self)
        if self.notice_id:
            lock(self.notice)
        if self.notice is None or self.notice.state == NoticeState.WITHDRAWN or not self.notice.has_run:
            raise ValidationError("公示期尚未届满，不能正式立项。", "publicity")
        self.application.award(by=by)
        return Agreement.objects.draw_up(self, by=by)
