"""The addresses of Sporezo, and one that crashes."""

from django.urls import path

from sporezo.config.urls import urlpatterns as ours


def crash(request):
    raise RuntimeError("on purpose")


urlpatterns = [*ours, path("crash", crash)]
