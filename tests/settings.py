"""The portal's own settings, with what makes tests fast and harmless."""

import atexit
import os
import tempfile

os.environ.setdefault("SECRET_KEY", "for tests only")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("HTTPS", "0")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from fulian.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_media = tempfile.TemporaryDirectory(prefix="fulian-tests-")
atexit.register(_media.cleanup)
MEDIA_ROOT = _media.name
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - a browser that waits must not hold one
AXES_ENABLED = False
ACCOUNT_RATE_LIMITS = False
