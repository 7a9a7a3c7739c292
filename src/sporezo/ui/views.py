"""The few pages that belong to no app: theme, manifest, errors, the specimen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from sporezo.ui.context import THEMES
from sporezo.ui.refused import Refused
from sporezo.ui.specimen import specimen_context

YEAR_SECONDS = 365 * 24 * 3600
REFUSED = 422
FAULTS = (400, 403, 404, 429, 500)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Day, night, or whatever the device says (any other word)."""
    wish, back = request.POST.get("theme", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back, status=303)
    if wish in THEMES:
        response.set_cookie(
            "theme", wish, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie("theme")
    return response


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put us on its home screen."""
    icons = [
        {"src": static(f"ui/icons/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": settings.SPOREZO_NAME,
        "short_name": settings.SPOREZO_NAME,
        "description": _("Keep your network alive through sport."),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf9f5",
        "theme_color": "#faf9f5",
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_GET
def specimen(request: HttpRequest) -> HttpResponse:
    """Every component on one page, to be looked at; only where there is nothing to hide."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "ui/specimen.html", specimen_context() | {"faults": sorted((*FAULTS, REFUSED))})


@require_GET
def specimen_fault(request: HttpRequest, code: int) -> HttpResponse:
    """What a page that failed looks like, or a refusal (422); answered as a page like any other."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    if code == REFUSED:
        refused = Refused(_("This session is full."), _("Join the waiting list: a place often comes free."))
        return render(request, "ui/refused.html", {"refused": refused, "back": reverse("specimen")})
    if code not in FAULTS:
        raise Http404
    return render(request, f"{code}.html")


def _problem(request: HttpRequest, status: int, **extra: Any) -> HttpResponse:
    return render(request, f"{status}.html", extra, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off."""
    return _problem(request, 403, is_stale_form=True)
