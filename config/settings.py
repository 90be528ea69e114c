"""All settings, from environment variables (.env.example lists them). Wrong values: config/checks.py."""

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config import env
from config.admin_look import UNFOLD as UNFOLD
from config.api_settings import REST_FRAMEWORK as REST_FRAMEWORK
from config.api_settings import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.beat_schedule import beat_schedule
from config.database import database_settings
from config.embedded import paths as embedded
from config.logging import configure_structlog, logging_settings
from config.task_routes import TASK_ROUTES

env.read_dotenv()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Core ---------------------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=True)
DEVELOPMENT_KEY = "development-only-key-refused-when-debug-is-off"
SECRET_KEY = env.text("SECRET_KEY") or DEVELOPMENT_KEY
# What older keys signed (sessions, links) still counts; docs/production.md tells how a key is changed.
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS", default=[])
# Newest key first; every older key still opens what it sealed.
FIELD_ENCRYPTION_KEYS = env.items("FIELD_ENCRYPTION_KEYS", default=[SECRET_KEY])
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS", default=[])
# Where customers and providers reach this installation; used in links and webhook addresses.
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
# The address browsers use for live text; empty means the pages poll.
STREAM_URL = env.text("STREAM_URL").rstrip("/")

INSTALLED_APPS = [
    "config",
    "unfold.apps.BasicAppConfig",
    "config.admin_pages.SalesdeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "django_celery_beat",
    "tenants",
    "catalog",
    "conversations",
    "billing",
    "orders",
    "channels",
    "agent",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.content_policy.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.storable_text.StorableTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.people.middleware.SessionVersionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tenants.middleware.TenantScopeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tenants.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Postgres: the truth ------------------------------------------------------------------------
_state = embedded.state_dir()
# Threads share a small pool: a turn that waits for a model gives its connection back. More connections than the
# processors can serve only make all of them slower (measured: acknowledgements at p99 140 ms with 16, 56 ms with 4).
DATABASE_POOL_SIZE = env.number("DATABASE_POOL_SIZE", default=max(4, 2 * (os.cpu_count() or 2)), high=200)
DATABASES = {
    "default": database_settings(
        env.database("DATABASE_URL", default=embedded.database_url(_state)),
        pool_size=DATABASE_POOL_SIZE, is_pooled_outside=env.flag("DATABASE_TRANSACTION_POOLER", default=False),
    )
}  # fmt: skip
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis or Valkey: a hint --------------------------------------------------------------------
REDIS_URL = env.text("REDIS_URL") or embedded.redis_url(_state)
CACHES = {
    "default": {
        "BACKEND": "config.kept_client.KeptRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "salesdesk",
    },
    # Pieces of pages that are the same until the next start.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- Celery: it only wakes workers up; the work itself is in Postgres -----------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or embedded.celery_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ROUTES = (TASK_ROUTES,)
# A task without a route goes where nobody listens, and a test says so.
CELERY_TASK_DEFAULT_QUEUE = "unrouted"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.05, "interval_max": 0.1}
# RabbitMQ keeps unacknowledged tasks by itself.
CELERY_BROKER_TRANSPORT_OPTIONS = {} if CELERY_BROKER_URL.startswith(("amqp://", "amqps://")) else {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "salesdesk:",
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
}  # fmt: skip
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
SWEEP_SECONDS = env.seconds("SWEEP_SECONDS", default=5, low=1, high=300)
# How often customers who wait for a person are looked for, and how often every channel is examined.
ALARM_SECONDS = env.seconds("ALARM_SECONDS", default=30, low=1, high=3600)
WATCH_SECONDS = env.seconds("WATCH_SECONDS", default=3600, low=10, high=86_400)
# How often products are looked for that no vector was made of: after a lost wake-up call or a change of the model.
EMBED_SECONDS = env.seconds("EMBED_SECONDS", default=300, low=5, high=86_400)
# How often a store is asked what changed; what was lost on the way is looked for each STORE_SWEEP_SECONDS.
STORE_SYNC_SECONDS = env.seconds("STORE_SYNC_SECONDS", default=900, low=10, high=86_400)
STORE_SWEEP_SECONDS = env.seconds("STORE_SWEEP_SECONDS", default=15, low=1, high=3600)
# How often payments are looked at that wait for something: a lost message, a link that ended, a refund to send.
PAYMENT_SWEEP_SECONDS = env.seconds("PAYMENT_SWEEP_SECONDS", default=15, low=1, high=3600)
# How often orders are looked for whose customer is to be asked, reminded or told something.
CONFIRM_SECONDS = env.seconds("CONFIRM_SECONDS", default=10, low=1, high=3600)
# How old figures may be that take long to add up.
FIGURES_SECONDS = env.seconds("FIGURES_SECONDS", default=60, high=3600)
# How often days that are over, or changed, are counted for the analytics.
COUNT_SECONDS = env.seconds("COUNT_SECONDS", default=600, low=10, high=86_400)
CELERY_BEAT_SCHEDULE = beat_schedule(
    sweep=SWEEP_SECONDS, alarm=ALARM_SECONDS, watch=WATCH_SECONDS, embed=EMBED_SECONDS, store=STORE_SWEEP_SECONDS,
    payment=PAYMENT_SWEEP_SECONDS, confirm=CONFIRM_SECONDS, count=COUNT_SECONDS,
)  # fmt: skip

# --- The agent ----------------------------------------------------------------------------------
ANTHROPIC_API_KEY = env.text("ANTHROPIC_API_KEY")
ANTHROPIC_BASE_URL = env.text("ANTHROPIC_BASE_URL", "https://api.anthropic.com")
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL", "https://api.openai.com/v1")
GOOGLE_API_KEY = env.text("GOOGLE_API_KEY")
GOOGLE_BASE_URL = env.text("GOOGLE_BASE_URL", "https://generativelanguage.googleapis.com/v1beta/openai/")
XAI_API_KEY = env.text("XAI_API_KEY")
XAI_BASE_URL = env.text("XAI_BASE_URL", "https://api.x.ai/v1")
# What a tenant without its own choice uses; "offline" needs no key and no network.
AGENT_PROVIDER = env.text("AGENT_PROVIDER", "offline")
AGENT_MODEL = env.text("AGENT_MODEL", "")
AGENT_MODEL_TIMEOUT = env.seconds("AGENT_MODEL_TIMEOUT", default=60, low=0.1, high=240)
AGENT_TURN_SECONDS = env.seconds("AGENT_TURN_SECONDS", default=120, low=1, high=280)
AGENT_MAX_STEPS = env.number("AGENT_MAX_STEPS", default=8, low=1, high=50)
AGENT_MAX_TOKENS = env.number("AGENT_MAX_TOKENS", default=60_000, low=100)
# A lease is renewed while its process lives; after a kill the conversation is free again this soon.
AGENT_LEASE_SECONDS = env.seconds("AGENT_LEASE_SECONDS", default=15, low=1, high=300)
# A burst of messages gets one reply: silence before the agent begins to think, before it changes or says anything,
# and the longest it waits in all.
AGENT_QUIET_SECONDS = env.seconds("AGENT_QUIET_SECONDS", default=0.3, high=30)
AGENT_SETTLE_SECONDS = env.seconds("AGENT_SETTLE_SECONDS", default=1.2, high=30)
# How long a turn waits for a photo or a recording that is still being fetched.
AGENT_MEDIA_SECONDS = env.seconds("AGENT_MEDIA_SECONDS", default=12, high=60)
AGENT_QUIET_MAX_SECONDS = env.seconds("AGENT_QUIET_MAX_SECONDS", default=6, high=60)

# Whether shops may write like a person at all: off in tests and benchmarks, where nobody reads.
HUMAN_PACING = env.flag("HUMAN_PACING", default=True)

# --- Search -------------------------------------------------------------------------------------
# "wordllama" needs no network ("hashing" stands in where it has no wheel); "openai" is OpenAI and every server that
# speaks its language. A change is taken over by itself, in the background: docs/decisions/search.md.
EMBEDDING_PROVIDER = env.text("EMBEDDING_PROVIDER", "wordllama")
EMBEDDING_MODEL = env.text("EMBEDDING_MODEL")
# 0: what the provider gives by itself.
EMBEDDING_DIMENSIONS = env.number("EMBEDDING_DIMENSIONS", default=0, high=4000)
EMBEDDING_BASE_URL = env.text("EMBEDDING_BASE_URL") or OPENAI_BASE_URL
EMBEDDING_API_KEY = env.text("EMBEDDING_API_KEY") or OPENAI_API_KEY
EMBEDDING_TIMEOUT = env.seconds("EMBEDDING_TIMEOUT", default=20, low=0.1, high=120)

# --- The outside world: settings, so that a local server can stand in ----------------------------
TELEGRAM_BASE_URL = env.text("TELEGRAM_BASE_URL", "https://api.telegram.org").rstrip("/")
META_BASE_URL = env.text("META_BASE_URL", "https://graph.facebook.com").rstrip("/")
META_API_VERSION = env.text("META_API_VERSION", "v26.0")
INSTAGRAM_BASE_URL = env.text("INSTAGRAM_BASE_URL", "https://graph.instagram.com").rstrip("/")
TWILIO_BASE_URL = env.text("TWILIO_BASE_URL", "https://api.twilio.com").rstrip("/")
TWILIO_MESSAGING_URL = env.text("TWILIO_MESSAGING_URL", "https://messaging.twilio.com").rstrip("/")
STRIPE_BASE_URL = env.text("STRIPE_BASE_URL", "https://api.stripe.com").rstrip("/")
# Hosts of a shop's own that may have private addresses: a Support Board or a WooCommerce shop in the same network.
PRIVATE_HOSTS = env.items("PRIVATE_HOSTS", default=[])
# The largest file of a customer that is fetched.
MEDIA_MAX_BYTES = env.number("MEDIA_MAX_BYTES", default=20 * 1024 * 1024, low=1024)
OUTBOUND_TIMEOUT = env.seconds("OUTBOUND_TIMEOUT", default=20, low=0.1, high=120)
DELIVERY_MAX_ATTEMPTS = env.number("DELIVERY_MAX_ATTEMPTS", default=8, low=1, high=50)
INBOUND_MAX_BYTES = env.number("INBOUND_MAX_BYTES", default=3 * 1024 * 1024 + 65536, low=1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = INBOUND_MAX_BYTES

# --- Mail ---------------------------------------------------------------------------------------
vars().update(env.mail("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "salesdesk@localhost")
EMAIL_TIMEOUT = 10
# Where price lists arrive, always over TLS: imaps://user:password@host:993/INBOX. Empty: nobody looks.
IMAP_URL = env.text("IMAP_URL")
# Whose Authentication-Results are believed: the name that the receiving mail server writes first in them.
IMAP_AUTHSERV_ID = env.text("IMAP_AUTHSERV_ID")
IMAP_CA_FILE = env.text("IMAP_CA_FILE")
IMAP_POLL_SECONDS = env.seconds("IMAP_POLL_SECONDS", default=300, low=30)
if IMAP_URL:
    CELERY_BEAT_SCHEDULE["poll-mail"] = {"task": "catalog.tasks.poll_mail", "schedule": IMAP_POLL_SECONDS}

# --- People -------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["tenants.auth.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Whether anybody who can sign in may open a shop; superusers always may.
ALLOW_SIGNUP = env.flag("ALLOW_SIGNUP", default=False)
LOGIN_URL = "panel:login"
LOGIN_REDIRECT_URL = "panel:home"
LOGOUT_REDIRECT_URL = "panel:login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEBUG
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies of our own stand in front: so many entries of X-Forwarded-For are believed.
PROXY_COUNT = env.number("PROXY_COUNT", default=0, high=10)
if not DEBUG:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", default=31_536_000, high=2**31)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_SUBDOMAINS", default=True)
    # Without a proxy of ours anybody could write this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None

# --- Languages, time, files ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("he", _("Hebrew")),
             ("id", _("Indonesian"))]  # fmt: skip
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT") or str(BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = env.text("MEDIA_ROOT") or str(_state / "media")

# --- Watching it --------------------------------------------------------------------------------
# Who may read /metrics; empty: nobody, and the page does not exist.
METRICS_TOKEN = env.text("METRICS_TOKEN")
# What was built, as the image was told.
BUILD_REVISION = env.text("BUILD_REVISION", "unknown")
# Uploads need room: below so many free bytes /readyz says no.
DISK_FREE_BYTES = env.number("DISK_FREE_BYTES", default=512 * 1024 * 1024, high=2**50)
SENTRY_DSN = env.text("SENTRY_DSN")
SENTRY_ENVIRONMENT = env.text("SENTRY_ENVIRONMENT", "production")

# --- Logs ---------------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
LOG_JSON = env.flag("LOG_JSON", default=not DEBUG)
LOGGING = logging_settings(level=LOG_LEVEL, as_json=LOG_JSON)
configure_structlog()

if SENTRY_DSN:
    # Not imported where nobody wants reports: it is 20 MB in every process.
    from config.error_reports import start_reports

    start_reports(SENTRY_DSN, environment=SENTRY_ENVIRONMENT, release=BUILD_REVISION)
