"""The one way to say no."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from sporezo.ui.htmx import is_fragment, render


class Refused(Exception):
    """No, because. `reason` is a sentence in the reader's language; `remedy` says what to do instead."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = str(reason)
        self.remedy = str(remedy)


def say(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Status 422: a page with the way back, or for htmx the sentence alone, in the region read aloud."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    back = urlsplit(came_from)._replace(scheme="", netloc="").geturl() if is_ours else "/"
    response = render(request, "ui/refused.html", "sentence", {"refused": refused, "back": back}, status=422)
    if is_fragment(request):
        response.headers["HX-Retarget"] = "#flashes"
        response.headers["HX-Reswap"] = "innerHTML show:top"
    return response
