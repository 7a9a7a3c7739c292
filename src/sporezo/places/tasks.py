"""Files of places are imported in the background; a sweep takes up what a dead worker left."""

from __future__ import annotations

import datetime as dt

from sporezo.jobs import clock, periodic
from sporezo.places import domain
from sporezo.places.queries import files_waiting


def import_file(pk: int) -> None:
    domain.import_file(pk, now=clock.now())


@periodic(every=dt.timedelta(minutes=5))
def sweep() -> None:
    for pk in files_waiting():
        domain.import_file(pk, now=clock.now())
