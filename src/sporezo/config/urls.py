"""The URL map: each app's own, then accounts and the operator's desk."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from sporezo.config import health

# The desk has no door of its own: a code, and a second factor where there is one.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("desk/", admin.site.urls),
    # Those asked most often first: each address is tried in this order.
    path("", include("sporezo.rounds.urls")),
    path("", include("sporezo.meets.urls")),
    path("", include("sporezo.network.urls")),
    path("", include("sporezo.ui.urls")),
    path("", include("sporezo.home.urls")),
    path("", include("sporezo.members.urls")),
    path("", include("sporezo.notices.urls")),
    path("", include("sporezo.safety.urls")),
    path("", include("sporezo.sports.urls")),
    path("", include("sporezo.places.urls")),
    path("", include("sporezo.diary.urls")),
    path("", include("sporezo.communities.urls")),
    path("", include("sporezo.asks.urls")),
    path("", include("sporezo.weeks.urls")),
    path("", include("sporezo.demo.urls")),
]
