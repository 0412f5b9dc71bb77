"""申报书: one organisation's bid for one project, from draft to decision."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.urls import reverse

from applications.models.checks import EARLIER, SECTIONS, SLOTS, Checks
from applications.models.organisation import State as OrganisationState
from applications.models.submission import Submission
from applications.permissions import acts_for, is_leader, is_officer_of
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.users.models import Role
from fulian.workdays.days import add_working_days
from projects.permissions import sees_everything


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "待补正"
    QUALIFIED = "qualified", "资格审查通过"
    DISQUALIFIED = "disqualified", "资格审查不通过"
    REVIEWED = "reviewed", "评审完成"
    PROPOSED = "proposed", "拟立项"
    RESERVE = "reserve", "候补"
    DECLINED = "declined", "未立项"
    AWARDED = "awarded", "已立项"
    WITHDRAWN = "withdrawn", "已撤回"


UNFINISHED = {State.DRAFT, State.RETURNED}
WORDS = [name for fields in SECTIONS.values() for name in fields]
COUNTED = set(State) - {State.DRAFT, State.WITHDRAWN, State.DISQUALIFIED, State.DECLINED}


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own ones always. Others only once handed in and after closing: the department's, or all for
        those who see everything and for finance.
        """
        own = models.Q(organisation__in=user.organisation_ids)
        opened = ~models.Q(state__in=[State.DRAFT, State.WITHDRAWN]) & models.Q(
            project__catalogue__close_at__lt=clock.now()
        )
        if sees_everything(user) or user.has(Role.FINANCE):
            return self.filter(own | opened)
        if user.has(Role.OFFICER, Role.HEAD):
            return self.filter(own | (opened & models.Q(project__department=user.department_id)))
        return self.filter(own)

    def for_list(self):
        return self.select_related("organisation", "project__department", "project__catalogue").order_by(
            "-pk"
        )

    def for_index(self):
        """With ``receipt_number``, empty before the first submission."""
        numbers = Submission.objects.filter(application=models.OuterRef("pk")).values("number")[:1]
        return self.for_list().annotate(receipt_number=models.Subquery(numbers))

    def for_page(self):
        """With all that the form, its checks and its document read."""
        return self.for_list().prefetch_related(
            "activities", "team", "budget", "files", "submissions",
            "project__clauses__requirements", "project__indicators",
        )  # fmt: skip

    def rivals_of(self, application):
        return self.filter(project=application.project_id).exclude(pk=application.pk)

    def waiting_for(self, user):
        """Own drafts and returned ones; for officers what to screen; for leaders what to decide."""
        mine = models.Q(organisation__in=user.organisation_ids, state__in=UNFINISHED)
        if user.has(Role.OFFICER):
            mine |= models.Q(
                state__in=[State.SUBMITTED, State.QUALIFIED], project__department=user.department_id
            )
        if user.has(Role.LEADER):
            mine |= models.Q(state=State.REVIEWED)
        return self.filter(mine).visible_to(user).for_list()

    @transaction.atomic
    def start(self, *, project, organisation, by) -> "Application":
        """Open a draft, or give back the one that is already there: a double click makes one."""
        lock(organisation)
        if organisation.pk not in by.organisation_ids:
            raise ValidationError("只能为自己的单位申报。", "not_yours")
        live = self.filter(project=project, organisation=organisation).exclude(state=State.WITHDRAWN).first()
        if live:
            return live
        if not project.is_open():
            raise ValidationError("该项目不在申报时间内。", "closed")
        fields = {"title": project.name, "starts_on": project.starts_on, "ends_on": project.ends_on}
        earlier = self.filter(project=project, organisation=organisation).order_by("-pk").first()
        application = self.create(project=project, organisation=organisation, **fields)
        if earlier:
            application.take_over(earlier)
        record(application, "开始填写", by=by, note="沿用已撤回的内容" if earlier else "")
        return application


def text(label: str, limit: int, help_text: str = "") -> models.TextField:
    return models.TextField(label, blank=True, validators=[MaxLengthValidator(limit)], help_text=help_text)


class Application(Checks, HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("填写申报书", acts_for, UNFINISHED),
        "submit": Step("提交申报", acts_for, UNFINISHED),
        "withdraw": Step("撤回申报", acts_for, {State.DRAFT, State.SUBMITTED, State.RETURNED}),
        "return_": Step("退回补正", is_officer_of, {State.SUBMITTED}),
        "qualify": Step("资格审查通过", is_officer_of, {State.SUBMITTED}),
        "disqualify": Step("资格审查不通过", is_officer_of, {State.SUBMITTED, State.RETURNED}),
        "assign": Step("分配评审专家", is_officer_of, {State.QUALIFIED}),
        "propose": Step("拟立项", is_leader, {State.REVIEWED, State.RESERVE}),
        "reserve": Step("列为候补", is_leader, {State.REVIEWED}),
        "decline": Step("不予立项", is_leader, {State.REVIEWED, State.RESERVE, State.PROPOSED}),
        "award": Step("正式立项", is_leader, {State.PROPOSED}),
    }
    NEXT = {
        State.DRAFT: "申报单位填写并提交",
        State.SUBMITTED: "申报截止后，牵头部室进行资格审查",
        State.RETURNED: "申报单位补正后重新提交",
        State.QUALIFIED: "牵头部室分配专家，专家评审",
        State.REVIEWED: "分管领导研究决定",
        State.PROPOSED: "公示期满后由分管领导正式立项",
    }

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="applications", verbose_name="申报项目"
    )
    organisation = models.ForeignKey(
        "applications.Organisation", models.PROTECT, related_name="applications", verbose_name="申报单位"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    title = models.CharField("项目名称", max_length=200, blank=True)
    summary = text("项目简介", 500)
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    locations = models.CharField(
        "实施地点", max_length=200, blank=True, help_text="区县、街道或社区，可写多个。"
    )
    need = text("需求与背景", 1500, "服务谁、有多少人、依据是什么、现有哪些服务。")
    direct_count = models.PositiveIntegerField("直接服务人数（人）", null=True, blank=True)
    indirect_count = models.PositiveIntegerField("间接服务人数（人）", null=True, blank=True)
    goal = text("项目目标", 1500, "逐项回应目录的目标和指标，可以高于目录要求。")
    plan = text("实施方案", 3000, "步骤、方法、时间安排和责任人。")
    volunteer_plan = text("志愿者与督导", 500)
    risks = text("风险与应对", 500)
    safety_plan = text("安全与未成年人保护", 500)
    publicity = text("宣传与创新", 800)
    sustainability = text("可持续性与预期成果", 800)
    promise_accepted = models.BooleanField("我单位承诺以上内容真实，严格按申报书和预算执行。", default=False)
    promise_name = models.CharField("承诺人姓名", max_length=30, blank=True)
    supplement_until = models.DateField("补正截止日期", null=True, editable=False)
    final_score = models.DecimalField("评审得分", max_digits=5, decimal_places=2, null=True, editable=False)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "申报书"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation"],
                condition=~models.Q(state=State.WITHDRAWN),
                name="one_live_application_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state__in=[State.PROPOSED, State.AWARDED]),
                name="one_winner_per_project",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | models.Q(submitted_at__isnull=False),
                name="submitted_applications_carry_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.title or self.project.name}（{self.organisation}）"

    def get_absolute_url(self):
        return reverse("applications:application_detail", args=[self.pk])

    @property
    def due(self):
        """Until when it can be handed in: the window's end, or the supplement's last day."""
        return self.supplement_until if self.state == State.RETURNED else self.project.catalogue.close_at

    def receipt(self) -> Submission | None:
        """The latest submission: number, time, sha256."""
        return self.submissions.first()

    def take_over(self, earlier: "Application") -> None:
        """Copy the words, rows and files of a withdrawn one: changing one's mind costs no typing."""
        words = [name for name in WORDS if not name.startswith("promise")]
        for name in words:
            setattr(self, name, getattr(earlier, name))
        self.save(update_fields=words)
        copies = [*earlier.activities.all(), *earlier.team.all(), *earlier.budget.all()]
        for copy in copies:
            copy.pk, copy.application = None, self
        for copy in earlier.attachments():
            copy.pk, copy.owner_id = None, self.pk
            copies.append(copy)
        for copy in copies:
            copy.save(force_insert=True)

    # --- the steps, in the order of life ---------------------------------------------------------------

    @transaction.atomic
    def edit(self, *, by, version: int, rows: dict | None = None, **fields) -> None:
        """Save a draft, however incomplete. ``version`` is what the person had open; ``rows`` maps
        budget/activities/team to lists of mappings that replace those rows.

        Raises ValidationError("stale") when somebody else saved in between: nothing is overwritten.
        """
        self.begin("edit", by)
        if version != self.version:
            raise ValidationError(
                "这份申报书刚刚在别处保存过，您的修改没有覆盖它。请对照后重新保存。", "stale"
            )
        for name, kept in (rows or {}).items():
            related = getattr(self, name)
            related.all().delete()
            related.bulk_create(
                related.model(application=self, ordinal=n, **row) for n, row in enumerate(kept, 1)
            )
        self.change("edit", by=by, version=self.version + 1, **fields)

    @transaction.atomic
    def attach(self, upload, *, by, slot: str) -> None:
        self.begin("edit", by)
        if slot not in SLOTS:
            raise ValidationError("请选择附件类别。", "slot")
        stored = self.files.model.objects.keep(upload, owner=self, slot=slot, by=by)
        self.change("edit", by=by, note=f"上传附件：{stored.name}")

    @transaction.atomic
    def detach(self, pk: int, *, by) -> None:
        """Take a file off an unfinished application; the history keeps its name and hash.

        What was handed in once stays among the records, out of sight.
        """
        self.begin("edit", by)
        stored = self.files.exclude(slot=EARLIER).filter(pk=pk).first()
        if stored is None:
            raise ValidationError("这个附件已经删除。", "gone")
        self.change("edit", by=by, note=f"删除附件：{stored.name}（{stored.sha256[:12]}）")
        if self.submissions.exists():
            stored.slot = EARLIER
            stored.save(update_fields=["slot"])
        else:
            stored.delete()

    @transaction.atomic
    def submit(self, *, by, at: datetime | None = None) -> None:
        """Hand it in. ``at`` is when the request came in: waiting for a lock never makes it late."""
        at = at or clock.now()
        lock(self.organisation)  # its applications are counted
        lock(self.project)  # its receipts are numbered
        self.begin("submit", by)
        self.refuse_late(at)
        if self.organisation.state != OrganisationState.VERIFIED:
            raise ValidationError(
                "单位信息尚未核验通过，暂不能提交。请先在“单位信息”中提交核验。", "unverified"
            )
        self.refuse_too_many()
        if gaps := self.problems():
            raise ValidationError(gaps, "incomplete")
        receipt = Submission.objects.take(self, by=by, at=at)
        self.change(
            "submit", by=by, note=f"回执编号 {receipt.number}", state=State.SUBMITTED, submitted_at=at
        )
        notify(self.organisation.people(), f"申报已提交：{self.title}，回执编号 {receipt.number}", about=self)

    def refuse_late(self, at: datetime) -> None:
        if self.state == State.RETURNED and self.supplement_until:
            if clock.day_of(at) > self.supplement_until:
                raise ValidationError(
                    f"补正期限为{self.supplement_until:%Y年%-m月%-d日}，已过期限。", "closed"
                )
        elif not self.project.is_open(at):
            raise ValidationError("该项目的申报已经截止（或尚未开始），不能提交。草稿仍为您保留。", "closed")

    def refuse_too_many(self) -> None:
        limit = self.project.catalogue.applications_per_organisation
        same_catalogue = Application.objects.filter(
            organisation=self.organisation_id, project__catalogue=self.project.catalogue_id, state__in=COUNTED
        ).exclude(pk=self.pk)
        if same_catalogue.count() >= limit:
            raise ValidationError(f"每个单位在本目录中最多申报{limit}个项目，现已达到上限。", "too_many")

    @transaction.atomic
    def withdraw(self, *, by, reason: str = "") -> None:
        self.begin("withdraw", by)
        if self.state != State.DRAFT and self.project.is_closed():
            raise ValidationError("申报已截止，如需撤回请与牵头部室联系。", "closed")
        self.change("withdraw", by=by, note=reason, state=State.WITHDRAWN)

    def refuse_before_closing(self) -> None:
        if not self.project.is_closed():
            raise ValidationError("申报截止后才能开始审查。", "open")

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        """Ask for a supplement, once, within the catalogue's working days."""
        self.begin("return_", by)
        self.refuse_before_closing()
        if self.supplement_until:
            raise ValidationError("补正只有一次机会，请直接作出资格审查结论。", "supplemented")
        until = add_working_days(clock.today(), self.project.catalogue.supplement_days)
        self.change("return_", by=by, note=reason, state=State.RETURNED, supplement_until=until)
        notify(
            self.organisation.people(),
            f"申报需要补正（{until:%-m月%-d日}前）：{self.title}",
            reason,
            about=self,
        )

    @transaction.atomic
    def qualify(self, *, by) -> None:
        self.begin("qualify", by)
        self.refuse_before_closing()
        self.change("qualify", by=by, state=State.QUALIFIED)

    @transaction.atomic
    def disqualify(self, *, by, reason: str) -> None:
        """Rule it out for good; one that waits for its supplement only once the days for it are over."""
        self.begin("disqualify", by)
        self.refuse_before_closing()
        if self.state == State.RETURNED and self.supplement_until and clock.today() <= self.supplement_until:
            raise ValidationError("补正期限尚未届满，请等申报单位补正。", "supplementing")
        self.change("disqualify", by=by, note=reason, state=State.DISQUALIFIED)
        notify(self.organisation.people(), f"资格审查未通过：{self.title}", reason, about=self)

    def settle_score(self, score: Decimal, *, by) -> None:
        """The last expert has signed: keep the result and wait for the decision. Part of Review.sign."""
        self.change("评审完成", by=by, note=f"得分 {score}", state=State.REVIEWED, final_score=score)

    @transaction.atomic
    def propose(self, *, by) -> None:
        """Choose this one for the 公示; part of Award.objects.decide, which also settles its rivals."""
        self.begin("propose", by)
        self.change("propose", by=by, state=State.PROPOSED)

    @transaction.atomic
    def reserve(self, *, by) -> None:
        self.begin("reserve", by)
        self.change("reserve", by=by, state=State.RESERVE)

    @transaction.atomic
    def decline(self, *, by, reason: str = "") -> None:
        self.begin("decline", by)
        self.change("decline", by=by, note=reason, state=State.DECLINED)
        notify(self.organisation.people(), f"项目未立项：{self.title}", reason, about=self)

    @transaction.atomic
    def award(self, *, by) -> None:
        """Make it final once the 公示 has run its days; part of Award.confirm."""
        self.begin("award", by)
        self.change("award", by=by, state=State.AWARDED)
        notify(self.organisation.people(), f"项目正式立项：{self.title}", about=self)
