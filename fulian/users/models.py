from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.functional import cached_property

from fulian.history.models import record
from fulian.lifecycle import Lifecycle, Step

MOBILE = RegexValidator(r"^1[3-9]\d{9}$", "请填写11位手机号码，例如 13800138000。")


class Role(models.TextChoices):
    """What a member of staff may be asked to do. Roles combine on one person."""

    OFFICER = "officer", "经办人"
    HEAD = "head", "部室负责人"
    OFFICE = "office", "办公室"
    FINANCE = "finance", "财务"
    LEADER = "leader", "分管领导"
    OBSERVER = "observer", "纪检监督"
    EXPERT = "expert", "评审专家"
    EVALUATOR = "evaluator", "第三方/审计"
    ADMINISTRATOR = "administrator", "管理员"


class State(models.TextChoices):
    """Whether somebody may sign in. Kept as Django's ``is_active``."""

    ACTIVE = "active", "在用"
    INACTIVE = "inactive", "已停用"


def administers(user, account) -> bool:
    return user.has(Role.ADMINISTRATOR)


def administers_another(user, account) -> bool:
    """Nobody shuts the door on themselves."""
    return user.has(Role.ADMINISTRATOR) and user.pk != account.pk


def names_of(roles) -> str:
    """Role codes as the history shows them, in the order of the list of roles."""
    return "、".join(label for code, label in Role.choices if code in roles)


class UserQuerySet(models.QuerySet):
    def holding(self, *roles: str, department=None):
        """Active people who hold one of ``roles`` (in ``department``, when given)."""
        people = self.filter(is_active=True, grants__role__in=roles).distinct()
        return people if department is None else people.filter(department=department)

    def for_list(self):
        """People by department and name, those of organisations last, with what their line shows."""
        order = models.F("department__order").asc(nulls_last=True)
        people = self.select_related("department").prefetch_related("grants", "memberships__organisation")
        return people.order_by(order, "name", "pk")

    @transaction.atomic
    def open_account(self, *, by, roles, **fields) -> "User":
        """Enter a person who will choose a password through the link in the invitation.

        Raises PermissionDenied unless ``by`` is an administrator.
        """
        if not by.has(Role.ADMINISTRATOR):
            raise PermissionDenied
        user = self.model(**fields)
        user.set_unusable_password()
        user.save()
        user.keep_address()
        changes = {"grants": ["", names_of(roles)], "username": ["", user.username]}
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
        record(user, "新建账户", by=by, changes=changes)
        return user


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    """Django's own manager for accounts, with our filters."""


class User(Lifecycle, AbstractUser):
    """A person. Staff belong to a department and hold roles; everyone else acts for organisations."""

    STEPS = {
        "edit": Step("修改账户", administers, {State.ACTIVE, State.INACTIVE}),
        "invite": Step("重新发送邀请", administers, {State.ACTIVE}),
        "deactivate": Step("停用账户", administers_another, {State.ACTIVE}),
        "activate": Step("启用账户", administers, {State.INACTIVE}),
    }

    first_name = last_name = None
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("手机号码", max_length=11, blank=True, validators=[MOBILE])
    department = models.ForeignKey(
        "departments.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name="部室",
    )

    objects = PeopleManager()

    class Meta:
        verbose_name = "用户"
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=~models.Q(phone=""), name="one_user_per_phone"
            )
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def state(self) -> str:
        return State.ACTIVE if self.is_active else State.INACTIVE

    def get_state_display(self) -> str:
        return State(self.state).label

    @cached_property
    def roles(self) -> set[str]:
        """The role codes this person holds. Asked once per request, or with the list that prefetched them."""
        return {grant.role for grant in self.grants.all()}

    @cached_property
    def organisation_ids(self) -> set[int]:
        """Whom this person acts for now. Asked once per request, however many records are checked."""
        return set(self.memberships.filter(active=True).values_list("organisation_id", flat=True))

    @property
    def role_labels(self) -> list[str]:
        return [label for code, label in Role.choices if code in self.roles]

    @property
    def is_federation_staff(self) -> bool:
        """Works for the federation itself: not an expert, evaluator or organisation member only."""
        return bool(self.roles - {Role.EXPERT, Role.EVALUATOR})

    def has(self, *roles: str) -> bool:
        """Whether this person holds at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    @transaction.atomic
    def revise(self, *, by, roles, **fields) -> None:
        """Change the account; ``roles`` (codes) replace those held. The e-mail counts as confirmed.

        Raises ValidationError when an administrator would give up the role that lets them do this.
        """
        self.begin("edit", by)
        roles, held = set(roles), set(self.grants.values_list("role", flat=True))
        if Role.ADMINISTRATOR in held - roles:
            if by.pk == self.pk:
                raise ValidationError("不能取消自己的管理员角色，请由另一位管理员操作。", "own_role")
            self.refuse_last_administrator()
        self.grants.exclude(role__in=roles).delete()
        RoleGrant.objects.bulk_create(RoleGrant(user=self, role=role) for role in roles - held)
        self.__dict__.pop("roles", None)
        noted = {"grants": [names_of(held), names_of(roles)]} if roles != held else {}
        self.change("edit", by=by, noted=noted, **fields)
        self.keep_address()

    @transaction.atomic
    def deactivate(self, *, by) -> None:
        """Lock the person out, at once and until activated again; what they did stays."""
        self.begin("deactivate", by)
        if self.grants.filter(role=Role.ADMINISTRATOR).exists():
            self.refuse_last_administrator()
        self.change("deactivate", by=by, is_active=False)

    @transaction.atomic
    def activate(self, *, by) -> None:
        self.begin("activate", by)
        self.change("activate", by=by, is_active=True)

    @transaction.atomic
    def invite(self, *, by) -> None:
        """Note that the link for choosing a password goes out again; users/invitation.py sends it."""
        self.begin("invite", by)
        if not self.email:
            raise ValidationError("该账户没有邮箱，请先填写邮箱。", "no_email")
        self.change("invite", by=by)

    def refuse_last_administrator(self) -> None:
        """Raise ValidationError when no other active administrator would remain (who act at once, queue)."""
        grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR)
        others = [grant.user_id for grant in grants if grant.user_id != self.pk]
        if not User.objects.filter(pk__in=others, is_active=True).exists():
            raise ValidationError("至少要保留一位在用的管理员。", "last_administrator")

    def keep_address(self) -> None:
        """Let the sign-in pages know the e-mail as this person's own and confirmed."""
        self.emailaddress_set.exclude(email=self.email).delete()
        if self.email:
            self.emailaddress_set.update_or_create(
                email=self.email, defaults={"verified": True, "primary": True}
            )


class RoleGrant(models.Model):
    """One role held by one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")  # a grant is part of the user
    role = models.CharField("角色", max_length=20, choices=Role)

    class Meta:
        verbose_name = "角色"
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="each_role_once")]

    def __str__(self):
        return self.get_role_display()
