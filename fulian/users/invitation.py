"""The mail with which an administrator's new account reaches its person."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string


def password_link(request, user) -> str:
    """The address under which ``user`` chooses a password, once and for PASSWORD_RESET_TIMEOUT seconds."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return get_adapter(request).get_reset_password_from_key_url(key)


def send_invitation(request, user) -> None:
    """Mail the link to ``user`` after the transaction. A failing mail server is logged, no more."""
    body = render_to_string(
        "users/invitation.txt",
        {
            "user": user,
            "by": request.user,
            "link": password_link(request, user),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
            "portal_name": settings.PORTAL_NAME,
        },
    )
    subject = f"【{settings.PORTAL_NAME}】已为您开通账户"
    transaction.on_commit(lambda: send_mail(subject, body, None, [user.email]), robust=True)
