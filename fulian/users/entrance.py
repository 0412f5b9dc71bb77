"""The forms through which people come in: sign in, register."""

import re

from allauth.account import forms as allauth
from django import forms

from fulian.users.models import MOBILE, User

GAPS = re.compile(r"[\s-]")  # 138-0013-8000 and 138 0013 8000 are the same number


class LoginForm(allauth.LoginForm):
    """User name, e-mail or mobile number in one field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        field = self.fields["login"]
        field.label = "用户名、邮箱或手机号码"
        field.widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        typed = super().clean_login()
        number = GAPS.sub("", typed)
        return number if MOBILE.regex.match(number) else typed


class SignupForm(allauth.SignupForm):
    """What somebody gives to register; the organisation comes afterwards."""

    name = forms.CharField(
        label="姓名", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "username", "email", "phone", "password1", "password2"]

    LABELS = {
        "username": ("用户名", "用于登录，可用汉字、字母、数字和 . + - _，不能是手机号码或邮箱。"),
        "email": ("邮箱", "系统会向该邮箱发送确认邮件，确认后才能登录。"),
        "phone": ("手机号码（选填）", "填写后也可以用手机号码登录。"),
        "password1": ("密码", "至少10个字符，不能全是数字，不能太常见，也不能与用户名、邮箱相似。"),
        "password2": ("再次输入密码", None),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, (label, help_text) in self.LABELS.items():
            field = self.fields[name]
            field.label = label
            field.help_text = help_text or field.help_text
            field.widget.attrs.pop("placeholder", None)

    def clean(self):
        """A taken number is said at once: there is no text message by which its owner would learn of it."""
        cleaned = super().clean()
        phone = cleaned.get("phone")
        if phone and User.objects.filter(phone=phone).exists():
            self.add_error("phone", "该手机号码已经注册过，请直接登录或找回密码。")
        return cleaned


class ChangePhoneForm(allauth.ChangePhoneForm):
    """Without text messages nobody can prove a new number: the administrator enters it."""

    def clean_phone(self):
        raise forms.ValidationError("平台未开通短信验证，修改手机号码请联系市妇联管理员。", "no_gateway")
