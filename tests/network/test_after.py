"""On the evening itself: keep in touch, or a line for next time, for each co-player of a session."""

import datetime as dt

import pytest

from sporezo.jobs import clock
from sporezo.network import domain
from sporezo.network.models import Contact, KeepInTouch, Link, Note
from sporezo.safety.domain import keep_apart
from sporezo.ui.refused import Refused
from tests.factories.members import make_members
from tests.factories.network import played


@pytest.fixture
def evening(alix, bruno, chloe):
    return played([alix, bruno, chloe], starts_at=clock.now() - dt.timedelta(hours=4))


def test_two_yeses_on_the_evening_make_a_link_and_a_no_is_never_told(client, evening, alix, bruno):
    client.force_login(alix)
    path = f"/network/after/{evening.pk}"
    for _twice in range(2):
        assert client.post(path, {"other": bruno.pk, "wants": "yes"}).status_code == 303
    assert not Link.objects.exists()
    client.force_login(bruno)
    client.post(path, {"other": alix.pk, "wants": "yes"})
    assert Link.objects.count() == 1
    assert Contact.objects.filter(owner=bruno, member=alix).exists()
    client.post(path, {"other": alix.pk, "line": " Le vélo cargo "})
    assert Note.objects.get().text == "Le vélo cargo"
    assert "Le vélo cargo" in client.get(path).content.decode()


def test_only_somebody_one_has_just_played_with(evening, alix, bruno, chloe, driss):
    now = clock.now()
    with pytest.raises(Refused, match="did not play"):
        domain.wish_to_keep(alix, driss, meet=evening, wants=True, now=now)
    keep_apart(alix, other=chloe, now=now)
    with pytest.raises(Refused, match="kept apart"):
        domain.wish_to_keep(alix, chloe, meet=evening, wants=True, now=now)
    assert not KeepInTouch.objects.exists()


def test_a_stranger_and_another_ones_line_are_404(client, evening, driss, alix, bruno):
    client.force_login(driss)
    assert client.get(f"/network/after/{evening.pk}").status_code == 404
    client.force_login(alix)
    assert client.post(f"/network/after/{evening.pk}", {"other": bruno.pk, "line": "x"}).status_code == 404
    assert client.post(f"/network/after/{evening.pk}", {"other": "zz", "wants": "yes"}).status_code == 404


@pytest.mark.parametrize("size", [1, 29])
def test_it_costs_the_same_for_one_and_twenty_nine(client, alix, size, django_assert_num_queries):
    others = make_members(size)
    meet = played([alix, *others], starts_at=clock.now() - dt.timedelta(hours=4))
    client.force_login(alix)
    with django_assert_num_queries(12):
        assert len(client.get(f"/network/after/{meet.pk}").context["kept"]) == size
