"""How people sign in and register: by user name, e-mail or mobile number (django-allauth)."""

from allauth.account.adapter import DefaultAccountAdapter
from django import forms

from fulian.users.models import MOBILE, User


class AccountAdapter(DefaultAccountAdapter):
    """Mobile numbers as people here write them; the e-mail is what confirms a registration."""

    def phone_form_field(self, **kwargs):
        return forms.CharField(max_length=11, validators=[MOBILE], **kwargs)

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
