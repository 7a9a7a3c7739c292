"""What every answer passes through."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from sporezo.ui.refused import Refused, say

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageAndZone:
    """A member's own language and time zone; a visitor's language from cookie or browser."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        member = request.user
        language = getattr(member, "language", None) or translation.get_language_from_request(request)
        zone = getattr(member, "time_zone", None) or settings.TIME_ZONE
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class KeepPrivate:
    """What a member reads is kept by no cache: on a shared computer, going back after signing out shows nothing."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response


class VaryOnHtmx:
    """One URL answers a page or a fragment: caches must know."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        patch_vary_headers(response, ("HX-Request",))
        return response


class SayRefusals:
    """A `Refused` becomes a sentence and what to do instead, with status 422."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return say(request, exception) if isinstance(exception, Refused) else None
