"""ASGI entry, for a server that wants one; the portal itself is run under WSGI (decision 0003)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bapas_portal.settings")
application = get_asgi_application()
