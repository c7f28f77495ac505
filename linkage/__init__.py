"""The site: settings, URLs and the Celery application."""

from linkage.celery import app as celery_app

__all__ = ["celery_app"]
