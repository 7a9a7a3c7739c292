"""The only clock: views, tasks and commands ask here, everything else is told."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

_started_at = timezone.now()


def now() -> dt.datetime:
    """The present, aware; `SPOREZO_NOW` (demo and tests only) starts it elsewhere and it moves on from there."""
    if settings.SPOREZO_NOW is None:
        return timezone.now()
    return settings.SPOREZO_NOW + (timezone.now() - _started_at)
