from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Django's own, without the htmx extensions we do not serve: they import a bare name that no file bears."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "hx-*.js"]
