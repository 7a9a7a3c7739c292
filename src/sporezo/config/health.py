"""Two questions an orchestrator asks: is the process alive, may it have traffic?"""

from __future__ import annotations

import datetime as dt

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from sporezo.jobs import clock
from sporezo.jobs.models import PeriodicRun

WORKER_SILENCE = dt.timedelta(minutes=5)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers: nothing else is asked of it."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 until the database answers and is migrated; a silent worker is told, but pages can do without."""
    try:
        if not is_migrated():
            return JsonResponse({"database": "not migrated"}, status=503)
        latest = PeriodicRun.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    except DatabaseError:
        return JsonResponse({"database": "out of reach"}, status=503)
    is_working = latest is not None and clock.now() - latest < WORKER_SILENCE
    return JsonResponse({"database": "ready", "worker": "working" if is_working else "silent"})


def is_migrated() -> bool:
    """Whether every migration has been applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
