"""The portal's settings under test: DJANGO_ENV is set before they are read."""

import os

os.environ["DJANGO_ENV"] = "test"

from bapas_portal import settings as portal

globals().update({name: value for name, value in vars(portal).items() if name.isupper()})
# Static files are looked up when asked for: no collected folder is needed, and its absence is no warning.
WHITENOISE_AUTOREFRESH = True
