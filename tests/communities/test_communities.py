import json

import pytest
from django.core.management import call_command
from django.utils import translation

from sporezo.communities import domain
from sporezo.communities.enums import CommunityKind, Role
from sporezo.communities.models import Invitation, Membership
from sporezo.communities.queries import by_code, head_count, led_by, members_of, visible_to
from sporezo.communities.rules import is_lead
from sporezo.ui.refused import Refused
from tests.factories.communities import make_community, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_whoever_founds_a_community_leads_it(now):
    lead = make_member()
    community = domain.found(name="Club de l'Île", kind=CommunityKind.CLUB, lead=lead, now=now)
    again = domain.found(name="Club de l'Île", kind=CommunityKind.CLUB, lead=lead, now=now)
    assert is_lead(community, lead)
    assert (community.slug, again.slug) == ("club-de-lile", "club-de-lile-2")
    assert list(led_by(lead)) == [community, again]


def test_a_code_is_found_however_it_is_typed(now):
    community = domain.found(name="Padel", kind=CommunityKind.CLUB, lead=make_member(), now=now)
    code = community.join_code
    for typed in (code, code.lower(), f" {code[:4]}-{code[4:]} "):
        assert by_code(typed) == community
    assert by_code("nothing") is None
    assert by_code("") is None
    hyphened = make_community(name="Rhône")
    hyphened.join_code = "JOUER-RHONE-26"
    hyphened.save()
    for typed in ("jouer-rhone-26", "JOUERRHONE26", "jouer rhone 26"):
        assert by_code(typed) == hyphened


def test_joining_twice_is_one_membership_and_accepts_the_invitation(now):
    member, community = make_member(), make_community()
    invitation = Invitation.objects.create(community=community, email=member.email.upper())
    assert domain.join(community, member=member, now=now) == domain.join(community, member=member, now=now)
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.accepted_by) == (now, member)


def test_leaving_keeps_the_row_and_one_may_come_back(now):
    member = make_member()
    community = make_community([member])
    domain.leave(community, member=member, now=now)
    assert list(visible_to(member)) == []
    domain.join(community, member=member, now=now)
    assert Membership.objects.filter(member=member).count() == 2
    assert list(members_of(community)) == [member]


def test_the_only_lead_hands_over_before_leaving(now):
    lead, member = make_member(), make_member()
    community = make_community([member], lead=lead)
    with pytest.raises(Refused, match="only lead"):
        domain.leave(community, member=lead, now=now)
    Membership.objects.filter(member=member).update(role=Role.LEAD)
    domain.leave(community, member=lead, now=now)
    with pytest.raises(Refused, match="not in"):
        domain.leave(community, member=lead, now=now)


def test_counts_leave_those_gone_aside(now):
    members = [make_member() for _ in range(3)]
    community = make_community(members)
    domain.leave(community, member=members[0], now=now)
    assert [one.heads for one in visible_to(members[1]).annotate(heads=head_count())] == [2]


def test_the_command_prints_one_line(capsys):
    community = make_community([make_member()])
    call_command("communities", "--json")
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert {"slug": community.slug, "name": community.name, "members": 1} in json.loads(printed)


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(client, size, django_assert_num_queries):
    member = make_member()
    for _ in range(size):
        make_community([member])
    client.force_login(member)
    with django_assert_num_queries(3):
        assert client.get("/communities").content.decode().count("/communities/club-") == size


def test_pages_of_a_community_are_for_its_members(client, now):
    member, community = make_member(language="en"), make_community(lead=make_member())
    client.force_login(member)
    assert client.get(f"/communities/{community.slug}").status_code == 404
    assert client.post("/communities/code", {"code": "wrong"}).status_code == 422
    answer = client.post("/communities/code", {"code": community.join_code.lower()})
    assert answer["Location"] == f"/join/{community.join_code}"
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"])["Location"] == f"/communities/{community.slug}"
    page = client.get(f"/communities/{community.slug}")
    assert community.join_code not in page.content.decode()
    assert client.post(f"/communities/{community.slug}/membership").status_code == 303
    assert client.get(f"/communities/{community.slug}").status_code == 404
