"""Whose attempts are counted: the visitor's own address, and only our proxy may say which."""

import json
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.cache.backends.filebased import FileBasedCache

from fulian.users.client import client_ip

NAMES = ["ALLAUTH_TRUSTED_PROXY_COUNT", "SECURE_PROXY_SSL_HEADER", "CACHES"]
SCRIPT = f"""
import json
from fulian import settings
print(json.dumps([getattr(settings, name) for name in {NAMES}]))
"""


def settings_with(**environment):
    """The portal's own settings as a server with this environment has them."""
    out = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=configured.BASE_DIR,
        env={"PATH": "/usr/bin:/bin", "SECRET_KEY": "x"} | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(zip(NAMES, json.loads(out), strict=True))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "6.6.6.6", "10.0.0.1"),  # anybody can write a header
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),  # what stands before our proxy's word is the visitor's own
        (1, "", "10.0.0.1"),
    ],
)
def test_only_our_proxy_may_say_who_is_there(rf, settings, proxies, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_ip(rf.get("/", REMOTE_ADDR="10.0.0.1", **headers)) == address


def test_the_lock_after_wrong_passwords_and_the_limits_go_by_the_same_address(settings):
    assert settings.AXES_CLIENT_IP_CALLABLE == "fulian.users.client.client_ip"


def test_headers_of_a_proxy_are_believed_only_where_there_is_one():
    alone, behind = settings_with(), settings_with(BEHIND_PROXY="1")
    assert (alone["ALLAUTH_TRUSTED_PROXY_COUNT"], alone["SECURE_PROXY_SSL_HEADER"]) == (0, None)
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert behind["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_attempts_are_counted_where_all_workers_see_them(tmp_path):
    cache = settings_with(CACHE_DIR=str(tmp_path))["CACHES"]["default"]
    assert cache["LOCATION"] == str(tmp_path)
    assert cache["BACKEND"].endswith(FileBasedCache.__name__)
    one, other = (FileBasedCache(cache["LOCATION"], {}) for _ in range(2))
    one.set("attempts", 4)
    assert other.get("attempts") == 4


def test_a_name_is_locked_for_that_address_after_five_wrong_passwords(client, li, settings):
    settings.AXES_ENABLED = True
    li.set_password("richtig-2026-lang")
    li.save()

    def sign_in(password, address):
        fields = {"login": "li", "password": password}
        return client.post("/accounts/login/", fields, REMOTE_ADDR=address).status_code

    for _ in range(5):
        locked = sign_in("falsch", "10.0.0.1")
    assert locked == 429
    assert sign_in("richtig-2026-lang", "10.0.0.1") == 429
    assert sign_in("richtig-2026-lang", "10.0.0.2") == 302
