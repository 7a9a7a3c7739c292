"""The discreet way out beside a name: two taps from any page to *block* and *tell the moderators*."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sporezo.members.models import Member
from sporezo.safety.queries import shown_path
from sporezo.ui.templatetags.ui import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def away(context: RequestContext, person: Any, words: str = "") -> SafeString:
    """A “…” beside somebody named (a member, a card, an id), or a link in words; nothing beside oneself or a guest."""
    viewer = context["request"].user
    pk = person if isinstance(person, int) else getattr(person, "pk", None)
    if not viewer.is_authenticated or pk is None or pk == viewer.pk:
        return SafeString("")
    url = shown_path(cast(Member, viewer), pk)
    if words:
        return format_html('<a class="button bare small" href="{}">{}</a>', url, words)
    name = getattr(person, "short_name", "") or getattr(person, "name", "")
    about = _("About %(name)s") % {"name": name}
    return format_html('<a class="line-more" href="{}">{}</a>', url, icon("more", label=about))
