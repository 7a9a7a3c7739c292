"""What every template knows of the instance."""

from django.conf import settings
from django.http import HttpRequest

THEMES = ("day", "night")
# Which of the four a page belongs to, by the first step of its address; "" is the week itself.
SECTIONS = {
    "week": {"", "week", "weeks", "gestures"},
    "play": {"play", "meets", "rounds", "proposals", "wishes", "near", "venues"},
    "network": {"network", "contacts", "links", "asks", "favours", "introductions", "touches"},
    "me": {"me", "members", "sports", "places", "diary", "communities", "safety", "notices", "accounts", "start"},
}


def section_of(path: str) -> str:
    """The section an address belongs to, or nothing.

    >>> section_of("/meets/42"), section_of("/"), section_of("/desk/")
    ('play', 'week', '')
    """
    first = path.strip("/").partition("/")[0]
    return next((section for section, steps in SECTIONS.items() if first in steps), "")


def instance(request: HttpRequest) -> dict[str, object]:
    theme = request.COOKIES.get("theme", "")
    return {
        "instance_name": settings.SPOREZO_NAME,
        "is_demo": settings.DEMO,
        "theme": theme if theme in THEMES else "",
        "section": section_of(request.path_info),
        "has_specimen": settings.DEBUG or settings.DEMO,
    }
