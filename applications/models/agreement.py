"""协议书 / 任务书: drawn up from the application, signed on paper, kept as a scan."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from applications.permissions import acts_for, is_officer_of, signs_agreements
from fulian import clock
from fulian.files.models import HasFiles
from fulian.files.sniff import sniff
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step
from fulian.money import cents
from fulian.users.models import Role
from projects.models.project import Track
from projects.permissions import is_head_of, sees_everything


class State(models.TextChoices):
    DRAFTED = "drafted", "待签订"
    SIGNED = "signed", "已签订"
    RUNNING = "running", "实施中"
    CLOSING = "closing", "结项中"
    ACCEPTED = "accepted", "已验收"
    ARCHIVED = "archived", "已归档"


IN_FORCE = {State.SIGNED, State.RUNNING, State.CLOSING}


SCANS = {"application/pdf", "image/jpeg", "image/png"}


def _refuse_term(project, starts_on, ends_on) -> None:
    """An agreement's term lies within its entry's."""
    if not starts_on < ends_on:
        raise ValidationError("结束日期应晚于开始日期。", "term")
    first, last = project.starts_on or starts_on, project.ends_on or ends_on
    if starts_on < first or ends_on > last:
        raise ValidationError(
            f"协议期限应在目录规定的实施时间（{first:%Y年%-m月%-d日}至{last:%Y年%-m月%-d日}）之内。", "term"
        )


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The contractor's own; the lead department's; all for those who see everything and for finance."""
        own = models.Q(organisation__in=user.organisation_ids)
        if sees_everything(user) or user.has(Role.FINANCE):
            return self
        if user.has(Role.OFFICER, Role.HEAD):
            return self.filter(own | models.Q(project__department=user.department_id))
        return self.filter(own)

    def for_list(self):
        return self.select_related("project__department", "project__catalogue", "organisation").order_by(
            "-pk"
        )

    def signed(self):
        """Signed at some time, whatever became of them since."""
        return self.exclude(state=State.DRAFTED)

    def waiting_for(self, user):
        """Agreements to sign and to start, for the officers of the department."""
        if not user.has(Role.OFFICER):
            return self.none()
        return self.filter(
            state__in=[State.DRAFTED, State.SIGNED], project__department=user.department_id
        ).for_list()

    def draw_up(self, award, *, by) -> "Agreement":
        """Make the draft for ``award``; parties, term and account come from the application.

        Numbers run through the year over all its catalogues; the caller holds their locks.
        """
        application, project = award.application, award.application.project
        organisation = application.organisation
        count = self.filter(project__catalogue__year=project.catalogue.year).count() + 1
        agreement = self.create(
            application=application,
            project=project,
            organisation=organisation,
            number=f"自妇项〔{project.catalogue.year}〕{count}号",
            track=project.track,
            amount=award.amount,
            starts_on=application.starts_on,
            ends_on=application.ends_on,
            bank_name=organisation.bank_name,
            account_name=organisation.account_name,
            account_number=organisation.account_number,
            contractor_representative=organisation.legal_representative,
        )
        record(agreement, "生成协议", by=by)
        notify(organisation.people(), f"请签订{agreement.kind_label}：{project.name}", about=agreement)
        return agreement


class Agreement(HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("修改协议", is_officer_of, {State.DRAFTED}),
        "sign": Step("登记签订", signs_agreements, {State.DRAFTED}),
        "start": Step("项目启动", is_officer_of, {State.SIGNED}),
        "close": Step("提交结项", acts_for, {State.RUNNING}),
        "reopen": Step("退回结项", is_officer_of, {State.CLOSING}),
        "accept": Step(
            "验收通过", lambda user, agreement: is_head_of(user, agreement.project), {State.CLOSING}
        ),
        "archive": Step("归档", signs_agreements, {State.ACCEPTED}),
    }
    NEXT = {
        State.DRAFTED: "双方签字盖章，牵头部室上传签章扫描件",
        State.SIGNED: "牵头部室确认项目启动",
        State.RUNNING: "承接单位开展活动、按期报送；牵头部室督导",
        State.CLOSING: "牵头部室组织验收",
        State.ACCEPTED: "办公室归档",
    }
    # What must happen in the same transaction when an agreement is signed. Apps further along the line
    # (supervision: duties, instalments) add themselves in their AppConfig: nothing here may import them.
    on_signing: list[Callable] = []

    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="agreement")
    project = models.OneToOneField(
        "projects.Project", models.PROTECT, related_name="agreement", verbose_name="项目"
    )
    organisation = models.ForeignKey(
        "applications.Organisation", models.PROTECT, related_name="agreements", verbose_name="承接单位"
    )
    number = models.CharField("协议编号", max_length=40, unique=True)
    track = models.CharField("承接方式", max_length=12, choices=Track)
    amount = models.DecimalField("协议金额（元）", max_digits=14, decimal_places=2)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    contractor_representative = models.CharField("乙方法定代表人", max_length=30, blank=True)
    bank_name = models.CharField("乙方开户银行", max_length=100, blank=True)
    account_name = models.CharField("乙方账户名称", max_length=100, blank=True)
    account_number = models.CharField("乙方银行账号", max_length=40, blank=True)
    extra_terms = models.TextField("补充约定", blank=True)
    signed_on = models.DateField("签订日期", null=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFTED, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "协议书"

    def __str__(self):
        return f"{self.project.name}（{self.number}）"

    def get_absolute_url(self):
        return reverse("applications:agreement_detail", args=[self.pk])

    @property
    def kind_label(self) -> str:
        return "任务书" if self.track == Track.ASSIGNMENT else "协议书"

    @property
    def in_force(self) -> bool:
        return self.state in IN_FORCE

    def instalments_planned(self) -> list[tuple[str, object, object]]:
        """(when, share in %, 元) of each instalment; the last takes the rest, so they add up to the 分."""
        from_policy = self.project.catalogue.shares
        names = ["协议签订后", "中期检查合格后", "验收合格后"]
        sums = [cents(self.amount * share / 100) for share in from_policy[:-1]]
        sums.append(self.amount - sum(sums))
        return list(zip(names, from_policy, sums, strict=True))

    @transaction.atomic
    def edit(self, *, by, **fields) -> None:
        """Change what the paper says. Raises ValidationError when the term leaves that of the entry."""
        self.begin("edit", by)
        starts_on, ends_on = (fields.get(name, getattr(self, name)) for name in ("starts_on", "ends_on"))
        _refuse_term(self.project, starts_on, ends_on)
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def sign(self, *, by, scan, signed_on) -> None:
        """Keep the signed scan (PDF or picture); duties and instalments come into being with it."""
        self.begin("sign", by)
        if sniff(scan) not in SCANS:
            raise ValidationError("签章扫描件应为PDF或图片（JPG、PNG）。", "scan")
        if signed_on > clock.today():
            raise ValidationError("签订日期不能晚于今天。", "future")
        self.files.model.objects.keep(scan, owner=self, slot="signed", by=by, title="签章扫描件")
        self.change("sign", by=by, state=State.SIGNED, signed_on=signed_on)
        for follow in self.on_signing:
            follow(self, by=by)
        notify(self.organisation.people(), f"{self.kind_label}已签订：{self.project.name}", about=self)

    @transaction.atomic
    def start(self, *, by) -> None:
        self.begin("start", by)
        self.change("start", by=by, state=State.RUNNING)
        notify(self.organisation.people(), f"项目已启动：{self.project.name}", about=self)

    @transaction.atomic
    def close(self, *, by) -> None:
        """Part of handing in the close-out package."""
        self.begin("close", by)
        self.change("close", by=by, state=State.CLOSING)

    @transaction.atomic
    def reopen(self, *, by) -> None:
        """Part of returning the close-out package."""
        self.begin("reopen", by)
        self.change("reopen", by=by, state=State.RUNNING)

    @transaction.atomic
    def accept(self, *, by) -> None:
        """Part of accepting the close-out package."""
        self.begin("accept", by)
        self.change("accept", by=by, state=State.ACCEPTED)

    @transaction.atomic
    def archive(self, *, by) -> None:
        """Part of building the archive."""
        self.begin("archive", by)
        self.change("archive", by=by, state=State.ARCHIVED)
