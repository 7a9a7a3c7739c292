"""Where mail goes, by the settings."""

import pytest

from sporezo.config.environment import mail
from sporezo.notices.apps import CONSOLE, mail_goes_somewhere


@pytest.mark.parametrize(
    ("url", "demo", "backend"),
    [
        ("", True, "sporezo.notices.adapters.Mailbox"),
        ("", False, CONSOLE),
        ("smtp://mail.example.org", True, "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_mail_goes_to_the_server_else_to_the_mailbox_or_the_log(url, demo, backend):
    assert mail(url, demo=demo)["EMAIL_BACKEND"] == backend


@pytest.mark.parametrize(
    ("url", "port", "is_tls", "is_ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://me:p%40ss@mail.example.org", 587, True, False),
        ("smtps://mail.example.org:4650", 4650, False, True),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, port, is_tls, is_ssl):
    told = mail(url, demo=False)
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (port, is_tls, is_ssl)
    assert told["EMAIL_HOST_PASSWORD"] == ("p@ss" if is_tls else "")


def test_mail_that_goes_to_nobody_is_warned_of(settings):
    settings.EMAIL_BACKEND = CONSOLE
    assert [warning.id for warning in mail_goes_somewhere()] == ["sporezo.W001"]
    settings.EMAIL_BACKEND = "sporezo.notices.adapters.Mailbox"
    assert mail_goes_somewhere() == []
