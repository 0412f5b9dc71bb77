from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q

from fulian.departments.models import Department
from fulian.forms import PortalForm, style
from fulian.users.models import Role, State, User

USERNAME = RegexValidator(
    r"^[^\W\d_][\w.-]{1,29}$",
    "请填写2至30个字符：以字母或汉字开头，可含字母、汉字、数字、点、下划线和短横线。",
)
NEEDS_DEPARTMENT = {Role.OFFICER, Role.HEAD}
MEMBERS = "member"


class UserForm(PortalForm, forms.ModelForm):
    """An account with its roles."""

    roles = forms.MultipleChoiceField(
        label="角色",
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可多选。申报单位的成员不需要角色。",
    )

    class Meta:
        model = User
        fields = ["username", "name", "email", "phone", "department"]
        help_texts = {
            "username": "登录用，以字母或汉字开头；邮箱和手机号码也可以登录。",
            "email": "设置密码的邮件和各类提醒都发到这里。",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].label = "邮箱"
        self.fields["username"].max_length = 30
        self.fields["username"].validators = []
        self.fields["department"].empty_label = "（不属于部室）"
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.roles)

    def others(self):
        return User.objects.exclude(pk=self.instance.pk)

    def clean_username(self) -> str:
        """The same name in other letters is the same name: sign-in does not tell them apart."""
        username = self.cleaned_data["username"]
        if "username" in self.changed_data:  # those who registered themselves may have others
            USERNAME(username)
        if self.others().filter(username__iexact=username).exists():
            raise forms.ValidationError("这个用户名已被使用。", "taken")
        return username

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if self.others().filter(Q(email__iexact=email) | Q(emailaddress__email__iexact=email)).exists():
            raise forms.ValidationError("这个邮箱已用于另一个账户。", "taken")
        return email

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and self.others().filter(phone=phone).exists():
            raise forms.ValidationError("这个手机号码已用于另一个账户。", "taken")
        return phone

    def clean(self):
        cleaned = super().clean()
        if NEEDS_DEPARTMENT & set(cleaned.get("roles", [])) and not cleaned.get("department"):
            self.add_error("department", "经办人和部室负责人须选择所在部室。")
        return cleaned


class UserFilter(PortalForm, forms.Form):
    """What the list of people is narrowed by. All optional."""

    q = forms.CharField(label="姓名、用户名、手机或邮箱", required=False, max_length=50)
    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[("", "全部"), *Role.choices, (MEMBERS, "无角色（申报单位成员等）")],
    )
    department = forms.ModelChoiceField(
        label="部室", required=False, queryset=Department.objects.all(), empty_label="全部"
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        style(self.fields)

    def narrow(self, people):
        """``people`` (a queryset) as far as the form asks; a senseless question is left out."""
        asked = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        if q := asked.get("q"):
            people = people.filter(
                Q(name__icontains=q)
                | Q(username__icontains=q)
                | Q(phone__startswith=q)
                | Q(email__icontains=q)
            )
        if role := asked.get("role"):
            people = (
                people.filter(grants=None)
                if role == MEMBERS
                else people.filter(pk__in=User.objects.filter(grants__role=role))
            )
        if department := asked.get("department"):
            people = people.filter(department=department)
        if state := asked.get("state"):
            people = people.filter(is_active=state == State.ACTIVE)
        return people
