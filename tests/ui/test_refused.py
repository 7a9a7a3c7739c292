"""A refusal, as a page and as a fragment."""

import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from sporezo.ui.htmx import done
from sporezo.ui.middleware import LanguageAndZone, SayRefusals, VaryOnHtmx
from sporezo.ui.refused import Refused


class Visitor:
    is_authenticated = False


class Englishwoman:
    is_authenticated = True
    language = "en"
    time_zone = "Europe/London"


def ask(respond, **headers):
    """Send one request through the middleware that stands between a view and its reader."""
    request = RequestFactory().post("/meets/42/attendance", headers=headers, SERVER_NAME="localhost")
    request.user = Visitor()
    guard = SayRefusals(respond)

    def answer(asked):
        try:
            return guard(asked)
        except Refused as refused:
            return guard.process_exception(asked, refused)

    return VaryOnHtmx(LanguageAndZone(HtmxMiddleware(answer)))(request)


def full(request):
    raise Refused("This session is full.", "Join the waiting list.")


def test_refusal_is_a_page_with_the_way_back():
    answer = ask(full, referer="http://localhost/meets/42?tab=thread")
    assert answer.status_code == 422
    assert "This session is full." in answer.text
    assert "Join the waiting list." in answer.text
    assert 'href="/meets/42?tab=thread"' in answer.text
    assert "<html" in answer.text


def test_refusal_never_leads_back_to_another_site():
    assert 'href="https://elsewhere' not in ask(full, referer="https://elsewhere.example/trap").text


def test_refusal_for_htmx_is_the_sentence_where_it_is_read_aloud():
    answer = ask(full, hx_request="true")
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#flashes")
    assert "This session is full." in answer.text
    assert "<html" not in answer.text


def test_refusal_escapes_what_people_typed():
    def view(request):
        raise Refused("<b>Alix</b> said no.")

    assert "&lt;b&gt;Alix" in ask(view).text


def test_other_errors_are_left_to_django():
    def view(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(view)


@pytest.mark.parametrize(
    ("headers", "status", "header"), [({}, 303, "Location"), ({"hx_request": "true"}, 200, "HX-Redirect")]
)
def test_done_sends_each_browser_on_in_its_own_way(headers, status, header):
    answer = ask(lambda request: done(request, "/meets/42"), **headers)
    assert (answer.status_code, answer.headers[header]) == (status, "/meets/42")


def test_answers_vary_on_what_they_depend_on():
    assert {"HX-Request", "Accept-Language", "Cookie"} <= set(ask(full).headers["Vary"].split(", "))


def test_a_members_language_wins_over_the_browsers():
    request = RequestFactory().get("/", headers={"accept-language": "fr"})
    request.user = Englishwoman()
    answer = LanguageAndZone(lambda asked: done(asked, "/"))(request)
    assert answer.headers["Content-Language"] == "en"
