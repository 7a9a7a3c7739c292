"""Exclusions hold everywhere alike: competitors, one's own hierarchy, titles, and who is seen to come."""

import pytest

from sporezo.meets import domain
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance
from sporezo.meets.queries import detail, kept_apart_among, visible_to
from sporezo.meets.rules import refusal_to_invite, refusal_to_join
from sporezo.safety.domain import exclude_company
from sporezo.safety.rules import kept_apart
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import begin, make_regular, organise

pytestmark = pytest.mark.django_db

OF = {"a competitor": ("Ateliers Morel", "Rival SA", "RIVAL s.a."), "one's own": ("Morel", "Morel", "morel")}


@pytest.fixture(params=OF)
def two(request, now):
    """Somebody who excludes a company, and one of its people."""
    mine, theirs, typed = OF[request.param]
    wary, boss = make_member(company=mine, meets_colleagues=True), make_member(company=theirs, meets_colleagues=True)
    exclude_company(wary, name=typed, now=now)
    return wary, boss


@pytest.mark.parametrize("other_way", [False, True])
def test_an_excluded_company_is_met_at_no_door(two, now, other_way):
    inside, outside = reversed(two) if other_way else two
    host = make_member()
    meet = organise(host, now=now, shows_who=True)
    domain.join(meet, member=inside, now=now)
    pair = (min(inside.pk, outside.pk), max(inside.pk, outside.pk))
    assert pair in kept_apart_among([inside.pk, outside.pk]) & kept_apart([inside.pk, outside.pk])  # pages, the round
    assert not visible_to(outside).filter(pk=meet.pk).exists()  # pages, Find, feeds
    assert refusal_to_join(meet, outside, now=now)
    assert refusal_to_invite(meet, outside, by=host, now=now)
    Attendance.objects.create(meet=meet, member=outside, presence=Presence.WAITING, since_at=now, changed_at=now)
    assert not [one for one in detail(meet, outside).people if one.pk == inside.pk]
    domain.leave(meet, member=host, now=now)  # a place more, and still none for them
    assert Attendance.objects.get(meet=meet, member=outside).presence == Presence.WAITING


def test_a_regular_is_not_seated_beside_an_excluded_company(two, now):
    wary, boss = two
    series = begin(make_member(), now=now)
    make_regular(series, wary, now=now)
    Attendance.objects.create(
        meet=series.meets.earliest("starts_at"), member=boss, presence=Presence.CAME, since_at=now, changed_at=now
    )
    with pytest.raises(Refused):
        make_regular(series, boss, now=now)


def test_who_comes_is_apart_from_what_is_on(now):
    """An employer may look: the session is public, being seen in it is not."""
    host, seen, unseen, employer = (make_member(shows_attendance=shows) for shows in (False, True, False, False))
    meet = organise(host, now=now, shows_who=True)
    for one in (seen, unseen):
        domain.join(meet, member=one, now=now)
    assert {one.pk for one in detail(meet, employer).people} == {seen.pk}
    type(meet).objects.filter(pk=meet.pk).update(shows_who=False)
    meet.refresh_from_db()
    assert not detail(meet, employer).people
    assert visible_to(employer).filter(pk=meet.pk).exists()


def test_titles_wait_for_a_first_game_with_each_and_not_with_somebody_else(now):
    host, old, new = make_member(company="Ocarina"), make_member(company="Zibeline"), make_member(company="Quenouille")
    before = organise(host, now=now)
    domain.join(before, member=old, now=now)
    domain.hold(before, came_ids=[host.pk, old.pk], now=before.ends_at)
    meet = organise(host, now=before.ends_at, hides_titles=True)
    for one in (old, new):
        domain.join(meet, member=one, now=before.ends_at)
    meet.refresh_from_db()
    shown = {one.pk: one.title for one in detail(meet, old).people}
    assert (shown[host.pk], shown[new.pk]) == ("Ocarina", "")
