"""What is said before the session Alix plays in: a few lines, an announcement, one line somebody reported."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from sporezo.meets.domain import report_post, say
from sporezo.meets.models import Meet, Post
from sporezo.meets.queries import players_of, upcoming_for
from sporezo.members.models import Member
from sporezo.safety.enums import ReportReason

LINES = (
    (1, 190, "Qui apporte les balles ? J'ai un tube entamé, il a connu des jours meilleurs."),
    (0, 172, "J'en ai un neuf. Et des gâteaux, pour la troisième mi-temps."),
    (2, 95, "@Alix les gâteaux d'abord, le padel ensuite. Je viens à vélo, on se retrouve devant ?"),
    (2, 40, "J'ai aussi trois montres à vendre, prix d'ami. Qui en veut une ?"),
    (0, 31, "Ici on vend surtout chèrement sa peau."),
)
ANNOUNCED = "Le terrain est au fond à droite. Le code du portail est affiché à l'accueil : soyez là dix minutes avant."
SELLING = 3  # the line that is reported


def begin(alix: Member, *, seed: int, now: dt.datetime) -> None:
    """Let those who play speak, the organiser announce, and one of them whistle."""
    rng = random.Random(seed)  # noqa: S311 – a town, not a secret
    meet = Meet.objects.get(pk=upcoming_for(alix, now).filter(host__isnull=False).exclude(host=alix).values("pk")[:1])
    others = [one for one in players_of(meet) if one not in (alix, meet.host)]
    speakers = [alix, meet.host or alix, others[0] if others else alix]
    posts = []
    for speaker, minutes, words in LINES:
        posts.append(_say(rng, meet, speakers[speaker], words, now - dt.timedelta(minutes=minutes)))
    _say(rng, meet, speakers[1], ANNOUNCED, now - dt.timedelta(minutes=20), announces=True)
    report_post(posts[SELLING], member=speakers[1], reason=ReportReason.SOLICITATION, words="", now=now)


def _say(
    rng: random.Random, meet: Meet, member: Member, words: str, at: dt.datetime, *, announces: bool = False
) -> Post:
    key = uuid.UUID(int=rng.getrandbits(128), version=4)
    return say(meet, member=member, words=words, key=key, now=at, announces=announces)
