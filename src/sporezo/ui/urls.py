from django.urls import path
from django.views.i18n import set_language

from sporezo.ui import views

urlpatterns = [
    path("ui/theme", views.theme, name="theme"),
    path("ui/language", set_language, name="set_language"),
    path("ui/specimen", views.specimen, name="specimen"),
    path("ui/specimen/<int:code>", views.specimen_fault, name="specimen_fault"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
