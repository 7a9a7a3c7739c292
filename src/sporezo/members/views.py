"""The door, and the pages about oneself."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.views import RequestLoginCodeView
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from sporezo.jobs import clock
from sporezo.members import domain
from sporezo.members.forms import FirstProfile, GenderForm, Profile
from sporezo.members.models import Member
from sporezo.members.queries import SIGNING_IN_AS, has_profile, topics_in_words
from sporezo.ui.onward import onward


@method_decorator(never_cache, name="dispatch")
class Door(RequestLoginCodeView):  # type: ignore[misc]
    """Type an address, get a code: the same page and the same mail whether or not an account exists."""

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"]
        form._user = domain.answer_knock(
            email,
            known=form._user,
            language=get_language() or settings.LANGUAGE_CODE,
            time_zone=settings.TIME_ZONE,
            now=clock.now(),
        )
        self.request.session[SIGNING_IN_AS] = email.strip().lower()
        return cast(HttpResponse, super().form_valid(form))


sign_in = rate_limit(action="login")(Door.as_view(template_name="account/login.html"))
sign_up = rate_limit(action="signup")(Door.as_view(template_name="account/signup.html"))
ask_for_code = rate_limit(action="login")(Door.as_view())


def no_password(request: HttpRequest, page: str) -> HttpResponse:
    """Nobody has a password here, so there is none to change, reset or steal."""
    raise Http404


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am; the least of it for a newcomer, on the way to `next`."""
    member = cast(Member, request.user)
    is_known = has_profile(member)
    form_class = Profile if is_known else FirstProfile
    # The form writes what was typed onto its instance, so it gets its own: the page still greets whom it knew.
    form = form_class(request.POST or None, instance=Member.objects.get(pk=member.pk))
    if request.method == "POST" and form.is_valid():
        domain.introduce(member, said=form.cleaned_data, now=clock.now())
        if is_known:
            messages.success(request, _("Noted."))
        return redirect(onward(request, reverse("profile")))
    context: dict[str, Any] = {"form": form, "is_known": is_known, "next": onward(request, "")}
    if is_known:
        context["folded"] = [
            {"bound": form["gives"], "chosen": topics_in_words(member.gives)},
            {"bound": form["curious_about"], "chosen": topics_in_words(member.curious_about)},
        ]
    return render(request, "members/profile.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def gender(request: HttpRequest) -> HttpResponse:
    """Asked on the way into a women-only session (`next`), and nowhere else."""
    member = cast(Member, request.user)
    form = GenderForm(request.POST or None, initial={"gender": member.gender or ""})
    if request.method == "POST" and form.is_valid():
        domain.introduce(member, said=form.cleaned_data, now=clock.now())
        return redirect(onward(request, reverse("profile")))
    context = {"form": form, "next": onward(request, "")}
    return render(request, "members/gender.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """The ways into one's account."""
    kinds = list(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    context = {
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
    }
    return render(request, "members/security.html", context)
