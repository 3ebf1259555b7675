"""The WSGI entry point: gunicorn --pythonpath site config.wsgi. The cache of public pages stands in front."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
_django = get_wsgi_application()

from home.page_cache import PageCache  # noqa: E402  (needs Django to be ready)

application = PageCache(_django)
