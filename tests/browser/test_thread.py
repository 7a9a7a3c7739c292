"""A thread live in two browsers, on phones, in French; the events process dies, and nobody loses a word."""

import os
import signal
import subprocess
import sys
import uuid

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sporezo.jobs import clock
from sporezo.meets import domain
from sporezo.meets.models import Meet
from tests.factories.meets import organise
from tests.factories.members import make_member
from tests.processes import ROOT, environment, wait_until
from tests.test_cli import free_port, get, is_listening


@pytest.fixture
def meet(transactional_db):
    """Tomorrow's run: Alix organises, Bruno is in."""
    alix, bruno = make_member("Alix", "Morel", language="fr"), make_member("Bruno", "Lafont", language="fr")
    now = clock.now()
    meet = organise(alix, now=now)
    domain.join(meet, member=bruno, now=now)
    return Meet.objects.get(pk=meet.pk)


@pytest.fixture
def port(settings):
    """Where the events process will be."""
    port = free_port()
    settings.EVENTS_URL = f"http://127.0.0.1:{port}"
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": policy | {"connect-src": [*policy["connect-src"], settings.EVENTS_URL]}
    }
    return port


@pytest.fixture
def speak(port, tmp_path):
    """Start the events process; those still alive are killed at the end."""
    running = []

    def start():
        command = [sys.executable, "-m", "sporezo", "events", "--port", str(port)]
        running.append(subprocess.Popen(command, env=environment(tmp_path), cwd=ROOT, start_new_session=True))
        assert wait_until(lambda: is_listening(port) and get(port, "events/healthz")[0] == 200, seconds=60)
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def opened(new_context, live_server, meet, member):
    """A browser of this member's on the thread."""
    client = Client()
    client.force_login(member)
    context = new_context()
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/meets/{meet.pk}")
    page.get_by_role("link", name="Le fil").click()
    return page


def is_live(page, yes="yes"):
    page.locator(f"#thread[data-live={yes}]").wait_for(timeout=60_000)


def asked_anew(response):
    """A page that hears nothing asks at once; a line written while that answer moves the page may be clicked past."""
    return "asked=" in response.url


def say(page, words):
    page.get_by_label("Votre mot").fill(words)
    page.get_by_role("button", name="Envoyer").click()
    heard(page, words)


def heard(page, words, **how):
    page.locator(".line-words", has_text=words).wait_for(timeout=30_000, **how)


def test_two_browsers_talk_lose_the_process_and_find_it_again(new_context, live_server, meet, speak):
    alix, bruno = meet.host, meet.attendances.exclude(member=meet.host).get().member
    process = speak()
    hers, his = (opened(new_context, live_server, meet, one) for one in (alix, bruno))
    assert "Qui apporte les balles" in hers.inner_text("main") or "qui apporte les balles" in hers.inner_text("main")
    for page in (hers, his):
        is_live(page)

    say(hers, "Qui apporte l'eau ?")
    heard(his, "Qui apporte l'eau ?")
    his.get_by_label("Votre mot").press_sequentially("Moi, @al")
    his.get_by_role("button", name="@Alix").click()
    assert his.get_by_label("Votre mot").input_value() == "Moi, @Alix "
    his.get_by_role("button", name="Envoyer").click()
    hers.locator(".line-words b", has_text="@Alix").wait_for()
    hers.get_by_label("Une annonce").check()
    say(hers, "Départ porte B")
    his.locator("#thread-pinned", has_text="Départ porte B").wait_for()
    assert not his.evaluate("document.documentElement.scrollWidth > innerWidth")

    # Put better elsewhere, it changes in place; a draft under way is left alone.
    his.get_by_label("Votre mot").fill("un brouillon")
    post = meet.posts.order_by("pk").first()
    domain.edit(post, member=alix, words="Qui apporte de l'eau ?", now=clock.now())
    heard(his, "Qui apporte de l'eau ?")
    assert his.locator(".line").count() == 3

    # Killed, it is noticed, and htmx asks instead.
    with hers.expect_response(asked_anew, timeout=60_000), his.expect_response(asked_anew, timeout=60_000):
        os.killpg(process.pid, signal.SIGKILL)
        for page in (hers, his):
            is_live(page, "no")
    say(hers, "Toujours là ?")
    heard(his, "Toujours là ?")
    assert his.get_by_label("Votre mot").input_value() == "un brouillon"

    # Back, it is found again, and what was said meanwhile is there once.
    domain.say(meet, member=alix, words="Entre-temps", key=uuid.uuid4(), now=clock.now())
    speak()
    for page in (hers, his):
        is_live(page)
        heard(page, "Entre-temps")
    say(hers, "De retour")
    heard(his, "De retour")
    assert [line.split("\n")[-1] for line in his.locator(".line-words").all_inner_texts()] == [
        "Qui apporte de l'eau ?",
        "Moi, @Alix",
        "Départ porte B",
        "Toujours là ?",
        "Entre-temps",
        "De retour",
    ]

    # Whoever leaves is shown the door at once, wherever the page is open.
    domain.leave(meet, member=bruno, now=clock.now())
    his.wait_for_url(f"{live_server.url}/meets/{meet.pk}", timeout=20_000)
    assert "De retour" not in his.inner_text("body")


def test_without_scripts_one_writes_and_reads(new_context, live_server, meet):
    page = opened(lambda: new_context(java_script_enabled=False), live_server, meet, meet.host)
    page.get_by_label("Votre mot").fill("Qui apporte l'eau ?")
    page.get_by_role("button", name="Envoyer").click()
    assert "Qui apporte l'eau ?" in page.inner_text("#thread-lines")
    page.get_by_role("link", name="Au sujet de ce mot").click()
    page.get_by_role("button", name="Le retirer").click()
    assert "Mot retiré." in page.inner_text("#thread-lines")
