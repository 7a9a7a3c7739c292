"""A file on its way in: kept in the data folder until it has been looked at and brought in, and not a minute longer."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from sporezo.formats.reasons import Reason, Unreadable
from sporezo.formats.texts import one_line
from sporezo.jobs import enqueue
from sporezo.members.models import Member
from sporezo.network.domain.imports import Beat, bring, look
from sporezo.network.domain.undo import undo
from sporezo.network.models import Batch, UploadLink
from sporezo.notices.domain import post
from sporezo.notices.enums import Topic
from sporezo.ui.refused import Refused

FORGOTTEN_AFTER = dt.timedelta(days=1)
"""A file looked at and not brought in is deleted then."""

DEAD_AFTER = dt.timedelta(minutes=5)
"""A job that gave no sign of life for so long is taken up again."""

MOST_WAITING = 5
LINK_HOURS = 48
REMINDER_HOURS = 48
SALT = "sporezo.network.upload"


def open_batch(owner: Member, file_name: str, *, now: dt.datetime) -> Batch:
    """A batch for a file that somebody holds open; nothing is stored."""
    return Batch.objects.create(owner=owner, file_name=one_line(file_name, limit=200), uploaded_at=now, asked_at=now)


def receive(owner: Member, pieces: Iterable[bytes], *, file_name: str, now: dt.datetime) -> Batch:
    """Store an upload and have it looked at; nothing of it is in the network yet."""
    if Batch.objects.filter(owner=owner, asked_at=None, finished_at=None).exclude(stored_as="").count() >= MOST_WAITING:
        raise Refused(
            _("Several files are waiting for your word already."), _("Bring them in, or let them go, then come back.")
        )
    stored_as = secrets.token_hex(16)
    path = _folder() / stored_as
    with path.open("xb") as written:
        path.chmod(0o600)
        for piece in pieces:
            written.write(piece)
    with transaction.atomic():
        batch = Batch.objects.create(
            owner=owner, file_name=one_line(file_name, limit=200), stored_as=stored_as, uploaded_at=now
        )
        enqueue("sporezo.network.tasks.look_at", batch.pk)
    return batch


def look_at(batch: Batch, *, now: dt.datetime, beat: Beat | None = None) -> None:
    """Count what a stored file holds, for its owner to decide."""
    if batch.read_at is not None or batch.finished_at is not None:
        return
    Batch.objects.filter(pk=batch.pk).update(beat_at=now)
    try:
        with _opened(batch) as stream:
            batch.preview = look(batch, stream, now=now, beat=beat).as_json()
    except Unreadable as error:
        fail(batch, error, now=now)
        return
    batch.read_at, batch.progress = now, 0
    batch.source = "+".join(batch.preview["formats"])[:40]
    batch.save(update_fields=["preview", "read_at", "progress", "source"])


def ask(batch: Batch, *, now: dt.datetime) -> None:
    """Its owner says yes: a worker brings it in. Said twice, it is asked once."""
    with transaction.atomic():
        is_ours = Batch.objects.filter(pk=batch.pk, asked_at=None, finished_at=None).exclude(read_at=None)
        if is_ours.update(asked_at=now, beat_at=now, progress=0):
            enqueue("sporezo.network.tasks.bring_in", batch.pk)


def bring_in(batch: Batch, *, now: dt.datetime, beat: Beat | None = None) -> None:
    """Bring a stored file in, or go on where a dead job stopped; then the file is gone."""
    if batch.asked_at is None or batch.finished_at is not None:
        return
    try:
        with _opened(batch) as stream:
            bring(batch, stream, now=now, beat=beat)
    except Unreadable as error:
        fail(batch, error, now=now)
    _forget_file(batch)


def ask_undo(batch: Batch, *, now: dt.datetime) -> None:
    """Its owner takes it back: a worker undoes it."""
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, undo_asked_at=None).exclude(finished_at=None)
        if mine.update(undo_asked_at=now, beat_at=now, progress=0):
            enqueue("sporezo.network.tasks.take_back", batch.pk)


def let_go(batch: Batch) -> None:
    """A file that was only looked at: it leaves with all that is known of it."""
    if batch.asked_at is None:
        _forget_file(batch)
        batch.delete()


def fail(batch: Batch, error: Unreadable, *, now: dt.datetime) -> None:
    """It could not be read (to its end): its owner is told why, what came in before can be undone."""
    batch.problem = {"reason": str(error.reason), "params": dict(error.params)}
    batch.finished_at = now
    batch.save(update_fields=["problem", "finished_at"])
    _forget_file(batch)


def sweep_uploads(*, now: dt.datetime, beat: Beat | None = None) -> None:
    """Take up jobs whose worker died; forget files nobody said yes to."""
    silent = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    stored = Batch.objects.filter(silent, finished_at=None).exclude(stored_as="")
    for batch in stored.filter(asked_at=None, read_at=None, uploaded_at__lt=now - DEAD_AFTER):
        look_at(batch, now=now, beat=beat)
    for batch in stored.exclude(asked_at=None):
        bring_in(batch, now=now, beat=beat)
    for batch in Batch.objects.filter(silent, undone_at=None).exclude(undo_asked_at=None):
        undo(batch, now=now, beat=beat)
    for batch in Batch.objects.filter(asked_at=None, uploaded_at__lt=now - FORGOTTEN_AFTER).exclude(stored_as=""):
        let_go(batch)
    known = set(Batch.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for path in _folder().iterdir():
        if path.name not in known and path.stat().st_mtime < (now - FORGOTTEN_AFTER).timestamp():
            path.unlink(missing_ok=True)


def remind_of_archive(owner: Member, *, now: dt.datetime) -> dt.datetime:
    """LinkedIn takes a day or two to write an archive: a word when it should be there, once for each day of asking."""
    due_at = now + dt.timedelta(hours=REMINDER_HOURS)
    post(
        to=owner,
        kind="network/linkedin_archive",
        topic=Topic.NETWORK,
        context={"asked_at": now},
        link=reverse("imports"),
        dedupe_key=f"network/linkedin_archive:{owner.pk}:{now.date().isoformat()}",
        now=now,
        due_at=due_at,
    )
    return due_at


@transaction.atomic
def send_upload_link(owner: Member, *, now: dt.datetime) -> UploadLink:
    """Mail its owner a link that takes one file, once, from any device; a new link ends the former ones."""
    UploadLink.objects.filter(owner=owner, used_at=None).update(used_at=now)
    link = UploadLink.objects.create(owner=owner, asked_at=now)
    post(
        to=owner,
        kind="network/upload_link",
        topic=Topic.ACCOUNT,
        context={"hours": LINK_HOURS},
        link=reverse("bring_file", args=[signing.dumps(link.pk, salt=SALT)]),
        dedupe_key=f"network/upload_link:{link.pk}",
        now=now,
    )
    return link


def upload_link(token: str, *, now: dt.datetime) -> UploadLink | None:
    """The link a token names, while it can be used."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    fresh = UploadLink.objects.filter(pk=pk, used_at=None, asked_at__gt=now - dt.timedelta(hours=LINK_HOURS))
    return fresh.filter(owner__is_active=True).select_related("owner").first()


def receive_by_link(link: UploadLink, pieces: Iterable[bytes], *, file_name: str, now: dt.datetime) -> Batch:
    """The file of a mailed link, which is used from now on."""
    if not UploadLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise Refused(_("This link has served already."), _("Ask for another on the imports page."))
    return receive(link.owner, pieces, file_name=file_name, now=now)


def _folder() -> Path:
    folder: Path = settings.SPOREZO_DATA / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _opened(batch: Batch) -> BinaryIO:
    try:
        return (_folder() / batch.stored_as).open("rb")
    except OSError as error:
        raise Unreadable(Reason.EMPTY_FILE) from error


def _forget_file(batch: Batch) -> None:
    if batch.stored_as:
        (_folder() / batch.stored_as).unlink(missing_ok=True)
        batch.stored_as = ""
        Batch.objects.filter(pk=batch.pk).update(stored_as="")
