"""The project: settings, the worker's and the web server's way in, and the pages that look across stages."""

from peerchallenge.celery import app as celery_app

__all__ = ["celery_app"]
