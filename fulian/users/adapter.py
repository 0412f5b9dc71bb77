"""How people sign in and register: by user name, e-mail or mobile number (django-allauth, django-axes)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal import flows  # noqa: F401 - before the stages, which alone import in a circle
from allauth.account.stages import EmailVerificationStage
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian.users.models import MOBILE, User

CONFIRM = "allauth.account.stages.EmailVerificationStage"
WRONG = "登录名或密码不正确。"


def account_typed(request, credentials=None) -> str:
    """Whose door is knocked at, for the lock after wrong passwords (AXES_USERNAME_CALLABLE).

    One person is one door, by whichever of the three names they are called; an unknown name is its own.
    """
    credentials = credentials or {}
    typed = credentials.get("username") or credentials.get("login") or request.POST.get("login", "")
    typed = typed.strip()[:150]
    mobile = Q(phone=typed) & ~Q(phone="")
    owner = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed) | mobile).first()
    return owner.username if owner and typed else typed.lower()


class ConfirmOwnRegistration(EmailVerificationStage):
    """People who registered themselves confirm their e-mail; those whom the federation entered need not."""

    def handle(self):
        user = self.login.user
        if user and not self.login.signup and (user.roles or not user.emailaddress_set.exists()):
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):
    """Mobile numbers as people here write them; the e-mail is what confirms a registration."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "username_taken": "该用户名已有人使用，请换一个。",
    }

    def get_login_stages(self) -> list[str]:
        own = f"{ConfirmOwnRegistration.__module__}.{ConfirmOwnRegistration.__name__}"
        return [own if stage == CONFIRM else stage for stage in super().get_login_stages()]

    def clean_username(self, username, shallow=False):
        """Refuse names that are somebody's number or address, so that a login means one person."""
        if MOBILE.regex.match(username) or "@" in username:
            raise ValidationError("用户名不能是手机号码或邮箱，请换一个。", "ambiguous")
        return super().clean_username(username, shallow=shallow)

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data["name"]
        return super().save_user(request, user, form, commit=commit)

    def phone_form_field(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "numeric"})
        return forms.CharField(max_length=11, validators=[MOBILE], widget=widget, **kwargs)

    def get_phone(self, user):
        return (user.phone, True) if user.phone else None

    def set_phone(self, user, phone, verified):
        user.phone = phone or ""
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user, phone):
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone):
        return User.objects.filter(phone=phone).first() if phone else None

    def send_verification_code_sms(self, user, phone, code, **kwargs):
        raise RuntimeError("no text-message gateway: ACCOUNT_PHONE_VERIFICATION_ENABLED is off")
