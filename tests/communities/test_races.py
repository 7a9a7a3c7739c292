"""Two workers, two presses, two doors: each letter leaves once, and an invitation is answered once."""

import pytest

from sporezo.communities import domain
from sporezo.communities.models import Invitation
from sporezo.jobs import clock
from sporezo.notices.models import Notice
from tests.factories.communities import make_community, make_member
from tests.factories.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_letters_leave_once_whoever_presses_and_whoever_sends(now):
    club = make_community(lead=make_member())
    Invitation.objects.bulk_create([Invitation(community=club, email=f"p{n}@example.org") for n in range(150)])
    race(lambda n: domain.ask_for_letters(club, now=now), range(3))
    race(lambda n: domain.send_letters(club, now=now), range(3))
    assert Notice.objects.count() == 150
    assert not Invitation.objects.filter(sent_at__isnull=True).exists()


def test_an_invitation_is_accepted_by_one(now):
    members = [make_member() for _ in range(3)]
    club = make_community(lead=make_member())
    invitation = Invitation.objects.create(community=club, email="ada@example.org", sent_at=clock.now())
    refusals = race(lambda member: domain.accept_as_member(invitation, member=member, now=clock.now()), members)
    assert [refusal is None for refusal in refusals].count(True) == 1
    invitation.refresh_from_db()
    assert club.memberships.filter(member__in=members).get().member == invitation.accepted_by
