"""The settings of the tests: those of the site, in an environment of their own, with nothing of `var/`.

DATABASE_URL is kept, so that the suite runs on PostgreSQL too; all else that the shell may hold is dropped.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="dialogue-tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

for _name in (
    "ALLOWED_HOSTS", "BASE_URL", "CACHE_URL", "DEFAULT_FROM_EMAIL", "DEMO", "EMAIL_URL", "LOG_LEVEL", "PORT",
    "REPLIES_URL", "REQUIRE_STAFF_MFA", "STORAGE_URL",
):  # fmt: skip
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "only-for-tests-" + "q8Zr2Lw5Xn0Vb7Ck3Hs9Td1Jf6Gm4Py" * 2
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_scratch / 'unused.sqlite3'}")
# Playwright keeps an event loop running in the main thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from dialogue.settings import *  # noqa: E402, F403 - the environment comes first
from dialogue.settings import DATABASES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads and write-ahead logging behave as they do in production.
    DATABASES["default"].setdefault("TEST", {})["NAME"] = str(_scratch / "test.sqlite3")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = _scratch / "media"
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "agenda.files.storage.PrivateFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
