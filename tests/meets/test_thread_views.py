"""Pages of a thread: with and without scripts, who gets 404, how many queries."""

import datetime as dt
import uuid

import pytest
from bs4 import BeautifulSoup

from sporezo.meets import domain
from sporezo.meets.enums import Presence
from sporezo.meets.models import Attendance, Post
from sporezo.notices.models import Notice
from sporezo.safety.models import Block, Report
from tests.factories.communities import make_member
from tests.factories.meets import organise

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def now(settings):
    moment = dt.datetime.now(dt.UTC).replace(microsecond=0)
    settings.SPOREZO_NOW = None
    return moment


@pytest.fixture
def host(db):
    return make_member(first_name="Alix", last_name="Morel", language="en")


@pytest.fixture
def bruno(db):
    return make_member(first_name="Bruno", last_name="Lafont", language="en")


@pytest.fixture
def meet(host, bruno, running, now):
    meet = organise(host, now=now)
    domain.join(meet, member=bruno, now=now)
    return meet


@pytest.fixture
def visit(client):
    def visit(member):
        client.force_login(member)
        return client

    return visit


def say(meet, member, words, now):
    return domain.say(meet, member=member, words=words, key=uuid.uuid4(), now=now)


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def text(answer):
    return " ".join(soup(answer).get_text(" ").split())


def test_without_scripts_a_form_and_a_reload(visit, meet, host, bruno):
    page = visit(bruno)
    path = f"/meets/{meet.pk}/thread"
    empty = page.get(path)
    assert "who brings the balls?" in text(empty)
    key = soup(empty).find("input", {"name": "key"})["value"]
    for _ in range(2):
        answer = page.post(path, {"words": "I do.", "key": key})
        assert (answer.status_code, answer["Location"]) == (303, f"{path}#last")
    assert Post.objects.count() == 1
    assert "I do." in text(visit(host).get(path))
    assert "Bruno L. spoke last" in text(page.get(f"/meets/{meet.pk}"))


def test_htmx_gets_the_thread_alone_and_nothing_when_nothing_is_new(visit, meet, bruno, now):
    page = visit(bruno)
    path = f"/meets/{meet.pk}/thread"
    answer = page.post(path, {"words": "Bonjour", "key": uuid.uuid4()}, headers=HTMX)
    assert b"<html" not in answer.content
    assert "Bonjour" in text(answer)
    poll = soup(answer).find(id="thread-read")["hx-get"]
    assert page.get(poll, headers=HTMX).status_code == 204
    late = poll.replace(poll.rpartition("=")[2], str(int(now.timestamp()) - 400))
    assert page.get(late, headers=HTMX).status_code == 200  # its way to what is live would grow too old
    say(meet, bruno, "Encore", now)
    assert "Encore" in text(page.get(poll, headers=HTMX))


def test_what_is_refused_stays_in_the_box(visit, meet, bruno, now):
    page = visit(bruno)
    for number in range(8):
        say(meet, bruno, str(number), now)
    answer = page.post(f"/meets/{meet.pk}/thread", {"words": "Encore une", "key": uuid.uuid4()})
    assert answer.status_code == 422
    assert "a lot in one minute" in text(answer)
    assert soup(answer).find("textarea").get_text().strip() == "Encore une"
    long = page.post(f"/meets/{meet.pk}/thread", {"words": "x" * 1001})
    assert (long.status_code, "A thousand characters" in text(long)) == (422, True)


def test_whoever_is_not_in_gets_404_everywhere(client, visit, meet, host, bruno, now):
    post = say(meet, host, "Zyxword", now)
    waiting, stranger, left, blocked = (make_member() for _ in range(4))
    domain.join(meet, member=left, now=now)
    domain.leave(meet, member=left, now=now)
    domain.join(meet, member=blocked, now=now)
    Attendance.objects.create(meet=meet, member=waiting, presence=Presence.WAITING, since_at=now, changed_at=now)
    Block.objects.create(blocker=bruno, blocked=blocked)
    path = f"/meets/{meet.pk}/thread"
    places = [("get", path), ("post", path), ("get", f"{path}/{post.pk}"), ("post", f"{path}/{post.pk}")]
    places += [("post", f"{path}/{post.pk}/report"), ("get", f"/safety/posts/{post.pk}")]
    for one in (waiting, stranger, left, blocked):
        page = visit(one)
        for method, place in places:
            assert getattr(page, method)(place, {"words": "x"}).status_code == 404, (one, place)
        for other in (f"/meets/{meet.pk}", f"/meets/{meet.pk}.ics", "/", "/play"):
            assert b"Zyxword" not in page.get(other).content
    client.logout()
    for method, place in places:
        assert getattr(client, method)(place)["Location"].startswith("/accounts/login")


def test_no_line_is_in_calendar_or_mail(visit, meet, host, bruno, now):
    say(meet, host, "Zyxword @Bruno", now)
    assert b"Zyxword" not in visit(bruno).get(f"/meets/{meet.pk}.ics").content
    assert "Zyxword" not in repr(list(Notice.objects.values()))


def test_words_are_shown_as_text_with_links_that_do_no_harm(visit, meet, host, bruno, now):
    say(meet, host, '<b>x</b> javascript:alert(1) http://club.example/@Bruno?a=1&b="> @Bruno\nà midi', now)
    words = soup(visit(bruno).get(f"/meets/{meet.pk}/thread")).find(class_="line-words")
    assert [link["href"] for link in words.find_all("a")] == ["http://club.example/@Bruno?a=1&b=%22%3E"]
    assert words.find("a")["rel"] == ["nofollow", "noopener", "noreferrer"]
    assert "<b>x</b> javascript:alert(1)" in words.get_text()
    assert "<br/>" in str(words)


def test_names_are_marked(visit, meet, host, bruno, now):
    say(meet, bruno, "merci @alix et @Driss", now)
    assert [b.get_text() for b in soup(visit(bruno).get(f"/meets/{meet.pk}/thread")).select(".line-words b")] == [
        "@alix"
    ]


def test_one_edits_then_takes_back_ones_own_line(visit, meet, host, bruno, now):
    path = f"/meets/{meet.pk}/thread/{say(meet, bruno, 'A midi', now).pk}"
    page = visit(bruno)
    assert page.post(path, {"words": "À midi"}).status_code == 303
    assert page.post(path, {"words": ""}).status_code == 422
    assert "À midi" in text(page.get(path))
    assert visit(host).post(path, {"words": "x"}).status_code == 422
    assert visit(host).delete(path).status_code == 422
    assert visit(bruno).post(path, {"remove": "yes"}).status_code == 303
    assert "Taken back." in text(visit(host).get(f"/meets/{meet.pk}/thread"))


def test_report_and_block_are_two_taps_away(visit, meet, host, bruno, now):
    post = say(meet, bruno, "Des mots", now)
    page = visit(host)
    more = soup(page.get(f"/meets/{meet.pk}/thread")).find(class_="line-more")["href"]
    forms = {form.get("action") for form in soup(page.get(more)).find_all("form")}
    report = f"/meets/{meet.pk}/thread/{post.pk}/report"
    assert {report, f"/members/{bruno.pk}/block"} <= forms
    assert page.post(report, {}).status_code == 422
    assert page.post(report, {"reason": "conduct", "words": "Voilà"}).status_code == 303
    assert Report.objects.get().quoted == "Des mots"


def test_a_moderator_reads_what_was_reported_and_that_alone(visit, meet, host, bruno, now):
    post, other = say(meet, bruno, "Des mots", now), say(meet, bruno, "Rien", now)
    domain.report_post(post, member=host, reason="conduct", words="Voilà", now=now)
    page = visit(make_member(is_staff=True, language="en"))
    assert page.get(f"/safety/posts/{other.pk}").status_code == 404
    seen = text(page.get(f"/safety/posts/{post.pk}"))
    assert all(words in seen for words in ("Des mots", "Voilà", "an answer is due"))
    assert page.post(f"/safety/posts/{post.pk}", {"because": ""}).status_code == 422
    assert page.post(f"/safety/posts/{post.pk}", {"because": "Hors jeu."}).status_code == 303
    assert "Hors jeu." in text(page.get(f"/safety/posts/{post.pk}"))
    assert page.post(f"/safety/posts/{post.pk}", {"show": "yes"}).status_code == 303
    post.refresh_from_db()
    assert post.hidden_at is None


@pytest.mark.parametrize("size", [1, 30])
def test_a_thread_costs_the_same_queries_whatever_its_length(visit, meet, bruno, now, size, django_assert_num_queries):
    writers = [make_member() for _ in range(2)]
    for one in writers:
        domain.join(meet, member=one, now=now)
    for number in range(size):
        say(meet, writers[number % 2], f"line {number}", now - dt.timedelta(minutes=size - number))
    page = visit(bruno)
    path = f"/meets/{meet.pk}/thread"
    with django_assert_num_queries(14):
        answer = page.get(path)
    assert len(soup(answer).find_all(class_="line")) == size
    with django_assert_num_queries(14):
        page.get(path, headers=HTMX)


def test_what_was_said_before_is_one_link_away(visit, meet, bruno, now):
    for number in range(35):
        say(meet, bruno, f"line {number:02}", now - dt.timedelta(minutes=35 - number))
    page = visit(bruno)
    path = f"/meets/{meet.pk}/thread"
    latest = soup(page.get(path))
    assert len(latest.select(".line")) == 30
    before = latest.find("a", string=lambda words: words and "before" in words)["href"]
    assert [line.get_text() for line in soup(page.get(path + before)).select(".line-words")] == [
        f"line {number:02}" for number in range(5)
    ]
    assert page.get(f"{path}?before=x").status_code == 200


def test_whoever_one_sees_in_a_session_can_be_blocked_or_reported_in_two_taps(visit, meet, host, bruno, now):
    page = visit(bruno)
    more = soup(page.get(f"/meets/{meet.pk}")).select_one(".players .line-more")["href"]
    assert more == f"/meets/{meet.pk}/people/{host.pk}"
    seen = soup(page.get(more))
    assert {f"/members/{host.pk}/block", f"/members/{host.pk}/apart", more} <= {
        form.get("action") for form in seen.find_all("form")
    }
    assert page.post(more, {}).status_code == 422
    assert page.post(more, {"reason": "conduct", "words": "Voilà"}).status_code == 303
    report = Report.objects.get()
    assert (report.reported, report.words) == (host, "Voilà")
    assert report.about.startswith("Running, ")
    assert "2026-" not in report.about  # read by somebody, in words


def test_whom_a_session_does_not_show_has_no_page_there(visit, meet, host, bruno, now):
    stranger, asking = make_member(), make_member()
    Attendance.objects.create(meet=meet, member=asking, presence=Presence.ASKED, since_at=now, changed_at=now)
    place = f"/meets/{meet.pk}/people/"
    for viewer, other, status in (
        (bruno, stranger, 404),
        (bruno, bruno, 404),
        (bruno, asking, 404),
        (host, asking, 200),
        (stranger, host, 404),
    ):
        assert visit(viewer).get(f"{place}{other.pk}").status_code == status, (viewer, other)
    Block.objects.create(blocker=bruno, blocked=host)
    assert visit(host).get(f"{place}{bruno.pk}").status_code == 404
