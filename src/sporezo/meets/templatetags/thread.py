"""How the words of a thread are shown: plain text, with links one may follow and names one recognises."""

from __future__ import annotations

import re
from collections.abc import Collection

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def spoken(words: str, names: Collection[str] = ()) -> SafeString:
    """Escaped text, its web addresses as links, `@` and a name marked, its line breaks kept."""
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # Split first, so that a name inside an address cannot break the link around it.
    parts = re.split(rf"(?<![\w/@.])(@(?:{known}))(?!\w)", words, flags=re.IGNORECASE) if known else [words]
    said = format_html_join(
        "", "{}", ((_marked(part) if number % 2 else _linked(part),) for number, part in enumerate(parts))
    )
    return mark_safe(said.replace("\r\n", "\n").replace("\n", "<br>"))  # noqa: S308 – every part is escaped above


def _marked(name: str) -> SafeString:
    return format_html("<b>{}</b>", name)


def _linked(text: str) -> SafeString:
    """Only http, https and mail become links, and no other site is told where they were found."""
    linked = urlize(conditional_escape(text), nofollow=True)
    return mark_safe(linked.replace('rel="nofollow"', 'rel="nofollow noopener noreferrer"'))  # noqa: S308 – as above
