"""申报单位: a profile filled once, verified by the federation, reused everywhere."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from applications import uscc
from applications.permissions import is_member, is_office, verifies
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.inbox.models import notify
from fulian.lifecycle import Lifecycle, Step
from fulian.users.models import MOBILE, Role, User


class State(models.TextChoices):
    UNVERIFIED = "unverified", "未核验"
    PENDING = "pending", "待核验"
    VERIFIED = "verified", "已核验"
    SUSPENDED = "suspended", "已暂停"


class Grade(models.TextChoices):
    NONE = "", "未评估"
    A1 = "1A", "1A"
    A2 = "2A", "2A"
    A3 = "3A", "3A"
    A4 = "4A", "4A"
    A5 = "5A", "5A"


TAKEN = "该单位已在平台登记。请联系本单位已注册的同事；如有疑问，请与市妇联办公室联系。"
WARN_DAYS = 60  # before the certificate runs out
SLOTS = {
    "certificate": "登记证书",
    "women_org": "建立妇女组织证明",
    "account": "银行开户证明",
    "other": "其他材料",
}
CHECKED = {"name", "uscc", "legal_representative", "account_name", "bank_name", "account_number"}


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see their own; the federation's staff see all."""
        if user.is_federation_staff:
            return self
        return self.filter(pk__in=user.organisation_ids)

    def for_list(self):
        return self.order_by("name")

    def waiting_for(self, user):
        """Profiles to verify (for those who verify), own profiles to finish (for members)."""
        mine = models.Q(pk__in=user.organisation_ids, state=State.UNVERIFIED)
        if verifies(user, None):
            mine |= models.Q(state=State.PENDING)
        return self.filter(mine).for_list()

    @transaction.atomic
    def register(self, *, by, **fields) -> "Organisation":
        """Enter a new organisation; whoever enters it becomes its first member.

        Raises PermissionDenied for the federation's staff: they may not apply to themselves.
        """
        if by.is_federation_staff:
            raise PermissionDenied
        try:
            with transaction.atomic():
                organisation = self.create(**fields)
        except IntegrityError as taken:  # somebody else was a moment faster
            raise ValidationError(TAKEN, "taken") from taken
        Membership.objects.create(organisation=organisation, user=by)
        by.__dict__.pop("organisation_ids", None)
        record(organisation, "登记单位", by=by)
        return organisation


class Organisation(HasFiles, Lifecycle):
    STEPS = {
        "edit": Step("修改单位信息", is_member, {State.UNVERIFIED, State.VERIFIED}),
        "ask_verification": Step("提交核验", is_member, {State.UNVERIFIED}),
        "verify": Step("核验通过", verifies, {State.PENDING}),
        "return_": Step("退回补充", verifies, {State.PENDING}),
        "suspend": Step("暂停资格", is_office, {State.VERIFIED}),
        "restore": Step("恢复资格", is_office, {State.SUSPENDED}),
        "flag_member": Step("登记平台成员", verifies, {State.UNVERIFIED, State.PENDING, State.VERIFIED}),
    }
    NEXT = {State.UNVERIFIED: "单位完善信息并提交核验", State.PENDING: "市妇联核验"}

    name = models.CharField("单位全称", max_length=100, unique=True, help_text="与登记证书一致。")
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True, validators=[uscc.validate])
    registry = models.CharField("登记机关", max_length=60, blank=True)
    registered_on = models.DateField("登记日期", null=True, blank=True)
    certificate_valid_to = models.DateField("证书有效期至", null=True, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=30, blank=True)
    registered_address = models.CharField("住所", max_length=200, blank=True)
    office_address = models.CharField("办公地址", max_length=200, blank=True)
    county = models.CharField("所在区县", max_length=30, blank=True)
    supervising_body = models.CharField("业务主管单位", max_length=100, blank=True)
    party_branch = models.BooleanField("已建立党组织", default=False)
    women_org = models.BooleanField("已建立妇女组织", default=False)
    platform_member = models.BooleanField("幸福使者平台成员", default=False, editable=False)
    grade = models.CharField("社会组织评估等级", max_length=2, choices=Grade, blank=True)
    fulltime = models.PositiveSmallIntegerField("专职人数（人）", default=0)
    social_workers = models.PositiveSmallIntegerField("专职社工人数（人）", default=0)
    volunteers = models.PositiveIntegerField("志愿者人数（人）", default=0)
    bank_name = models.CharField("开户银行", max_length=100, blank=True)
    account_name = models.CharField("账户名称", max_length=100, blank=True)
    account_number = models.CharField("银行账号", max_length=40, blank=True)
    contact = models.CharField("联系人", max_length=30, blank=True)
    mobile = models.CharField("联系手机", max_length=11, blank=True, validators=[MOBILE])
    email = models.EmailField("联系邮箱", blank=True)
    intro = models.TextField("单位简介", max_length=500, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.UNVERIFIED, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "申报单位"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(social_workers__lte=models.F("fulltime")),
                name="social_workers_are_among_the_staff",
                violation_error_message="专职社工人数不能超过专职人数。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("applications:organisation_detail", args=[self.pk])

    @property
    def kind(self) -> str:
        return uscc.kind(self.uscc)

    @property
    def is_social(self) -> bool:
        """Registered as a social organisation; otherwise county federations and the like."""
        return uscc.is_social_organisation(self.uscc)

    def people(self):
        """The active members, to be told of things."""
        return User.objects.filter(memberships__organisation=self, memberships__active=True, is_active=True)

    def missing(self) -> list[str]:
        """What must be there before the federation can verify the profile, in the words of the form."""
        wanted = [
            "registry", "registered_on", "legal_representative", "registered_address", "county",
            "bank_name", "account_name", "account_number", "contact", "mobile",
        ]  # fmt: skip
        gaps = [str(self._meta.get_field(name).verbose_name) for name in wanted if not getattr(self, name)]
        if "certificate" not in self.slots():
            gaps.append("登记证书扫描件")
        return gaps

    def remarks(self) -> list[str]:
        """What to look at, though it forbids nothing: dates that run out, an account in another name."""
        found = []
        if self.certificate_valid_to and self.certificate_valid_to < clock.today() + timedelta(
            days=WARN_DAYS
        ):
            past = "已于" if self.certificate_valid_to < clock.today() else "将于"
            found.append(f"登记证书{past}{self.certificate_valid_to:%Y年%-m月%-d日}到期，请及时更换并上传。")
        if self.account_name and uscc.normalise(self.account_name) != uscc.normalise(self.name):
            found.append("账户名称与单位全称不一致，请核对；项目资金只拨付到本单位账户。")
        return found

    @transaction.atomic
    def edit(self, *, by, **fields) -> None:
        """Change the profile; a verified one whose checked fields change must be verified again."""
        self.begin("edit", by)
        checked = any(getattr(self, name) != value for name, value in fields.items() if name in CHECKED)
        if self.state == State.VERIFIED and checked:
            fields["state"] = State.UNVERIFIED
        self.change("edit", by=by, **fields)

    @transaction.atomic
    def attach(self, upload, *, by, slot: str = "certificate") -> None:
        """Keep a file; a new certificate of a verified organisation must be looked at again."""
        self.begin("edit", by)
        if slot not in SLOTS:
            raise ValidationError("请选择材料类别。", "slot")
        stored = self.files.model.objects.keep(upload, owner=self, slot=slot, by=by)
        again = slot == "certificate" and self.state == State.VERIFIED
        fields = {"state": State.UNVERIFIED} if again else {}
        self.change("edit", by=by, note=f"上传文件：{stored.name}", **fields)

    @transaction.atomic
    def ask_verification(self, *, by) -> None:
        self.begin("ask_verification", by)
        if gaps := self.missing():
            raise ValidationError(f"还不能提交核验，请先补齐：{'、'.join(gaps)}。", "incomplete")
        self.change("ask_verification", by=by, state=State.PENDING)
        keepers = User.objects.holding(Role.OFFICER).filter(department__verifies_organisations=True)
        notify([*keepers, *User.objects.holding(Role.OFFICE)], f"请核验申报单位：{self.name}", about=self)

    @transaction.atomic
    def verify(self, *, by) -> None:
        self.begin("verify", by)
        self.change("verify", by=by, state=State.VERIFIED)
        notify(self.people(), "单位信息已核验通过，可以申报项目", about=self)

    @transaction.atomic
    def return_(self, *, by, reason: str) -> None:
        self.begin("return_", by)
        self.change("return_", by=by, note=reason, state=State.UNVERIFIED)
        notify(self.people(), "单位信息需要补充", reason, about=self)

    @transaction.atomic
    def suspend(self, *, by, reason: str) -> None:
        self.begin("suspend", by)
        self.change("suspend", by=by, note=reason, state=State.SUSPENDED)
        notify(self.people(), "单位申报资格已暂停", reason, about=self)

    @transaction.atomic
    def restore(self, *, by) -> None:
        self.begin("restore", by)
        self.change("restore", by=by, state=State.VERIFIED)

    @transaction.atomic
    def flag_member(self, *, by, platform_member: bool) -> None:
        """幸福使者 membership is kept by the federation, not claimed by the organisation."""
        self.begin("flag_member", by)
        self.change("flag_member", by=by, platform_member=platform_member)


class Membership(models.Model):
    """Somebody acts for an organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    active = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = "单位成员"
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="member_once")]

    def __str__(self):
        return f"{self.user}（{self.organisation}）"
