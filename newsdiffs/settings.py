"""All settings."""

from __future__ import annotations

import sys
from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsdiffs.environment import (
    BASE_DIR,
    DATA_DIR,
    database,
    env,
    env_bool,
    env_choice,
    env_number,
    env_pairs,
    env_url,
    kept_secret,
)

django_stubs_ext.monkeypatch()

DEBUG = env_bool("DEBUG", False)
SITE_URL = env_url("SITE_URL", "http://127.0.0.1:8000")
ON_THIS_MACHINE = urlsplit(SITE_URL).hostname in {"127.0.0.1", "localhost", "::1"}
SECRET_KEY = env("SECRET_KEY") or (kept_secret(DATA_DIR / "secret-key.txt") if ON_THIS_MACHINE else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set, and SITE_URL is a public address. Give a long random text, the same to every process."
    )
# This machine's own names, too: its monitoring asks /healthz and /metrics by them, past the server in front.
ALLOWED_HOSTS = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()] or [
    *([] if DEBUG or ON_THIS_MACHINE else [urlsplit(SITE_URL).hostname or "localhost"]),
    *("localhost", "127.0.0.1", "[::1]"),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "newsdiffs.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "template_partials",
    "axes",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "articles.views.http.HiddenAnswers410",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsdiffs.urls"
WSGI_APPLICATION = "newsdiffs.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": database(env("DATABASE_URL", f"sqlite:///{DATA_DIR / 'newsdiffs.sqlite3'}"))}
# What is drawn once, in each process: pages, feeds and cards, the least recently asked for forgotten first.
CACHES = {
    "default": {
        "BACKEND": "newsdiffs.memory.MemoryCache",
        "OPTIONS": {"MAX_MEGABYTES": env_number("CACHE_MEGABYTES", 64, least=1, most=100_000)},
    }
}
# The cluster's queue lives in the database; its tables need PostgreSQL.
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS.append("procrastinate.contrib.django")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["articles.scraping.tasks"]
# A worker that is told to stop lets its jobs end: drains finish the looks under way, and nothing is begun any more.
PROCRASTINATE_WORKER_DEFAULTS = {"shutdown_graceful_timeout": 1.0}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# Ten wrong passwords from one address close the door to that address for a quarter of an hour, and to no other.
AXES_LOCKOUT_PARAMETERS = ["ip_address"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "articles.desk.client_address"
AXES_VERBOSE = False
# A second factor is each user's choice, unless all must have one.
SECOND_FACTOR_REQUIRED = env_bool("SECOND_FACTOR_REQUIRED", False)
OTP_TOTP_ISSUER = f"NewsDiffs ({urlsplit(SITE_URL).hostname})"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LANGUAGE_COOKIE_SECURE = SITE_URL.startswith("https://")

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
# Once `collectstatic` has run, files are named by their content; until then they are found where they lie.
COLLECTED = not DEBUG and ("collectstatic" in sys.argv or (STATIC_ROOT / "staticfiles.json").exists())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", not DEBUG)
    # Probes ask on this machine, in plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz", r"^metrics$"]
    SECURE_HSTS_SECONDS = int(env_number("SECURE_HSTS_SECONDS", 3600))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
    SECURE_HSTS_PRELOAD = env_bool("SECURE_HSTS_PRELOAD", False)
    # These two warnings are about the whole domain, which others may use without TLS: its owner decides, and has.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Feeds.
WEBSUB_HUB = env_url("WEBSUB_HUB", "") if env("WEBSUB_HUB") else ""  # is told of what is new, and named in the feeds

# Watches: what people are told of.
WATCH_GIVE_UP_DAYS = env_number("WATCH_GIVE_UP_DAYS", 5, least=0.01, most=365)  # of failures, then it is switched off
# Services that people may be told through, by name; the addresses are apprise's, and may hold its secrets.
SERVICES = env_pairs("SERVICES")

# Visitors.
SUGGESTIONS = env_bool("SUGGESTIONS", True)  # may visitors suggest articles to the editors?
SUGGESTIONS_A_DAY = int(env_number("SUGGESTIONS_A_DAY", 10, most=10_000))  # of one visitor

# The scraper.
CONTACT = env("CONTACT", SITE_URL + "/about/")  # who to ask; goes into the User-Agent
USER_AGENT = f"NewsDiffs/0.1 (+{CONTACT})"
ALLOW_PRIVATE_ADDRESSES = env_bool("ALLOW_PRIVATE_ADDRESSES", False)
SCRAPE_CONFIRM_SECONDS = env_number("SCRAPE_CONFIRM_SECONDS", 90, most=86_400)
SCRAPE_MIN_DELAY = env_number("SCRAPE_MIN_DELAY", 1.0, most=3_600)
SCRAPE_RETIRE_DAYS = env_number("SCRAPE_RETIRE_DAYS", 40, least=1, most=36_500)

# The terminal, for `manage.py show`.
NO_COLOR = bool(env("NO_COLOR"))
PAGER = env("PAGER", "less -RFX")

# The API.
API_READING = env_choice("API_READING", "OPEN", ("OPEN", "TOKEN"))
API_RATE_LIMIT = int(env_number("API_RATE_LIMIT", 120, least=1, most=1_000_000))  # requests a minute and address
API_TOKEN_RATE_LIMIT = int(env_number("API_TOKEN_RATE_LIMIT", 1_200, least=1, most=1_000_000))
API_RATE_FILE = DATA_DIR / "rates.sqlite3"  # counts that all processes of a machine share; may be deleted any time
# How many servers in front of us add to X-Forwarded-For; with 0 that header is not believed.
PROXIES = int(env_number("PROXIES", 1 if SITE_URL.startswith("https://") else 0, most=10))

# Mail to operators: who gets it (addresses separated by commas), and how it is sent.
ADMINS = [("", address.strip()) for address in env("ADMINS").split(",") if address.strip()]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", f"newsdiffs@{urlsplit(SITE_URL).hostname}")
EMAIL_SUBJECT_PREFIX = "[NewsDiffs] "
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = int(env_number("EMAIL_PORT", 587, least=1, most=65_535))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_HOST_USER"), env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", EMAIL_PORT == 587)
EMAIL_TIMEOUT = 20
if not EMAIL_HOST:  # without a mail server what would be sent is shown
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Other ways to tell them: addresses as apprise has them, separated by spaces, which operators alone set.
ALERT_URLS = env("ALERT_URLS").split()
if (ALERT_URLS or SERVICES) and find_spec("apprise") is None:
    raise ImproperlyConfigured(
        f"{'ALERT_URLS' if ALERT_URLS else 'SERVICES'} is set, and the package apprise is not there: "
        "`pip install --no-deps -r requirements/alerts.txt`."
    )

# Who may read /metrics: whoever sends this as a bearer token; without one, this machine alone.
METRICS_TOKEN = env("METRICS_TOKEN")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "newsdiffs.logs.JsonLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env_choice("LOG_FORMAT", "LINE", ("LINE", "JSON")).lower(),
        }
    },
    "root": {"handlers": ["console"], "level": env_choice("LOG_LEVEL", "INFO", LOG_LEVELS)},
    # They tell of each start and login, of every job's every step, and (apprise) of addresses with their passwords.
    "loggers": {
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "apprise": {"level": "CRITICAL"},
    },
}
