import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from sporezo.communities import domain
from sporezo.communities.enums import CommunityKind, Role
from sporezo.communities.models import Invitation, Membership
from sporezo.communities.queries import by_code, head_count, led_by, members_of, people_of, sectors_of, visible_to
from sporezo.communities.rules import is_first_lead, is_lead
from sporezo.safety.models import Block
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
    assert domain.found(name="Club de l'Île", kind=CommunityKind.CLUB, lead=lead, now=now) == community
    later = now + dt.timedelta(hours=1)
    again = domain.found(name="Club de l'Île", kind=CommunityKind.CLUB, lead=lead, now=later)
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


def test_the_lead_names_a_co_lead_relieves_them_and_hands_over(now):
    lead, other = make_member(), make_member()
    community = make_community([other], lead=lead)
    domain.name_co_lead(community, other=other, by=lead)
    assert (is_lead(community, other), is_first_lead(community, other)) == (True, False)
    assert list(led_by(other)) == [community]
    with pytest.raises(Refused, match="Only the lead"):
        domain.hand_over(community, other=lead, by=other)
    domain.relieve(community, other=other, by=lead)
    assert not is_lead(community, other)
    domain.hand_over(community, other=other, by=lead)
    assert (is_first_lead(community, other), is_first_lead(community, lead), is_lead(community, lead)) == (
        True,
        False,
        True,
    )
    domain.leave(community, member=lead, now=now)
    for by, to in ((other, other), (other, lead)):
        with pytest.raises(Refused):
            domain.hand_over(community, other=to, by=by)


def test_a_co_lead_leaves_freely_and_the_lead_does_not(now):
    lead, other = make_member(), make_member()
    community = make_community([other], lead=lead)
    domain.name_co_lead(community, other=other, by=lead)
    with pytest.raises(Refused, match="only lead"):
        domain.leave(community, member=lead, now=now)
    domain.leave(community, member=other, now=now)


def test_a_changed_code_opens_and_the_old_one_does_not(now):
    lead, stranger = make_member(), make_member()
    community = make_community(lead=lead)
    old = community.join_code
    with pytest.raises(Refused):
        domain.change_code(community, by=stranger)
    domain.change_code(community, by=lead)
    assert by_code(old) is None
    assert by_code(community.join_code) == community


def test_five_communities_are_plenty_and_no_slug_is_an_address_of_ours(now):
    lead = make_member()
    slugs = [
        domain.found(name="New", kind=CommunityKind.CLUB, lead=lead, now=now + dt.timedelta(hours=n)).slug
        for n in range(5)
    ]
    assert slugs[:2] == ["new-club", "new-club-2"]
    with pytest.raises(Refused, match="5 communities"):
        domain.found(name="Six", kind=CommunityKind.CLUB, lead=lead, now=now)


@pytest.mark.parametrize(
    ("sectors", "told"),
    [
        ({"law": 4}, []),
        ({"law": 5}, [("Law", 5)]),
        ({"law": 5, "health": 4}, [("Law", 5)]),
        ({"law": 6, "health": 3, "energy": 2}, [("Law", 6), ("Other sectors", 5)]),
    ],
)
def test_sectors_of_fewer_than_five_are_counted_together_or_not_at_all(sectors, told):
    members = [make_member(sector=sector) for sector, heads in sectors.items() for _ in range(heads)]
    assert sectors_of(make_community(members)) == told


@pytest.mark.parametrize("people", [1, 3])
def test_who_is_in_costs_the_same_for_one_and_three(client, people, django_assert_num_queries):
    lead = make_member()
    community = make_community([make_member() for _ in range(people)], lead=lead)
    client.force_login(lead)
    with django_assert_num_queries(6):
        page = client.get(reverse("people", args=[community.slug]))
    assert len(page.context["page"]) == people + 1


def test_who_stands_behind_a_block_is_in_no_list(client, now):
    lead, other = make_member(), make_member()
    community = make_community([other], lead=lead)
    Block.objects.create(blocker=other, blocked=lead)
    assert [one.member for one in people_of(community, lead)] == [lead]
    client.force_login(lead)
    pk = Membership.objects.get(member=other).pk
    assert client.post(reverse("role", args=[community.slug, pk]), {"role": "co-lead"}).status_code == 404


def test_a_lead_opens_describes_and_shares_a_community(client):
    lead = make_member()
    client.force_login(lead)
    said = {"name": "Vieux gréements", "kind": "club", "time_zone": "Europe/Paris", "purpose": "Naviguer."}
    assert client.post(reverse("new_community"), said | {"name": ""}).status_code == 422
    page = client.post(reverse("new_community"), said, follow=True)
    community = visible_to(lead).get()
    assert community.join_code in page.content.decode()
    assert f"http://testserver{reverse('join', args=[community.join_code])}" in page.content.decode()
    client.post(reverse("describe_community", args=[community.slug]), said | {"house_rules": "À l'heure."})
    client.post(reverse("new_join_code", args=[community.slug]))
    community.refresh_from_db()
    assert community.house_rules == "À l'heure."
    stranger = make_member()
    client.force_login(stranger)
    joining = client.get(reverse("join", args=[community.join_code])).content.decode()
    assert "Naviguer." in joining
    assert "À l&#x27;heure." in joining
    assert client.get(reverse("people", args=[community.slug])).status_code == 404
    client.post(reverse("join", args=[community.join_code]))
    for name in ("people", "describe_community", "new_join_code"):
        assert client.post(reverse(name, args=[community.slug])).status_code in (404, 405)
    assert client.get(reverse("community", args=[community.slug])).status_code == 200


def test_codes_are_not_tried_by_the_dozen(client, now):
    member = make_member(language="en")
    community = domain.found(name="Padel", kind=CommunityKind.CLUB, lead=make_member(), now=now)
    client.force_login(member)
    for _ in range(12):  # the right one, however often, is no try
        assert client.post("/communities/code", {"code": community.join_code}).status_code == 303
    for n in range(10):
        assert "No community has this code" in client.post("/communities/code", {"code": f"WRONG{n}"}).content.decode()
    for address in ("/join/ANOTHER", f"/join/{community.join_code}"):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "try again in ten minutes" in answer.content.decode()
    assert not Membership.objects.filter(member=member).exists()
    client.force_login(make_member(language="en"))
    assert client.get(f"/join/{community.join_code}").status_code == 200
