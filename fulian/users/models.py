from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property

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


class UserQuerySet(models.QuerySet):
    def holding(self, *roles: str, department=None):
        """Active people who hold one of ``roles`` (in ``department``, when given)."""
        people = self.filter(is_active=True, grants__role__in=roles).distinct()
        return people if department is None else people.filter(department=department)


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    """Django's own manager for accounts, with our filters."""


class User(AbstractUser):
    """A person. Staff belong to a department and hold roles; everyone else acts for organisations."""

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

    @cached_property
    def roles(self) -> set[str]:
        """The role codes this person holds. Asked once per request."""
        return set(self.grants.values_list("role", flat=True))

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


class RoleGrant(models.Model):
    """One role held by one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")  # a grant is part of the user
    role = models.CharField("角色", max_length=20, choices=Role)

    class Meta:
        verbose_name = "角色"
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="each_role_once")]

    def __str__(self):
        return self.get_role_display()
