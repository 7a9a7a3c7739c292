"""What granian serves."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from sporezo.config.gate import Application, Gate
from sporezo.config.timing import Timed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sporezo.config.settings")
application: Application = Gate(get_wsgi_application())
if settings.ENV.server_timing:
    application = Timed(application)
get_resolver().url_patterns  # noqa: B018 (every page is imported now, not by whoever asks first)
# What is loaded stays: looking through it again and again would cost each request a share.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
