"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sporezo.config.settings")
application = get_wsgi_application()
gc.freeze()  # what was loaded stays: looking through it again and again would cost each request a share
