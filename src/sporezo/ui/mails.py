"""The words of a mail: a template whose first line is the subject and whose blank lines part the paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.template import Context, Engine

# “Bruno K..”: the full stop of an initial ends the sentence too.
LAST_INITIAL = re.compile(r"(?<=\b\w)\.\.(?=\s)")
# Not \s: the space before a French question mark stays unbreakable in a subject too.
BREAKABLE = re.compile(r"[ \t\r\n]+")


def words(template: str, context: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Subject and paragraphs of a plain-text template, in the language and time zone that are active."""
    # Plain text says & as &: whoever puts it on a page escapes it there, once.
    written = Engine.get_default().get_template(template).render(Context(dict(context), autoescape=False))
    rendered = LAST_INITIAL.sub(".", written)
    subject, _, body = rendered.strip().partition("\n")
    blocks = ("\n".join(line.strip() for line in block.splitlines()).strip() for block in body.split("\n\n"))
    return BREAKABLE.sub(" ", subject).strip(), [block for block in blocks if block]
