"""The portal's settings under test: DJANGO_ENV is set before they are read."""

import os

os.environ["DJANGO_ENV"] = "test"
# Each test process sends to a queue of its own; a worker that a test starts inherits the name.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["CELERY_QUEUE"] = f"test-{os.environ['PYTEST_XDIST_TESTRUNUID']}-{os.environ['PYTEST_XDIST_WORKER']}"
else:
    os.environ.setdefault("CELERY_QUEUE", f"test-{os.getpid()}")

from bapas_portal import settings as portal

globals().update({name: value for name, value in vars(portal).items() if name.isupper()})
# Static files are looked up when asked for: no collected folder is needed, and its absence is no warning.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_AUTOREFRESH = True
# A password of a test guards nothing, and the real hash is slow by design.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# And a part of the cache of its own: two processes count the calls of their own user 4612.
CACHES = {"default": {**portal.CACHES["default"], "KEY_PREFIX": os.environ["CELERY_QUEUE"]}}
