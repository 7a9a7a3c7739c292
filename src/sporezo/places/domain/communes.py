"""The table of communes that Sporezo ships, brought into the database once a version."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Collection
from importlib import resources

from django.db import transaction

from sporezo.formats.names import fold
from sporezo.places.models import Commune, Gazetteer, Postcode

ROWS_A_TRANSACTION = 2000  # some 150 ms: nobody waits behind an upgrade
BATCH = 500
_UPDATED = [
    "name",
    "folded",
    "department",
    "population",
    "postcodes",
    "latitude",
    "longitude",
    "located_by",
    "doubt_km",
]


def load_communes(*, departments: Collection[str] | None = None) -> int:
    """Bring the communes in line with the shipped table; safe to repeat, and nothing when it is loaded already.

    A commune that a merger took away stays, for the areas that name it. `departments` loads those alone, which never
    counts as the whole. Returns how many communes the table has.
    """
    packed = resources.files("sporezo.places").joinpath("data", "communes.csv.gz").read_bytes()
    version = hashlib.sha256(packed).hexdigest()
    latest = Gazetteer.objects.last()
    if departments is None and latest and latest.version == version and Commune.objects.count() >= latest.communes:
        return latest.communes
    table = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    rows = [row for row in table if departments is None or row["department"] in departments]
    for start in range(0, len(rows), ROWS_A_TRANSACTION):
        _write(rows[start : start + ROWS_A_TRANSACTION])
    if departments is None:
        with transaction.atomic():
            Gazetteer.objects.all().delete()
            Gazetteer.objects.create(version=version, communes=len(rows))
    return len(rows)


@transaction.atomic
def _write(rows: list[dict[str, str]]) -> None:
    Commune.objects.bulk_create(
        [
            Commune(
                code=row["code"],
                name=row["name"],
                folded=fold(row["name"]),
                department=row["department"],
                postcodes=row["postcodes"].split(),
                population=int(row["population"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                located_by=row["located_by"],
                doubt_km=float(row["doubt_km"]),
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_UPDATED,
    )
    told = {(row["code"], postcode) for row in rows for postcode in row["postcodes"].split()}
    kept = set()
    gone = []
    stored = Postcode.objects.filter(commune__in=[row["code"] for row in rows])
    for key, code, postcode in stored.values_list("pk", "commune_id", "postcode"):
        if (code, postcode) in told:
            kept.add((code, postcode))
        else:
            gone.append(key)
    Postcode.objects.filter(pk__in=gone).delete()
    Postcode.objects.bulk_create(
        [Postcode(commune_id=code, postcode=postcode) for code, postcode in sorted(told - kept)], batch_size=BATCH
    )
