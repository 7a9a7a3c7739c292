"""What a member takes along: one archive of all that is theirs, each app giving its own part."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from io import BytesIO

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from sporezo.asks import queries as asks
from sporezo.communities import queries as communities
from sporezo.diary import queries as diary
from sporezo.meets import queries as meets
from sporezo.members import queries as members
from sporezo.members.models import Member
from sporezo.network import queries as network
from sporezo.network.queries import exports
from sporezo.notices import queries as notices
from sporezo.places import queries as places
from sporezo.rounds import queries as rounds
from sporezo.safety import queries as safety
from sporezo.sports import queries as sports
from sporezo.weeks import queries as weeks

PARTS = (members, notices, safety, sports, places, diary, communities, meets, network, rounds, asks, weeks)
FOREVER = dt.timedelta(days=36_500)


def archive(member: Member, *, now: dt.datetime) -> bytes:
    """A ZIP: everything as JSON, one's people as a vCard file, one's sessions as a calendar, and what is what."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, text in _files(member, now):
            entry = zipfile.ZipInfo(name, date_time=now.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            bag.writestr(entry, text)
    return packed.getvalue()


def _files(member: Member, now: dt.datetime) -> list[tuple[str, str]]:
    parts = {part.__name__.split(".")[1]: part.record_of(member) for part in PARTS}
    everything = {"instance": settings.SPOREZO_URL, "taken_at": now, **parts}
    people = exports.everyone(member)
    told = _(
        "All that %(instance)s holds of you, as of today.\n\n"
        "sporezo.json: everything, for a program to read.\n"
        "contacts.json: your people with their exchanges and notes; Sporezo reads it back.\n"
        "contacts.vcf: your people; any address book reads it.\n"
        "sessions.ics: your sessions; any calendar reads it.\n"
    )
    return [
        (_("README.txt"), told % {"instance": settings.SPOREZO_NAME}),
        ("sporezo.json", json.dumps(everything, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)),
        ("contacts.json", "".join(exports.as_json(people))),
        ("contacts.vcf", "".join(exports.as_vcards(people))),
        ("sessions.ics", meets.feed_text(member, now, kept=FOREVER)),
    ]
