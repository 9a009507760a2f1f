"""The portal. Importing it sets up Celery, so that a job sent from the web finds its broker."""

from bapas_portal.celery import app as celery_app

__all__ = ("celery_app",)
