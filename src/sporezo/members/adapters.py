"""How allauth speaks through this house."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sporezo.members.domain import stay
from sporezo.members.models import Member
from sporezo.ui.mails import words

BREATHER = _("That was a lot of attempts. Take a breather, and try again in five minutes.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Members have no password: they sign in by a mailed code, a passkey, or a provider."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the code we sent. Look at the latest mail."),
        "too_many_login_attempts": BREATHER,
        "rate_limited": BREATHER,
        "duplicate_email": _("That address is yours already."),
        "email_taken": _("That address cannot be used here. Choose another."),
    }

    def post_login(self, request: HttpRequest, user: Member, **how: Any) -> HttpResponse:
        """Whoever comes back within the grace of a departure stays."""
        response = super().post_login(request, user, **how)
        if stay(user):
            messages.success(request, gettext("Back in the game: your account stays, and so does all that is in it."))
        return cast(HttpResponse, response)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A code is waited for: it leaves at once, not through the outbox, in the member's language."""
        member = Member.objects.filter(email=email.lower()).first()
        name = template_prefix.rpartition("/")[2]
        with translation.override(member.language if member else translation.get_language()):
            subject, paragraphs = words(
                f"members/mail/{name}.txt",
                context | {"email": email, "instance_name": settings.SPOREZO_NAME, "url": settings.SPOREZO_URL},
            )
        EmailMessage(
            subject=subject,
            body="\n\n".join([*paragraphs, f"-- \n{settings.SPOREZO_NAME}\n{settings.SPOREZO_URL}"]),
            to=[email],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()
