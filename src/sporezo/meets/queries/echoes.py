"""Threads as they are heard live: how far each has got, and each reader's news as server-sent events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from sporezo.jobs import clock
from sporezo.meets.models import Meet, Post
from sporezo.meets.queries.thread import line_of, names_of, readers_of
from sporezo.members.models import Member

MOST = 200  # lines read at once: whoever is further behind gets the rest at the next tick


@dataclass(frozen=True, slots=True)
class Echo:
    """One line as one reader's browser is sent it, and the turn one has read up to with it."""

    turn: int
    event: bytes


def heads_of(meets: Collection[int]) -> dict[int, int]:
    """How far each thread has got. One query."""
    return dict(Meet.objects.filter(pk__in=meets).values_list("pk", "said"))


def echoes(wanting: Mapping[int, Mapping[int, int]]) -> dict[tuple[int, int], list[Echo]]:
    """What these members have not read, by session and member; whoever may not read it (any more) is not in it.

    `wanting` holds, by session and member, the turn they have read up to. Five queries; for each session that went on
    one, and four more when somebody is spoken to by name. An echo without an event is somebody's one does not read, or
    what is no longer there: one has read past it.
    """
    heads = heads_of(wanting)
    readers = readers_of(wanting, only={pk for members in wanting.values() for pk in members})
    found: dict[tuple[int, int], list[Echo]] = {}
    for meet, members in wanting.items():
        present = {pk: reader for pk, reader in readers.get(meet, {}).items() if pk in members}
        found |= {(meet, pk): [] for pk in present}
        lowest = min((members[pk] for pk in present), default=heads.get(meet, 0))
        if lowest >= heads.get(meet, 0):
            continue
        posts = list(Post.objects.filter(meet=meet, turn__gt=lowest).select_related("author").order_by("turn")[:MOST])
        names = names_of(readers_of([meet])[meet].values()) if any("@" in post.words for post in posts) else ()
        looks: dict[tuple[int, str, str, bool], bytes] = {}
        for pk, reader in present.items():
            lines = found[meet, pk]
            one = reader.member
            for post in posts:
                look = (post.pk, one.language, one.time_zone, post.author_id == pk)
                if post.author_id in reader.hidden:
                    lines.append(Echo(post.turn, b""))
                elif post.turn > members[pk]:
                    if look not in looks:
                        looks[look] = _event(post, pk, one.language, one.time_zone, names)
                    lines.append(Echo(post.turn, looks[look]))
            if len(posts) < MOST:
                lines.append(Echo(heads[meet], b""))
    return found


def rehearse() -> None:
    """Say a line to nobody in each language, so that the first real one does not wait for templates and addresses."""
    post = Post(pk=1, meet_id=1, author=Member(pk=1, first_name="?"), words="?", turn=0, said_at=clock.now())
    for language, _label in settings.LANGUAGES:
        _event(post, 0, language, settings.TIME_ZONE, ())


def _event(post: Post, viewer: int, language: str, zone: str, names: tuple[str, ...]) -> bytes:
    """The line as the page shows it: one piece of HTML, in the reader's language and time zone."""
    context = {"line": line_of(post, viewer), "names": names, "now": clock.now()}
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        text = render_to_string("meets/thread/_live.html", context)
    data = "".join(f"data: {line.strip()}\n" for line in text.splitlines() if line.strip())
    return f"id: {post.turn}\nevent: line\n{data}\n".encode()
