""" "Keep in touch?" and its answers."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sporezo.jobs import clock
from sporezo.members.models import Member
from sporezo.network import domain, queries
from sporezo.ui import htmx
from sporezo.ui.onward import onward


@login_required
@require_POST
def keep_in_touch(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no. A no is never told; a yes only when it is mutual."""
    question = get_object_or_404(queries.question_of(cast(Member, request.user), pk))
    wants = request.POST.get("wants") == "yes"
    link = domain.answer_keep_in_touch(question, wants=wants, now=clock.now())
    name = {"name": question.other.first_name}
    if link is not None:
        messages.success(request, _("It is mutual: %(name)s is in your network, and you in theirs.") % name)
    elif wants:
        messages.success(request, _("Noted. If %(name)s says yes too, you will both hear of it.") % name)
    else:
        messages.success(request, _("Noted. Nobody will ever know."))
    return htmx.done(request, onward(request, reverse("network")))
