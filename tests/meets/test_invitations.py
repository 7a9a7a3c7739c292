import datetime as dt

import pytest
from bs4 import BeautifulSoup

from sporezo.meets import domain
from sporezo.meets.enums import JoinMode, Presence
from sporezo.meets.models import Attendance, Invitation, Offer
from sporezo.meets.queries import fairer, offer_path
from sporezo.meets.rules import refusal_to_invite, refusal_to_join, refusal_to_knock
from sporezo.members.enums import Gender
from sporezo.network.models import Contact, Link
from sporezo.notices.models import Notice
from sporezo.safety.models import Block
from sporezo.sports.models import Format
from sporezo.ui.refused import Refused
from tests.factories.communities import make_member
from tests.factories.meets import make_player, make_practice, make_sport, organise
from tests.factories.races import race

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def host(running):
    return make_player(running, language="en", joined_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


@pytest.fixture
def friend(running):
    return make_player(running, language="en")


def presence(meet, member):
    return Attendance.objects.filter(meet=meet, member=member).values_list("presence", flat=True).first()


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_somebody_asked_joins_even_where_the_door_is_shut(now, host, friend):
    meet = organise(host, now=now, visibility="private", join_mode=JoinMode.INVITED)
    domain.invite(meet, member=friend, by=host, now=now)
    domain.invite(meet, member=friend, by=host, now=now)  # said again, it is one invitation
    assert presence(meet, friend) == Presence.OFFERED
    assert Notice.objects.filter(kind="meets/invited", member=friend).count() == 1
    domain.join(meet, member=friend, now=now)
    assert presence(meet, friend) == Presence.IN


def test_a_no_is_told_to_nobody_and_asked_once(now, host, friend):
    meet = organise(host, now=now)
    domain.invite(meet, member=friend, by=host, now=now)
    before = Notice.objects.count()
    domain.turn_down(meet, member=friend, now=now)
    domain.turn_down(meet, member=friend, now=now)
    assert presence(meet, friend) == Presence.OUT
    assert Notice.objects.count() == before
    with pytest.raises(Refused):
        domain.invite(meet, member=friend, by=host, now=now)


def test_who_may_not_invite_whom(now, host, friend, running):
    meet, stranger = organise(host, now=now), make_member()
    assert refusal_to_invite(meet, friend, by=host, now=now) is None
    assert refusal_to_invite(meet, friend, by=stranger, now=now).reason == "You do not play in that session."
    assert refusal_to_invite(meet, friend, by=host, now=meet.starts_at)
    Block.objects.create(blocker=friend, blocked=host)
    apart = refusal_to_invite(meet, friend, by=host, now=now)
    women = organise(host, now=now, starts_at=now + 3 * DAY, women_only=True)
    man = make_member(gender=Gender.MAN)
    assert apart.reason == refusal_to_invite(women, man, by=host, now=now).reason  # said alike
    chosen = organise(host, now=now, starts_at=now + 5 * DAY, join_mode=JoinMode.REQUEST)
    Attendance.objects.create(meet=chosen, member=stranger, presence=Presence.IN, since_at=now, changed_at=now)
    assert "chooses" in refusal_to_invite(chosen, make_member(), by=stranger, now=now).reason


def test_a_new_member_invites_five_a_day_and_others_twenty(now, running):
    for joined_at, most in ((now - DAY, 5), (now - 60 * DAY, 20)):
        host = make_player(running, joined_at=joined_at)
        meet = organise(host, now=now, places=40)
        for _ in range(most):
            domain.invite(meet, member=make_member(), by=host, now=now)
        assert "many invitations" in refusal_to_invite(meet, make_member(), by=host, now=now).reason
        assert refusal_to_invite(meet, make_member(), by=host, now=now + DAY + dt.timedelta(hours=1)) is None


def test_whoever_is_invited_overtakes_nobody_who_waits(now, host, friend):
    meet = organise(host, now=now, places=2)
    domain.invite(meet, member=friend, by=host, now=now)
    player, waiting = make_member(), make_member()
    domain.join(meet, member=player, now=now)
    domain.wait(meet, member=waiting, now=now)
    Attendance.objects.filter(meet=meet, member=player).update(presence=Presence.OUT)
    assert refusal_to_join(meet, friend, now=now).reason == "Others have been waiting for this place."


def test_a_new_member_knocks_at_three_doors_at_once(now, running):
    newcomer = make_member(joined_at=now - DAY)
    meets = [organise(make_member(), now=now, starts_at=now + n * DAY, join_mode=JoinMode.REQUEST) for n in range(1, 5)]
    for meet in meets[:3]:
        domain.knock(meet, member=newcomer, now=now)
    assert refusal_to_knock(meets[3], newcomer, now=now).reason == "Three organisers have not answered you yet."
    domain.leave(meets[0], member=newcomer, now=now)
    assert refusal_to_knock(meets[3], newcomer, now=now) is None
    assert refusal_to_knock(meets[3], make_member(joined_at=now - 60 * DAY), now=now) is None


@pytest.mark.django_db(transaction=True)
def test_one_place_and_two_who_were_invited(now, running):
    host = make_player(running)
    meet = organise(host, now=now, places=2)
    two = [make_member(), make_member()]
    for one in two:
        domain.invite(meet, member=one, by=host, now=now)
    answers = race(lambda one: domain.join(meet, member=one, now=now), two)
    assert Attendance.objects.filter(meet=meet, presence=Presence.IN).count() == 2
    assert sum(isinstance(answer, Refused) for answer in answers) == 1


def test_unequal_players_are_offered_a_fairer_format_with_its_reason(now, running):
    host = make_player(running, level=8.0)
    meet = organise(host, now=now)
    Format.objects.filter(sport=running).update(
        handicap_en="The fastest adapts.", handicap_fr="Le plus rapide s'adapte."
    )
    domain.join(meet, member=make_player(running, level=7.5), now=now)
    assert fairer(meet) is None
    domain.join(meet, member=make_player(running, level=4.5), now=now)
    found = fairer(meet)
    assert (found.format.slug, found.is_wide) == ("together", False)
    with pytest.raises(Refused):
        domain.play_as(meet, format=found.format, by=make_member(), now=now)
    domain.play_as(meet, format=found.format, by=host, now=now)
    meet.refresh_from_db()
    assert fairer(meet) is None
    other = Format.objects.create(
        sport=make_sport("tennis"), slug="else", players_min=2, players_max=4, widest_gap=5, name_fr="x", name_en="x"
    )
    with pytest.raises(Refused):
        domain.play_as(meet, format=other, by=host, now=now)


class TestPages:
    @pytest.fixture
    def now(self, settings):
        settings.SPOREZO_NOW = None
        return dt.datetime.now(dt.UTC).replace(microsecond=0)

    def test_yes_and_no_are_one_link_without_signing_in(self, client, now, host, friend):
        meet = organise(host, now=now)
        for answer, after in (({"no": "1"}, Presence.OUT), ({}, Presence.IN)):
            other = friend if answer else make_member()
            link = offer_path(domain.invite(meet, member=other, by=host, now=now))
            assert client.get(link).status_code == 200
            assert presence(meet, other) == Presence.OFFERED  # looking changes nothing
            assert client.post(link, answer)["Location"] == link
            assert presence(meet, other) == after
            assert client.post(link, answer).status_code == 200  # answered already: the page says where it stands
            assert presence(meet, other) == after
        assert client.get("/meets/offered/forged").status_code == 404

    def test_a_place_of_the_waiting_list_is_taken_by_its_link(self, client, now, host, friend):
        meet = organise(host, now=now)
        row = Attendance.objects.create(
            meet=meet, member=friend, presence=Presence.OFFERED, since_at=now, changed_at=now
        )
        Offer.objects.create(attendance=row, made_at=now, expires_at=now + dt.timedelta(hours=2))
        client.post(offer_path(row))
        assert presence(meet, friend) == Presence.IN
        assert Offer.objects.get().accepted is True

    def test_the_offer_that_has_passed_is_said_so(self, client, now, host, friend):
        meet = organise(host, now=now)
        row = Attendance.objects.create(
            meet=meet, member=friend, presence=Presence.OFFERED, since_at=now, changed_at=now
        )
        Offer.objects.create(attendance=row, made_at=now - DAY, expires_at=now - dt.timedelta(hours=1))
        answer = client.post(offer_path(row))
        assert answer.status_code == 422

    def test_links_are_asked_and_contacts_get_a_link_of_ones_own(self, client, now, host, friend, running):
        meet = organise(host, now=now)
        low, high = sorted((host, friend), key=lambda one: one.pk)
        Link.objects.create(low=low, high=high, since_at=now)
        Contact.objects.create(owner=host, given_name="Ursule", circle="first")
        stranger = make_member()
        client.force_login(host)
        address = f"/network/sessions/{meet.pk}/people"
        page = text(client.get(address))
        assert friend.full_name in page
        assert "Ursule" in page
        assert stranger.last_name + " " not in page or stranger.full_name not in page
        client.post(address, {"member": stranger.pk})
        assert not Invitation.objects.exists()
        client.post(address, {"member": friend.pk})
        assert presence(meet, friend) == Presence.OFFERED
        client.force_login(stranger)
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("size", [1, 30])
    def test_bringing_somebody_takes_the_same_queries(
        self, client, now, host, running, size, django_assert_num_queries
    ):
        meet = organise(host, now=now)
        for _ in range(size):
            other = make_player(running)
            low, high = sorted((host, other), key=lambda one: one.pk)
            Link.objects.create(low=low, high=high, since_at=now)
            Contact.objects.create(owner=host, given_name="Ursule", circle="first")
        client.force_login(host)
        with django_assert_num_queries(13):
            client.get(f"/network/sessions/{meet.pk}/people")

    def test_women_only_asks_its_question_at_the_door(self, client, now, host, friend):
        meet = organise(host, now=now, women_only=True)
        client.force_login(friend)
        page = client.get(f"/meets/{meet.pk}")
        assert f"/me/gender?next=/meets/{meet.pk}" in page.content.decode()
        answer = client.post(f"/me/gender?next=/meets/{meet.pk}", {"gender": "woman", "next": f"/meets/{meet.pk}"})
        assert answer["Location"] == f"/meets/{meet.pk}"
        client.post(f"/meets/{meet.pk}/attendance")
        assert presence(meet, friend) == Presence.IN

    def test_whoever_said_otherwise_does_not_reach_it(self, client, now, host, running):
        meet = organise(host, now=now, women_only=True)
        client.force_login(make_player(running, gender=Gender.MAN))
        assert client.get(f"/meets/{meet.pk}").status_code == 404

    def test_how_many_could_come_is_a_figure_of_five_or_a_few(self, client, now, host, running):
        client.force_login(host)
        address = f"/play/near?sport=running&starts_at={(now + DAY).isoformat().replace('+', '%2B')}"
        for _ in range(4):
            make_player(running)
        assert "A few people at most" in text(client.get(address))
        make_player(running)
        page = text(client.get(address))
        assert "5 people near you are of about your level" in page
        assert client.get("/play/near?sport=quidditch").status_code == 404
        assert client.get("/play/near?sport=running&starts_at=never").status_code == 200

    @pytest.mark.parametrize("size", [1, 30])
    def test_how_many_takes_the_same_queries(self, client, now, host, running, size, django_assert_num_queries):
        for _ in range(size):
            make_practice(make_member(), running)
            make_player(running)
        client.force_login(host)
        with django_assert_num_queries(9):
            client.get("/play/near?sport=running&starts_at=2026-12-01T12:00:00")

    def test_choices_of_the_last_tap_are_kept(self, client, now, host, running):
        client.force_login(host)
        asked = {
            "sport": "running",
            "starts_at": (now + 2 * DAY).isoformat(),
            "venue": "",
            "audience": "fitting",
            "places": 4,
            "minutes": 60,
            "hides_titles": "on",
            "shows_who": "on",
            "newcomers_only": "on",
        }
        answer = client.post("/meets/new", asked | {"women_only": "on"})
        assert answer.status_code == 422
        assert "One question first" in text(answer)
        assert client.post("/meets/new", asked).status_code == 303
        meet = host.meets_hosted.get()
        assert (meet.hides_titles, meet.shows_who, meet.newcomers_only, meet.is_on_the_web) == (True, True, True, False)

    def test_the_web_page_is_the_operators_and_the_organisers_choice(self, client, now, host, settings):
        meet = organise(host, now=now, is_on_the_web=True)
        settings.PUBLIC_SESSIONS = False
        assert client.get(f"/meets/open/{meet.uid}").status_code == 404
        settings.PUBLIC_SESSIONS = True
        assert client.get(f"/meets/open/{meet.uid}").status_code == 200
        client.force_login(make_member())
        assert client.get(f"/meets/open/{meet.uid}")["Location"] == f"/meets/{meet.pk}"


class TestTakingBack:
    def test_whoever_invited_takes_it_back_before_a_yes(self, client, now, host, friend, settings):
        settings.SPOREZO_NOW = now
        meet = organise(host, now=now, visibility="private", join_mode=JoinMode.INVITED)
        mine = domain.invite(meet, member=friend, by=host, now=now)
        for _ in range(2):
            domain.uninvite(meet, member=friend, by=host, now=now)
        assert presence(meet, friend) == Presence.OUT
        assert Invitation.objects.get().withdrawn_at == now
        answer = client.get(offer_path(mine), headers={"accept-language": "en"})
        assert "This invitation was taken back" in text(answer)
        assert client.post(offer_path(mine)).status_code == 200
        assert presence(meet, friend) == Presence.OUT
        with pytest.raises(Refused, match="by invitation"):
            domain.join(meet, member=friend, now=now)
        with pytest.raises(Refused, match="not for them"):
            domain.invite(meet, member=friend, by=host, now=now)

    def test_a_no_taken_back_reads_like_a_silence(self, client, now, host, friend, settings):
        settings.SPOREZO_NOW = now
        meet, other = organise(host, now=now), make_member(first_name=friend.first_name, last_name=friend.last_name)
        for one in (friend, other):
            Link.objects.create(low_id=min(one.pk, host.pk), high_id=max(one.pk, host.pk), since_at=now)
            domain.invite(meet, member=one, by=host, now=now)
        domain.turn_down(meet, member=friend, now=now)
        client.force_login(host)
        page = f"/network/sessions/{meet.pk}/people"
        assert text(client.get(page)).count("Take back") == 2
        for one in (friend, other):
            assert client.post(page, {"back": one.pk}).status_code == 303
        assert text(client.get(page)).count("no longer asked") == 2

    def test_neither_a_yes_nor_another_persons_invitation(self, now, host, friend):
        meet, player, stranger = organise(host, now=now), make_member(), make_member()
        domain.join(meet, member=player, now=now)
        domain.invite(meet, member=friend, by=player, now=now)
        with pytest.raises(Refused, match="not yours"):
            domain.uninvite(meet, member=friend, by=stranger, now=now)
        with pytest.raises(Refused, match="not yours"):
            domain.uninvite(meet, member=stranger, by=host, now=now)
        domain.join(meet, member=friend, now=now)
        with pytest.raises(Refused, match="has said yes already"):
            domain.uninvite(meet, member=friend, by=host, now=now)  # the organiser may, but not after a yes
        with pytest.raises(Refused):
            domain.uninvite(meet, member=friend, by=player, now=meet.starts_at)


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_an_invitation_taken_back_at_once(now, running):
    host, friend = make_player(running), make_member()
    meet = organise(host, now=now, visibility="private", join_mode=JoinMode.INVITED)
    domain.invite(meet, member=friend, by=host, now=now)
    deeds = [
        lambda: domain.join(meet, member=friend, now=now),
        lambda: domain.uninvite(meet, member=friend, by=host, now=now),
    ]
    assert race(lambda deed: deed(), deeds).count(None) == 1
