"""The portal. Importing it sets up Celery, so that a job sent from the web finds its broker."""

try:
    from bapas_portal.celery import app as celery_app
except ModuleNotFoundError as missing:
    # The supervisor imports bapas_portal.core.services before any dependency is installed.
    if missing.name != "celery":
        raise
    celery_app = None

__all__ = ("celery_app",)
