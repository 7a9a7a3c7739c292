from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "sporezo.jobs"
