"""One view, two answers: a page for the browser, a named fragment for htmx."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django_htmx.http import HttpResponseClientRedirect


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of the page (a history restore asks for all of it)."""
    details: Any = getattr(request, "htmx", None)
    return bool(details) and not details.history_restore_request


def render(
    request: HttpRequest,
    template: str,
    partial: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with `template`, or with its `{% partialdef partial %}` alone when htmx asks."""
    name = f"{template}#{partial}" if is_fragment(request) else template
    return render_page(request, name, context, status=status)


def done(request: HttpRequest, url: str) -> HttpResponse:
    """The deed is done: go to `url`, by 303 for a plain form, by HX-Redirect for htmx."""
    if is_fragment(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)
