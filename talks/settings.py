"""Settings of the Astana Record: one file, sensible without any environment variable.

Every name read from the environment is listed in README under "Configuration".
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default)).lower()
    if value not in {"1", "0", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: say yes or no.")
    return value in {"1", "true", "yes"}


def _names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


# What the running site keeps: database, secret key, collected files. Not part of the repository.
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


# Secrets and hosts


def _secret_key() -> str:
    """Give SECRET_KEY from the environment, or the one kept in VAR_DIR, made on first use."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    kept = VAR_DIR / "secret-key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return kept.read_text()


SECRET_KEY = _secret_key()
DEBUG = _flag("DEBUG", False)
ALLOWED_HOSTS = _names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _names("CSRF_TRUSTED_ORIGINS")
# Behind a proxy that speaks HTTPS to readers; off for the site on one's own machine.
HTTPS = _flag("HTTPS", False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Application

INSTALLED_APPS = [
    "talks",
    "talks.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "reversion",
    "import_export",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "talks.urls"
WSGI_APPLICATION = "talks.wsgi.application"
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
        },
    },
]

# Database: the embedded one, or the one that DATABASE_URL names (postgres://…).

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": dj_database_url.config(default=f"sqlite:///{VAR_DIR / 'record.sqlite3'}", conn_max_age=60)
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers keep reading while an editor saves; a writer waits for its turn instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    options = DATABASES["default"].setdefault("OPTIONS", {})
    # A server that does not answer is reported, not waited for.
    options.setdefault("connect_timeout", 5)
    # The record fits in memory, where no page is far: else the indexes of words would seem dear. To compile a
    # query of many conditions takes seconds, to run it as it is a tenth of one.
    options.setdefault("options", "-c random_page_cost=1.1 -c jit=off")
# Within a frozen edition, the record is read from that edition's own file, which is kept there.
EDITIONS_DIR = VAR_DIR / "editions"
DATABASE_ROUTERS = ["talks.models.frozen.FrozenEditionRouter"]

# Languages: Arabic where in doubt. Each of the interface has a catalogue in LOCALE_PATHS; the record's texts
# have a column for each of RECORD_LANGUAGES.

USE_I18N = True
LANGUAGE_CODE = "ar"
# Each by its own name, as its readers look for it.
LANGUAGES = [
    ("ar", "العربية"),
    ("en", "English"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("fa", "فارسی"),
    ("kk", "Қазақша"),
]
# Ours, and what Django's own catalogues lack.
LOCALE_PATHS = [BASE_DIR / "talks" / "locale", BASE_DIR / "talks" / "locale_of_django"]
RECORD_LANGUAGES = ["ar", "en"]
# The one in which the record is shown to readers of the site's other languages.
FALLBACK_RECORD_LANGUAGE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

# What may be done with the data, as LICENSE has it: its name among those of SPDX, its title and its text.

DATA_LICENCE = "CC-BY-4.0"
DATA_LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"

# Static files: ours, and the browser libraries that set-up fetches from their packages.

VENDOR_DIR = VAR_DIR / "vendor"
# From the root: within a preview, whose addresses begin elsewhere, the files stay where they are.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", VENDOR_DIR]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # VENDOR_DIR is not there before the first set-up.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What a page may load: our own files and nothing else, no inline code, no frame but where a view allows it.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "talks.views.site.form_not_accepted"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

# Accounts and forms of editors. The largest round posts more than five hundred fields.

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
