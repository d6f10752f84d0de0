"""Settings of the portal: one file, every choice with its reason.

What an operator may change comes from environment variables, read through ``portal.config.env``
and documented in docs/operations.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from portal.config import env

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = env.read_path("DATA_DIR", BASE_DIR / "var")
CATALOGUE_DIR = BASE_DIR / "catalogue"
_mirror = env.read_str("MIRROR_DIR", "")
MIRROR_DIR: Path | None = Path(_mirror).expanduser().resolve() if _mirror else None

HOST = env.read_str("HOST", "127.0.0.1")  # where the server listens; 0.0.0.0 for every interface
PORT = env.read_int("PORT", 8000, most=65535)
WORKERS = env.read_int("WORKERS", min(os.cpu_count() or 1, 4))  # processes: one a core, up to four
WORKER = env.read_bool("WORKER", default=True)  # jobs are done beside the server (manage.py work)
THREADS = env.read_int("THREADS", 2)  # a process: one computes while another waits for the disk
SITE_URL = env.read_str("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE_NAME = "Open Collectivités"
SITE_TAGLINE = "Comprendre, comparer et réutiliser les données des collectivités locales"
# The design system is reserved to services of the State: other operators run "neutre".
SITE_IDENTITY = env.read_choice("SITE_IDENTITY", ("etat", "neutre"), "etat")
# "non" is the only honest answer until an audit says otherwise (standards.md, Y-50).
ACCESSIBILITY_STATUS = env.read_choice("ACCESSIBILITY_STATUS", ("non", "partiellement", "totalement"), "non")
# Shown until the operator gives an address in the back-office.
CONTACT_EMAIL = env.read_str("CONTACT_EMAIL", f"contact@{urlsplit(SITE_URL).hostname or 'localhost'}")

# Original files are fetched without proxy, or not at all (portal.stats.actions.fetching).
PROXY_VARIABLES = env.list_proxies()

# Readings of indicators and dashboards, as one number a day: no cookie, no address (portal.audience).
COUNT_VIEWS = env.read_bool("COUNT_VIEWS", default=True)
LIBRARY_INDEX_INLINE = False  # a thread keeps the index of the library; tests have each question do it

DEBUG = env.read_bool("DEBUG", default=False)
SECRET_KEY = env.read_secret_key(DATA_DIR)
ALLOWED_HOSTS = env.read_list(
    "ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
_https = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "portal.config",
    "portal.jobs",
    "portal.territories",
    "portal.stats",
    "portal.audience",
    "portal.library",
    "portal.ui",
    "portal.harvest",
    "portal.cms",
    "portal.web",
    "portal.api",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.cms.policy.PolicyMiddleware",
    "portal.web.front_door.FrontDoorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.cms.visitors.VisitorSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.cms.visitors.VisitorMiddleware",
    "portal.cms.visitors.VisitorMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",  # only looks at answers 404
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"
APPEND_SLASH = False  # addresses have no trailing slash (product.md, section 12)
WAGTAIL_APPEND_SLASH = False

TEMPLATES = [
    {
        # Public pages: seven times as many requests a second as Django templates (engine.md).
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            BASE_DIR / "portal" / "ui" / "templates",
            BASE_DIR / "portal" / "cms" / "jinja2",
            *sorted((BASE_DIR / "portal" / "web").glob("*/templates")),
        ],
        "APP_DIRS": False,
        "NAME": "public",
        "OPTIONS": {"environment": "portal.ui.environment.build_environment"},
    },
    {
        # The back-office only.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.read_str("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write waits for its turn instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # WAL lets readers go on during a publication; the rest is the usual tuning for a read-mostly
        # file: 64 MB of page cache, memory-mapped reads, no fsync on each commit of a WAL.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
            " PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
        ),
    }
# Our jobs wait in our own database, in the transaction of the data that asked for them (portal.jobs).
# Those of Wagtail (its index of references) are done at once, as they are without this setting.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
ASSETS_DIR = DATA_DIR / "assets"  # written by manage.py build_assets
ASSETS_DIR.mkdir(parents=True, exist_ok=True)  # Django warns about a static folder that does not exist
STATICFILES_DIRS = [("ui", BASE_DIR / "portal" / "ui" / "static"), ("ui", ASSETS_DIR)]
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000

# Nothing inline, nothing from elsewhere: public pages stay cacheable and safe (standards.md, S-02).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: is how the design system draws its icons in CSS
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_HSTS_SECONDS = 63072000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_SSL_REDIRECT = False  # done by the proxy, which alone knows how the visitor came
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Cookies stay in the back-office: public pages are the same for everyone, and cacheable.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
X_FRAME_OPTIONS = "DENY"

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no request to anybody else, in the back-office either
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # checks the rights on a document, and sends it as a download
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
# What draws the preview of a dashboard being composed: pages are above the layer that asks.
DASHBOARD_PREVIEW = "portal.web.explore.dashboards.views.preview_dashboard"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.read_str("LOG_LEVEL", "WARNING")},
}
