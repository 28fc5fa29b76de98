"""Django settings; what differs between machines comes from the environment (docs/operation.md lists it).

``EVING_ENV`` is ``development`` (default), ``demo`` or ``production``. Production refuses to start with a sentence
for each missing or unsafe value.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from eving.runtime.district import check_brand, read_district
from eving.runtime.environment import (
    demanded,
    env,
    env_day,
    env_number,
    env_switch,
    example,
    is_production,
    own_secret_key,
    problems,
)
from eving.runtime.land import read_land

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

EVING_ENV = env("EVING_ENV", "development")
if EVING_ENV not in {"development", "demo", "production"}:
    raise ImproperlyConfigured("EVING_ENV must be development, demo or production.")
PRODUCTION = is_production()
DEMO = EVING_ENV == "demo"
DEBUG = EVING_ENV == "development" and env_switch("DEBUG", False)

# ---------------------------------------------------------------- identity of this installation
if PRODUCTION:
    SECRET_KEY = demanded("SECRET_KEY", "set a random text of at least 50 characters.", "missing")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        problems.append("SECRET_KEY is too weak: set a random text of at least 50 characters.")
else:
    SECRET_KEY = env("SECRET_KEY") or own_secret_key(VAR_DIR)
SECRET_KEY_FALLBACKS = [key for key in env("SECRET_KEY_FALLBACKS").split(",") if key]
BASE_URL = demanded("BASE_URL", "set the public address, such as https://eving.example.", "http://127.0.0.1:8000")
BASE_URL = BASE_URL.rstrip("/")
if PRODUCTION and not BASE_URL.startswith("https://"):
    problems.append("BASE_URL must begin with https:// in production.")
ALLOWED_HOSTS = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()]
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    problems.append("ALLOWED_HOSTS must name the hosts of this portal, separated by commas, without “*”.")
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["*"] if DEMO else ["localhost", "127.0.0.1", "[::1]"]
TRUSTED_PROXY_COUNT = env_number("TRUSTED_PROXY_COUNT", 0)
REQUIRE_2FA = env_switch("REQUIRE_2FA", PRODUCTION)

DISTRICT = read_district(BASE_DIR / "eving/districts", env("DISTRICT", "eving"))
check_brand(BASE_DIR / "static/brand", DISTRICT.brand)
# The office, as printed in the footer, on the contact page and in the Impressum.
OFFICE = {
    "name": env("OFFICE_NAME", f"Quartiersmanagement {DISTRICT.name}"),
    "operator": demanded(
        "OFFICE_OPERATOR", "name who runs the portal (Impressum).", f"Beispielträger {DISTRICT.name} e. V."
    ),
    "representative": demanded("OFFICE_REPRESENTATIVE", "name who represents the operator.", "Vorname Nachname"),
    "street": demanded("OFFICE_STREET", "street and number of the office.", "Hauptstraße 0"),
    "city": demanded("OFFICE_CITY", "postcode and town of the office.", f"{DISTRICT.postcode} {DISTRICT.town}"),
    "phone": demanded("OFFICE_PHONE", "telephone number of the office.", "0231 000000"),
    "email": demanded("OFFICE_EMAIL", "e-mail address of the office.", "buero@eving.example"),
    "hours": env("OFFICE_HOURS", "Montag bis Donnerstag 10 bis 16 Uhr, Freitag 10 bis 13 Uhr"),
    "data_protection_officer": demanded(
        "OFFICE_DATA_PROTECTION", "contact of the data protection officer.", "datenschutz@eving.example"
    ),
    "supervisory_authority": env("OFFICE_SUPERVISORY_AUTHORITY"),
    # Required by section 5 DDG and section 18 (2) MStV, where the operator has it.
    "register_court": example("OFFICE_REGISTER_COURT", "Amtsgericht Musterstadt (erfunden)"),
    "register_number": example("OFFICE_REGISTER_NUMBER", "VR 0000 (erfunden)"),
    "vat_id": env("OFFICE_VAT_ID").replace(" ", ""),
    "responsible": env("OFFICE_RESPONSIBLE"),
    "second_contact": env("OFFICE_SECOND_CONTACT"),
    "client": example("OFFICE_CLIENT", "Stadt Beispielstadt (erfunden)"),
    "host": env("OFFICE_HOST"),
    "mail_host": env("OFFICE_MAIL_HOST"),
}
AUTHORITY = env("OFFICE_AUTHORITY")  # set only when the operator is an authority: displays the official strip
# The legal basis for personal data depends on who runs the portal: only an authority has a public task.
OPERATOR_KIND = demanded(
    "OPERATOR_KIND", "say authority or association; the privacy notice names the legal basis by it.", "association"
)
if OPERATOR_KIND not in {"", "authority", "association"}:
    problems.append(f"OPERATOR_KIND must be authority or association, not “{OPERATOR_KIND}”.")
if PRODUCTION and AUTHORITY and OPERATOR_KIND == "association":
    problems.append("OFFICE_AUTHORITY is set, but OPERATOR_KIND says association: only an authority shows the strip.")
if OFFICE["vat_id"] and not re.fullmatch(r"DE\d{9}", OFFICE["vat_id"]):
    problems.append("OFFICE_VAT_ID must be DE and nine digits.")
LAND = env("LAND", DISTRICT.land).upper()  # federal state whose law and holidays apply
LAW = read_land(BASE_DIR / "eving/law", BASE_DIR / "templates/law", LAND)
STATEMENT_MADE_ON = env_day("STATEMENT_MADE_ON", "2026-11-29")  # the accessibility statement
STATEMENT_CHECKED_ON = env_day("STATEMENT_CHECKED_ON", "2026-11-29")
# How long backups and server logs are kept outside the portal; the privacy page states it.
BACKUP_DAYS = env_number("BACKUP_DAYS", 30)
SERVER_LOG_DAYS = env_number("SERVER_LOG_DAYS", 14)

# ---------------------------------------------------------------- database
DATABASE_URL = env("DATABASE_URL")
WEB = env("EVING_PROCESS") == "web"  # set by `serve` and `demo` for the web server alone
# More processes than cores gain nothing; one alone would close the portal when it is killed. Python runs one thread of
# a process at a time and spends more on changing between them the more there are: docs/decisions/0040-sizing.md.
WEB_PROCESSES = env_number("WEB_PROCESSES", max(2, os.cpu_count() or 2))
WEB_THREADS = env_number("WEB_THREADS", 16)
WEB_CONNECTIONS = env_number("WEB_CONNECTIONS", 8)  # of each process
if WEB_PROCESSES < 1 or WEB_CONNECTIONS < 1:
    problems.append("WEB_PROCESSES and WEB_CONNECTIONS must be 1 or more.")
if WEB_THREADS < 16:
    problems.append("WEB_THREADS must be 16 or more: photos, documents and tables alone may keep 13 of them waiting.")
if PRODUCTION and not DATABASE_URL:
    problems.append("DATABASE_URL is missing: set postgres://user:password@host/name (PostgreSQL 15 or newer).")
database: dict[str, Any]
if DATABASE_URL:
    database = {**dj_database_url.parse(DATABASE_URL)}
    if not database["ENGINE"].endswith(("postgresql", "psycopg2", "postgis")):
        problems.append("DATABASE_URL must begin with postgres://; eving runs on PostgreSQL only.")
else:
    database = {"EMBEDDED": True, "NAME": "eving"}
# A page gives up soon, so that a hanging database never holds all threads; jobs and migrations may take longer. The
# sum of all waits of one request is limited in eving/runtime/database/outages.py.
statement_ms, lock_ms = (2200, 2000) if WEB else (60_000, 10_000)
options = {
    **database.get("OPTIONS", {}),
    "connect_timeout": 2 if WEB else 10,
    # Detects a machine that vanished without closing the connection, also while no query runs.
    "tcp_user_timeout": 3000 if WEB else 30_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    # Only statements that ask for it are prepared (eving/core/models/compiled.py), none by being asked often.
    "prepare_threshold": 1_000_000_000,
    "options": (
        f"-c statement_timeout={statement_ms} -c lock_timeout={lock_ms} -c idle_in_transaction_session_timeout=15000"
    ),
}
if WEB:
    from eving.runtime.database.deadline import DeadlineConnection

    options["pool"] = {
        "min_size": 1,
        "max_size": WEB_CONNECTIONS,
        "timeout": 2,
        "connection_class": DeadlineConnection,
        # After so many seconds of failures the pool stops until the next request; on its own it would double its
        # pauses for five minutes, and pages would stay away long after the database is back.
        "reconnect_timeout": 2,
    }
DATABASES = {"default": {**database, "ENGINE": "eving.runtime.database", "CONN_MAX_AGE": 0, "OPTIONS": options}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- mail
EMAIL_TIMEOUT = 10
OFFICE_EMAIL = OFFICE["email"]
DEFAULT_FROM_EMAIL = env("FROM_EMAIL", f"{OFFICE['name']} <{OFFICE_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_URL = demanded("EMAIL_URL", "set smtp://user:password@host:587 (or submission://…).")
DEMO_MAIL_DIR = VAR_DIR / "demo-mail"
if EMAIL_URL:
    mail = dj_email_url.parse(EMAIL_URL)
    EMAIL_BACKEND = mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = mail["EMAIL_HOST"], mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "eving.demo.postbox.Backend"  # kept as files, readable under /demo/postfach/
MAIL_CONFIRMATIONS_PER_DAY = 3

# ---------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/kern", BASE_DIR / "node_modules/@kern-ux/native/dist"),
]
MEDIA_ROOT = Path(demanded("MEDIA_ROOT", "set the folder for uploaded photos.", str(VAR_DIR / "media")))
X_ACCEL_PREFIX = env("X_ACCEL_PREFIX")
# File names carry a hash only where collectstatic has run; tests and development read the sources.
HASHED_STATIC = (PRODUCTION or DEMO) and "test" not in sys.argv
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "eving.core.static_files.Storage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "eving.core.photos.upload_handler.BoundedUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# ---------------------------------------------------------------- apps, middleware, templates, accounts, language
INSTALLED_APPS = [
    "eving.core",
    "actors",
    "vacancies",
    "projects",
    "eving.portal",
    *([] if PRODUCTION else ["eving.demo"]),  # its commands and its mailbox; no other code imports it
    "eving.core.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "crispy_forms",
    "django_filters",
]
MIDDLEWARE = [
    "eving.runtime.middleware.Liveness",
    "eving.core.caching.middleware.StoredPages",  # what is kept holds the headers of all below
    "eving.runtime.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    # Development and tests serve the sources through django.contrib.staticfiles.
    *(["eving.runtime.middleware.StaticFiles"] if HASHED_STATIC else []),
    "eving.portal.views.errors.DatabaseOutages",
    "eving.runtime.middleware.SaneRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "eving.core.accounts.sessions.StaySignedIn",
    "eving.runtime.middleware.ActingPerson",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "eving.urls"
WSGI_APPLICATION = "eving.wsgi.application"
# With DEBUG the error page shows a template as it was written.
TEMPLATE_LOADERS = [
    "django.template.loaders.filesystem.Loader" if DEBUG else "eving.runtime.templates.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", TEMPLATE_LOADERS)],
            "libraries": {"periods": "eving.core.texts.periods"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "eving.portal.context.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False

AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "eving.core.accounts.passwords.NoDistrictWords"},
    {"NAME": "eving.core.accounts.passwords.NotSoonGuessed"},
]
LOGIN_URL = "admin:login"
OTP_TOTP_ISSUER = OFFICE["name"]  # the account's name in the authenticator app

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["eving.formats"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# ---------------------------------------------------------------- security
SESSION_COOKIE_AGE = 2 * 60 * 60  # since the last request to the back office
SESSION_LONGEST_SECONDS = 12 * 60 * 60  # since signing in, however active the session is
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # deleted when the browser closes
CSRF_FAILURE_VIEW = "eving.portal.views.csrf.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# Other sites that may embed the list of ideas in a frame; no other page may ever be framed.
EMBED_FRAME_ANCESTORS = env("EMBED_FRAME_ANCESTORS", "'self'")
if not re.fullmatch(
    r"'none'|\*|('self'|https?://[\w.*-]+(:\d+)?)( ('self'|https?://[\w.*-]+(:\d+)?))*", EMBED_FRAME_ANCESTORS
):
    problems.append("EMBED_FRAME_ANCESTORS must be 'self', 'none' or addresses such as https://www.example.de.")
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [BASE_URL]

# ---------------------------------------------------------------- periods and limits
# Listings are checked again with their contact, and end when nobody answers; how long let ones stay visible.
RECHECK_AFTER_DAYS, EXPIRE_AFTER_DAYS, RECHECK_REMINDER_DAYS, SHOW_LET_DAYS = 90, 180, 14, 90
ENERGY_CERTIFICATE_WARN_DAYS = 60  # before its ten years are over, a certificate comes back to the office
# First day of the draft law that rewrites energy details in adverts (vacancies/energy.py). Empty: not promulgated.
ENERGY_LAW_2026_FROM = env_day("ENERGY_LAW_2026_FROM")
PROFILE_RUNS_DAYS = 365  # a search for a shop ends after this time unless its person renews it
PROFILE_REMINDER_DAYS = 14  # before a search for a shop ends, its person is asked whether it goes on
REVIEW_WORKING_DAYS = 5  # promised on the confirmation page: answered after at most this many working days
IDEA_SILENCE_DAYS = 90  # a public idea without any news for this long comes back to the office
BARRIER_ANSWER_DAYS = 42  # § 5 (2) BITVNRW: six weeks at most
PUBLIC_POSTS_SOFT_PER_HOUR = 10  # above: accepted, but flagged for the office
PUBLIC_POSTS_HARD_PER_HOUR = 60  # above: refused
PUBLIC_EXPORTS_PER_HOUR = 60  # tables and JSON of all ideas, per network address
# Photos are decoded one form at a time in each process: length of the queue, and longest wait in it.
PHOTO_QUEUE, PHOTO_WAIT_SECONDS = 4, 30
PENDING_PHOTOS_MB = 2_000  # photos of all forms that were not sent yet; above: the form is accepted without photos
# The same for tables and PDF files that staff upload.
READ_QUEUE, READ_WAIT_SECONDS = 1, 20
# Limits of the process that opens one uploaded file: memory, and seconds of processor time.
READ_PHOTO_MB, READ_PHOTO_SECONDS = 1_024, 10
READ_TABLE_MB, READ_TABLE_SECONDS = 512, 12
READ_PDF_MB, READ_PDF_SECONDS = 512, 12
FORM_MIN_SECONDS = 4  # faster is marked for the office, never refused
FORM_MAX_SECONDS = 24 * 60 * 60
LINK_DAYS = 7
MY_DATA_LINK_MINUTES = 60
THANKS_PAGE_MINUTES = 60  # how long the page after a form displays the address, and lets it be changed
PURGE_SUBMISSIONS_HOURS = 24  # the rows that say which form asked for which mail
INVITATION_DAYS = 7  # the link by which a colleague chooses a password
NEW_PASSWORD_MINUTES = 60
DRAFT_DAYS = 7  # how long a browser keeps the draft of a form
PURGE_UNCONFIRMED_DAYS = 30
PURGE_PENDING_PHOTOS_HOURS, PURGE_PENDING_IMPORTS_HOURS = 24, 24
PURGE_IDEA_MONTHS = 24  # after closing: name, telephone number and address of the author are deleted
PURGE_NOTE_MONTHS = 6
PURGE_SPAM_DAYS = 90
PURGE_OWNER_TALK_MONTHS = 36  # notes of talks with owners of shops
PURGE_DIGEST_DAYS = 14  # rows of digests already sent; a mail may be retried for five days
PURGE_RUNS_DAYS = 30  # how work in the background ended
PURGE_CHANGES_MONTHS = 36  # entries of the record of changes
PURGE_FRUITLESS_SEARCHES_DAYS = 90

# ---------------------------------------------------------------- record of changes
# GET requests change nothing; looking up their user would put “Vary: Cookie” on every public page.
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)
# Copies of public pages.
PAGE_CACHE = env_switch("PAGE_CACHE", EVING_ENV != "development")  # there templates change while it runs
PAGE_CACHE_MB = env_number("PAGE_CACHE_MB", 64)  # the newest copies that fit
PURGE_COPIES_HOURS = 24  # older ones, which nobody is shown any more, are deleted every night

# ---------------------------------------------------------------- jobs
PROCRASTINATE_IMPORT_PATHS = ["eving.core.messaging.mail", "eving.core.background.runs", "eving.portal.jobs"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # URLs in mails carry signed tokens: no log line may hold one, whoever writes it. The filter is set on every
    # handler, and the loggers below give up handlers of their own.
    "filters": {"redaction": {"()": "eving.runtime.log_redaction.Redaction"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redaction"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A 404 is no fault of the portal; Django would log each.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "eving": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # The web server's loggers; their level is set by its --log-level option.
        "_granian": {"handlers": ["console"], "propagate": False},
        "granian.access": {"handlers": ["console"], "propagate": False},
    },
}

if problems:
    raise ImproperlyConfigured("eving cannot start:\n" + "\n".join(f"- {problem}" for problem in problems))
