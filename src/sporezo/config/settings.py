"""Django's settings, one file, driven by the environment (see `environment.py` and docs/self-hosting.md)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sporezo.config.environment import database, mail, read_environment

ENV = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.secret()
DEBUG = ENV.debug
DEMO = ENV.demo
PUBLIC_SESSIONS = ENV.public_sessions or ENV.demo
TILES_URL = ENV.tiles_url  # empty: places are drawn by the server, without a map
TILES_CREDIT = ENV.tiles_credit
SPOREZO_URL = ENV.url
EVENTS_URL = ENV.events_url  # empty: under /events/ of this same address
SPOREZO_NAME = ENV.name
SPOREZO_NOW = ENV.now
SPOREZO_DATA = ENV.data.resolve()
ALLOWED_HOSTS = [
    *ENV.allowed_hosts,
    urlsplit(ENV.url).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [ENV.url]

INSTALLED_APPS = [
    "sporezo.ui",
    "sporezo.members",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "sporezo.config.apps.StaticFiles",
    "django.contrib.sites",
    "django.contrib.humanize",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "template_partials",
    "sporezo.jobs",
    "sporezo.notices",
    "sporezo.safety",
    "sporezo.sports",
    "sporezo.places",
    "sporezo.diary",
    "sporezo.communities",
    "sporezo.meets",
    "sporezo.network",
    "sporezo.rounds",
    "sporezo.asks",
    "sporezo.weeks",
    "sporezo.home",
    "sporezo.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sporezo.ui.middleware.KeepPrivate",
    "sporezo.ui.middleware.LanguageAndZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sporezo.ui.middleware.VaryOnHtmx",
    "sporezo.ui.middleware.SayRefusals",
]

FORM_RENDERER = "sporezo.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "sporezo.ui.views.csrf_failure"
ROOT_URLCONF = "sporezo.config.urls"
WSGI_APPLICATION = "sporezo.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sporezo.ui.context.instance",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "sporezo.ui.templatetags.ui",
                "sporezo.ui.templatetags.drawn",
            ],
        },
    }
]

DATABASES = {"default": database(ENV.database_url, ENV.data)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
QUEUE_URL = ENV.queue_url or f"sqlite:///{ENV.data.resolve() / 'queue.sqlite3'}"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

globals().update(mail(ENV.smtp_url, demo=ENV.demo))
DEFAULT_FROM_EMAIL = ENV.mail_from
SERVER_EMAIL = ENV.mail_from

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "sporezo.config.sessions.Members",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
SITE_ID = 1
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxies
ACCOUNT_ADAPTER = "sporezo.members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"join_code": "10/10m/user,40/10m/ip"}  # codes that open no community; the others are allauth's
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = ENV.name
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.url.startswith("http://")

LANGUAGE_CODE = ENV.language
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone

STATIC_URL = "static/"
STATIC_ROOT = ENV.data / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sporezo.ui.staticfiles.HashedFiles"},
}
MEDIA_ROOT = ENV.data / "media"
MEDIA_URL = "media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

HTTPS = ENV.url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "sporezo.config.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *filter(None, [EVENTS_URL])],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"links": {"()": "sporezo.config.logs.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {"huey": {"level": "DEBUG" if ENV.log_level == "DEBUG" else "WARNING"}},
}
