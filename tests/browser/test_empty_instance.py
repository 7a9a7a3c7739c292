"""Day one on an instance where nobody lives: from the welcome page to an honest light, with one thumb."""

import re
from dataclasses import dataclass

import pytest
from django.core.management import call_command

from sporezo.members.models import Member
from sporezo.network.models import Contact, Touch
from tests.mailserver import mail_server
from tests.processes import wait_until

SECONDS_A_TAP, SECONDS_A_KEY, SECONDS_A_PAGE = 1.1 + 1.35, 0.28, 1.0
"""Pointing and deciding, typing, waiting: Card, Moran and Newell's keystroke-level model, an average typist."""

TYPED = [
    ("Armelle Jallade", "first", "month", "both", "sa fille au conservatoire"),
    ("Benoît Pélissier", "first", "season", "in", "son potager"),
    ("Claire Lamothe", "second", "year", "out", "le marathon de Nantes"),
    ("Denis Rochas", "active", "season", "both", "sa reprise d'études"),
]
ADDRESS_BOOK = """BEGIN:VCARD\r
VERSION:3.0\r
N:Maurel;Émilie;;;\r
FN:Émilie Maurel\r
ORG:Cabinet Maurel\r
EMAIL:emilie@maurel.example\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
FN:Le plombier\r
TEL:+33478000000\r
END:VCARD\r
"""


@dataclass
class Thumb:
    """What a person does on a phone, counted."""

    page: object
    taps: int = 0
    keys: int = 0
    pages: int = 0

    @property
    def seconds(self):
        """How long it takes an unhurried person."""
        return self.taps * SECONDS_A_TAP + self.keys * SECONDS_A_KEY + self.pages * SECONDS_A_PAGE

    def tap(self, what):
        self.page.locator(what).first.click()
        self.taps += 1

    def go(self, what="main form .button:not(.quiet)"):
        """Tap on what leads to the next page."""
        with self.page.expect_navigation():
            self.tap(what)
        self.pages += 1

    def choose(self, **values):
        for name, value in values.items():
            self.tap(f"label:has(input[name={name}][value='{value}'])")

    def write(self, name, words):
        self.page.fill(f"[name={name}]", words)
        self.taps += 1
        self.keys += len(words)


@pytest.fixture
def post_office(settings):
    """A real mail server, where this instance hands in its mail."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def nobody(transactional_db):
    """What `sporezo migrate` leaves: sports and communes, and not one member."""
    for deed in ("createcachetable", "load_catalogue", "load_communes"):
        call_command(deed, verbosity=0)
    assert not Member.objects.exists()


def refused(page):
    return " ".join(page.locator(".errorlist").all_inner_texts())


def test_the_first_five_minutes(page, live_server, nobody, post_office, tmp_path):
    thumb = Thumb(page)
    page.goto(live_server.url)
    thumb.go("a[href='/accounts/signup/']")
    thumb.write("email", "Nour.Haddad@Example.org")
    thumb.go()
    assert wait_until(lambda: post_office.mails)
    letter = post_office.mails[0]
    assert letter["To"] == "nour.haddad@example.org"
    (code,) = [line for line in letter.get_content().splitlines() if re.fullmatch("[A-Z0-9-]{6,9}", line)]
    thumb.write("code", code)
    thumb.go()

    # Without age and consent: a sentence each, and what was typed is still there.
    thumb.go("a[href*=begin]")
    thumb.write("first_name", "Nour")
    thumb.write("last_name", "Haddad")
    page.select_option("[name=sector]", "health")
    thumb.taps += 2
    page.locator("main form").evaluate("form => form.noValidate = true")
    thumb.go()
    assert "adultes" in refused(page)
    assert "accord" in refused(page)
    assert page.input_value("[name=last_name]") == "Haddad"
    assert not Member.objects.get().first_name
    thumb.tap("label[for=id_is_adult]")
    thumb.tap("label[for=id_agrees]")
    thumb.go()

    # Running in one's own words among seven, tennis by the federation's ranking.
    for sport in ("Course à pied", "Tennis"):
        thumb.tap(f"label span:text-is('{sport}')")
    thumb.go()
    words = {}
    while "/practices/" in page.url:
        if "tennis" in page.url:
            page.select_option("[name=scale]", label="Classement FFT")
            thumb.taps += 2
            thumb.write("value", "15/4")
        else:
            words = page.locator("label:has(input[name=label])").all_inner_texts()
            thumb.tap("label:has(input[name=label]) >> nth=3")
        thumb.go()
    assert len(words) == 7

    thumb.write("commune", "69003")
    thumb.go()
    for slot in (5, 21, 37, 53, 75):
        thumb.tap(f"input[name=slots][value='{slot}']")
    thumb.go()

    for name, circle, spoke, word, stock in TYPED:
        thumb.write("name", name)
        thumb.choose(circle=circle, last_spoke=spoke, last_word=word)
        thumb.write("stock", stock)
        thumb.go()
    (tmp_path / "carnet.vcf").write_text(ADDRESS_BOOK)
    page.set_input_files("[name=file]", tmp_path / "carnet.vcf")
    thumb.taps += 3
    thumb.go("form[action$='/cards'] button")
    thumb.tap("label:has-text('Émilie Maurel')")
    thumb.go()
    for name, value in (("circle", "active"), ("last_spoke", "longer"), ("last_word", "both")):
        thumb.tap(f"label:has(input[name$={name}][value='{value}'])")
    thumb.go()

    # At once: this week, with gestures that have a reason, a light and a first line.
    assert page.url == f"{live_server.url}/"
    assert Contact.objects.count() == 5
    assert page.locator(".gesture").count() >= 2
    for gesture in page.locator(".gesture").all():
        assert gesture.locator(".row-note").text_content().strip()
        assert gesture.locator(".said").text_content().strip()
        assert gesture.locator(".light").count() == 1
    for deed in ("done", "later", "aside"):
        logged = Touch.objects.filter(key__startswith="log:").count()
        name = page.locator(".gesture h3").first.inner_text()
        if deed == "aside":
            thumb.tap(".gesture details.more summary")
        with page.expect_response(re.compile(f"/{deed}$")):
            thumb.tap(f".gesture form[action$='/{deed}'] button")
        page.locator(f".gesture h3:text-is('{name}')").wait_for(state="detached")
        assert Touch.objects.filter(key__startswith="log:").count() == logged + (deed == "done")

    # "May I ask them something now?", under one light, with two facts.
    thumb.go("nav a[href='/network']")
    thumb.go("a:text-is('Benoît Pélissier')")
    answer = page.locator(".answer")
    assert "Échauffement" in answer.locator(".light").inner_text()
    assert answer.locator(".reasons li").count() >= 2
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert thumb.seconds < 300
    assert thumb.taps <= 72
