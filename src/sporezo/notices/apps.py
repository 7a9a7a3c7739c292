from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

CONSOLE = "django.core.mail.backends.console.EmailBackend"


class NoticesConfig(AppConfig):
    name = "sporezo.notices"

    def ready(self) -> None:
        register(mail_goes_somewhere)


def mail_goes_somewhere(**_kwargs: object) -> list[CheckMessage]:
    """Said at start: without a mail server nobody can sign in but whoever reads the log."""
    if settings.EMAIL_BACKEND != CONSOLE:
        return []
    return [
        Warning(
            "SPOREZO_SMTP_URL is not set: mail, sign-in codes included, goes to the log and to nobody.",
            hint="Set it to smtp+tls://user:password@host:587, or run the demo, which has a mailbox of its own.",
            id="sporezo.W001",
        )
    ]
