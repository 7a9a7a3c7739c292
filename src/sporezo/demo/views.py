"""The doors of the demo: sign in as somebody with one click. They exist in the demo only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from sporezo.demo import doors
from sporezo.members.domain import stay
from sporezo.members.models import Member


@require_GET
def demo_doors(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    cast = list(doors.cast_members())
    context = {
        "alix": cast[:1],
        "partners": doors.proposed_with_alix(),
        "cast": cast[1:],
        "moderators": doors.moderators(),
        "public": doors.public_page(),
    }
    return render(request, "demo/doors.html", context)


@require_POST
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the town; of those who run an instance, only as its moderator."""
    _only_in_the_demo()
    people = Member.objects.filter(email__endswith=f"@{doors.DOMAIN}", is_superuser=False)
    member = get_object_or_404(people.filter(Q(is_staff=False) | Q(email=doors.MODERATOR)), pk=pk)
    login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
    stay(member)
    return redirect("week")


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
