"""What every answer carries, whatever became of the request."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
ANSWERS = {
    "page": (200, lambda client: client.get("/")),
    "door": (200, lambda client: client.get("/accounts/login/")),
    "redirection": (302, lambda client: client.get("/me")),
    "bad host": (400, lambda client: client.get("/", headers={"host": "elsewhere.example"})),
    "forged form": (403, lambda client: Client(enforce_csrf_checks=True).post("/accounts/login/", {"email": "a@b.fr"})),
    "nothing there": (404, lambda client: client.get("/nothing/there")),
    "wrong verb": (405, lambda client: client.post("/")),
    "dead link": (422, lambda client: client.get("/notices/off/forged")),
    "crash": (500, lambda client: client.get("/crash")),
    "health": (200, lambda client: client.get("/healthz")),
    "style sheet": (200, lambda client: client.get(staticfiles_storage.url("ui/css/base.css"))),
}


@pytest.fixture
def visitor(db, settings):
    settings.ROOT_URLCONF = "tests.ui.crashing"
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_carries_the_strict_policy(visitor, name):
    status, ask = ANSWERS[name]
    answer = ask(visitor)
    assert answer.status_code == status
    policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert policy | POLICY == policy
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_member_reads_is_kept_by_no_cache(client, alix):
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(alix)
    for url in ("/", "/me", "/network", "/nothing/there"):
        assert client.get(url).headers["Cache-Control"] == "private, no-store"
