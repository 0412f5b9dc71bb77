"""One row of the catalogue: the ten columns, from draft to published."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.urls import reverse

from fulian import clock
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step, lock
from fulian.users.models import Role, User
from projects.models.clause import Clause, Requirement
from projects.models.indicator import Indicator
from projects.permissions import is_head_of, is_leader, is_officer_of


class State(models.TextChoices):
    DRAFT = "draft", "起草中"
    HANDED_IN = "handed_in", "待部室负责人审核"
    READY = "ready", "已审核"
    PUBLISHED = "published", "已发布"
    CANCELLED = "cancelled", "已取消"


class Track(models.TextChoices):
    SERVICE = "service", "购买服务（社会组织，签订协议、开具发票）"
    ASSIGNMENT = "assignment", "任务下达（区县妇联，签订任务书）"


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published entries are public; drafts are the federation's own."""
        if user.is_authenticated and user.is_federation_staff:
            return self
        return self.published()

    def published(self):
        return self.filter(state=State.PUBLISHED)

    def open(self):
        now = clock.now()
        return self.published().filter(catalogue__open_at__lte=now, catalogue__close_at__gte=now)

    def for_list(self):
        return self.select_related("department", "catalogue").order_by("-catalogue__year", "order")

    def for_page(self):
        return self.for_list().prefetch_related("clauses__requirements", "indicators")

    def matching(self, *, year=None, department=None, state: str = "", q: str = ""):
        """Those of a year, department and state whose number, name, goal or content holds ``q``."""
        wanted = {"catalogue__year": year, "department": department, "state": state}
        rows = self.filter(**{name: value for name, value in wanted.items() if value})
        words = ("number", "name", "goal", "content")
        for word in q.split():
            rows = rows.filter(
                models.Q.create([(f"{field}__icontains", word) for field in words], connector=models.Q.OR)
            )
        return rows

    def waiting_for(self, user):
        """What ``user`` has to do before publication: officers finish drafts, heads accept."""
        mine = models.Q(pk=None)
        if user.has(Role.OFFICER):
            mine |= models.Q(state=State.DRAFT, department=user.department_id)
        if user.has(Role.HEAD):
            mine |= models.Q(state=State.HANDED_IN, department=user.department_id)
        return self.filter(mine).for_list()


class Project(Lifecycle):
    STEPS = {
        "edit": Step("修改条目", is_officer_of, {State.DRAFT}),
        "confirm": Step("确认要求类型", is_officer_of, {State.DRAFT}),
        "hand_in": Step("提交审核", is_officer_of, {State.DRAFT}),
        "send_back": Step("退回修改", is_head_of, {State.HANDED_IN, State.READY}),
        "accept": Step("审核通过", is_head_of, {State.HANDED_IN}),
        "cancel": Step("取消条目", is_head_of, {State.DRAFT, State.HANDED_IN, State.READY}),
        "publish": Step("发布", is_leader, {State.READY}),
    }
    NEXT = {
        State.DRAFT: "牵头部室经办人完善条目并提交审核",
        State.HANDED_IN: "部室负责人审核",
        State.READY: "办公室将目录送审、分管领导发布",
    }

    catalogue = models.ForeignKey(
        "projects.Catalogue", models.PROTECT, related_name="projects", verbose_name="目录"
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    number = models.CharField("项目编号", max_length=20)
    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="projects", verbose_name="牵头部室"
    )
    name = models.CharField("项目名称", max_length=200)
    goal = models.TextField("项目目标", blank=True)
    content = models.TextField("项目内容", blank=True)
    beneficiaries = models.TextField("服务对象", blank=True)
    bidders = models.TextField("项目承接主体", blank=True)
    track = models.CharField("承接方式", max_length=12, choices=Track, default=Track.SERVICE)
    period = models.CharField("实施时间", max_length=100, blank=True)
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    amount = models.DecimalField(
        "项目金额（元）",
        max_digits=14,
        decimal_places=2,
        null=True,
        validators=[MinValueValidator(0)],
        help_text="按元填写，目录中以万元显示。",
    )
    requirements = models.TextField(
        "相关要求", blank=True, help_text="每条以“1.”“2.”编号；保存后自动逐条拆分并识别要求类型。"
    )
    requirements_confirmed = models.BooleanField("要求类型已确认", default=False)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "目录条目"
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="number_once_per_catalogue"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on"))
                | models.Q(starts_on=None)
                | models.Q(ends_on=None),
                name="project_ends_after_it_starts",
                violation_error_message="结束日期应晚于开始日期。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.pk])

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether applications are taken at ``at`` (now); the closing second itself is in time."""
        at = at or clock.now()
        year = self.catalogue
        return self.state == State.PUBLISHED and year.open_at <= at <= year.close_at

    def is_closed(self, at: datetime | None = None) -> bool:
        """Whether the window has passed: only then may staff read what came in."""
        at = at or clock.now()
        return self.state == State.PUBLISHED and at > self.catalogue.close_at

    def codes(self) -> set[str]:
        """The requirement codes of all clauses."""
        return {
            requirement.code for clause in self.clauses.all() for requirement in clause.requirements.all()
        }

    def missing(self) -> list[str]:
        """What must be filled in before the entry can be handed in, in the words of the form."""
        wanted = [
            "goal",
            "content",
            "beneficiaries",
            "bidders",
            "period",
            "starts_on",
            "ends_on",
            "amount",
            "requirements",
        ]
        gaps = [self._meta.get_field(name).verbose_name for name in wanted if not getattr(self, name)]
        if not self.indicators.exists():
            gaps.append("绩效指标（至少一项）")
        if not self.requirements_confirmed:
            gaps.append("要求类型的确认")
        return gaps

    @transaction.atomic
    def edit(self, *, by, clauses=None, indicators=None, **fields) -> None:
        """Change columns; ``clauses``/``indicators`` are drafts that replace the rows when given."""
        self.begin("edit", by)
        if clauses is not None:
            fields["requirements_confirmed"] = False
            self.write_clauses(clauses)
        if indicators is not None:
            self.write_indicators(indicators)
        self.change("edit", by=by, **fields)

    def write_clauses(self, clauses) -> None:
        """Replace the clauses by ``clauses`` (ordinal, text, requirements of code and parameters)."""
        self.clauses.all().delete()
        for draft in clauses:
            clause = Clause.objects.create(project=self, ordinal=draft.ordinal, text=draft.text)
            Requirement.objects.bulk_create(
                Requirement(clause=clause, code=found.code, parameters=found.parameters)
                for found in draft.requirements
            )

    def write_indicators(self, indicators) -> None:
        """Replace the indicators by mappings of Indicator's fields."""
        self.indicators.all().delete()
        Indicator.objects.bulk_create(
            Indicator(project=self, ordinal=n, **fields) for n, fields in enumerate(indicators, start=1)
        )

    @transaction.atomic
    def confirm(self, *, by, codes: dict[int, list[str]]) -> None:
        """The officer settles which requirement types each clause holds: clause key → codes."""
        self.begin("confirm", by)
        for clause in self.clauses.prefetch_related("requirements"):
            wanted = set(codes.get(clause.pk, []))
            clause.requirements.exclude(code__in=wanted).delete()
            have = {requirement.code for requirement in clause.requirements.all()} & wanted
            Requirement.objects.bulk_create(
                Requirement(clause=clause, code=code) for code in sorted(wanted - have)
            )
        self.change("confirm", by=by, requirements_confirmed=True)

    @transaction.atomic
    def hand_in(self, *, by) -> None:
        self.begin("hand_in", by)
        if gaps := self.missing():
            raise ValidationError(f"还不能提交，请先补齐：{'、'.join(gaps)}。", "incomplete")
        self.change("hand_in", by=by, state=State.HANDED_IN)
        heads = User.objects.holding(Role.HEAD, department=self.department_id)
        notify(heads, f"请审核目录条目：{self.name}", about=self)

    @transaction.atomic
    def accept(self, *, by) -> None:
        self.begin("accept", by)
        self.change("accept", by=by, state=State.READY)
        notify(User.objects.holding(Role.OFFICE), f"目录条目已审核通过：{self.name}", about=self.catalogue)

    @transaction.atomic
    def send_back(self, *, by, reason: str) -> None:
        self.begin("send_back", by)
        lock(self.catalogue)
        self.catalogue.refuse_unless_draft()
        self.change("send_back", by=by, note=reason, state=State.DRAFT)
        officers = User.objects.holding(Role.OFFICER, department=self.department_id)
        notify(officers, f"目录条目被退回修改：{self.name}", reason, about=self)

    @transaction.atomic
    def cancel(self, *, by, reason: str) -> None:
        self.begin("cancel", by)
        lock(self.catalogue)
        self.catalogue.refuse_unless_draft()
        self.change("cancel", by=by, note=reason, state=State.CANCELLED)

    @transaction.atomic
    def publish(self, *, by) -> None:
        """Part of publishing its catalogue; nothing else calls it."""
        self.begin("publish", by)
        self.change("publish", by=by, state=State.PUBLISHED)
