"""Settings: everything that differs between places comes from the environment.

DJANGO_ENV is `prod` unless said otherwise, so a forgotten variable makes the portal strict, not open.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from bapas_portal import assumed, settings_api
from bapas_portal.core.services.locate import embedded_urls

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.FileAwareEnv()

DJANGO_ENV = env.str("DJANGO_ENV", default="prod")
IS_PRODUCTION = DJANGO_ENV == "prod"
DEBUG = env.bool("DEBUG", default=False)
DEMO_MODE = env.bool("DEMO_MODE", default=False)

DEV_SECRET_KEY = "only-for-development-" + "0" * 40
DEV_NIK_KEYS = "ZGV2ZWxvcG1lbnQta2V5LW5vdC1mb3ItcHJvZHVjdHM="
DEV_NIK_INDEX_KEY = "development-index-key"
SECRET_KEY = env.str("SECRET_KEY", default="" if IS_PRODUCTION else DEV_SECRET_KEY)
# Fernet keys for the NIK, newest first, separated by commas; kept outside the database.
NIK_KEYS = env.list("NIK_KEYS", default=[] if IS_PRODUCTION else [DEV_NIK_KEYS])
NIK_INDEX_KEY = env.str("NIK_INDEX_KEY", default="" if IS_PRODUCTION else DEV_NIK_INDEX_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def _refuse_unsafe_production() -> None:
    """Raise ImproperlyConfigured when a production start would be open or lose data."""
    faults = {
        "DEMO_MODE must be off": DEMO_MODE,
        "DEBUG must be off": DEBUG,
        "SECRET_KEY must be set to a key of your own": SECRET_KEY in ("", DEV_SECRET_KEY) or len(SECRET_KEY) < 40,
        "NIK_KEYS must be set to keys of your own": not NIK_KEYS or DEV_NIK_KEYS in NIK_KEYS,
        "NIK_INDEX_KEY must be set to a key of your own": NIK_INDEX_KEY in ("", DEV_NIK_INDEX_KEY),
        "ALLOWED_HOSTS must name your hosts": not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS,
    }
    found = [text for text, wrong in faults.items() if wrong]
    if found:
        raise ImproperlyConfigured("This start is refused in production: " + "; ".join(found) + ".")


if IS_PRODUCTION:
    _refuse_unsafe_production()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "drf_spectacular",
    "pghistory",
    "pgactivity",
    "pglock",
    "pgtrigger",
    "rest_framework",
    "bapas_portal.core",
    "bapas_portal.audit",
    "bapas_portal.accounts",
    "clients",
    "partners",
    "programs",
    "reports",
    "bapas_portal.api",
]

MIDDLEWARE = [
    "bapas_portal.core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bapas_portal.core.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bapas_portal.core.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bapas_portal.accounts.middleware.ScopeMiddleware",
    "bapas_portal.accounts.middleware.SecondFactorMiddleware",
    "bapas_portal.core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bapas_portal.urls"
WSGI_APPLICATION = "bapas_portal.wsgi.application"

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
                "bapas_portal.core.nav.navigation",
            ],
            "builtins": ["bapas_portal.core.templatetags.ui"],
        },
    }
]

# Servers named in the environment, else the embedded ones that `make run` keeps under var/.
_embedded = embedded_urls() or {}
DATABASES = {
    "default": {
        **env.db_url_config(
            env.str("DATABASE_URL", default=_embedded.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/bapas"))
        ),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
REDIS_URL = env.str("REDIS_URL", default=_embedded.get("REDIS_URL", "redis://127.0.0.1:6379/0"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "KEY_PREFIX": "portal",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "bapas_portal.accounts.backends.NipOrUsernameBackend",
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Five tries, then fifteen minutes of rest for that name from that address (domain.md section 10, assumed).
AXES_FAILURE_LIMIT = env.int("AXES_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = 0.25
# Codes of the second step are counted for the person, from wherever they come (accounts/second_step.py).
AXES_LOCKOUT_PARAMETERS = "bapas_portal.accounts.second_step.counted_by"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "old_password", "new_password1", "new_password2"]
AXES_LOCKOUT_TEMPLATE = "errors/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "bapas_portal" / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR_DIR / "static"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "files"))()
STATICFILES_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DJANGO_ENV == "test" or DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Security. TLS ends at the proxy in front; HTTPS_ONLY is on in production unless a test site says no.
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=IS_PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS_ONLY else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_SAVE_EVERY_REQUEST = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")
}

# Celery: a killed worker's job comes back soon, and every job may safely run twice (stack.md 4).
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env.int("CELERY_VISIBILITY_TIMEOUT", default=3600),
    "unacked_restore_throttle": 1,
    "unacked_restore_interval": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="portal")
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

REST_FRAMEWORK, SPECTACULAR_SETTINGS = settings_api.REST_FRAMEWORK, settings_api.SPECTACULAR_SETTINGS

# Values the decrees leave open: assumed.py gives each its default and says where it is open.
REGISTER_NUMBER_PATTERN = assumed.REGISTER_NUMBER_PATTERN
ASSESSMENT_VALID_MONTHS = assumed.ASSESSMENT_VALID_MONTHS
ASSESSMENT_FIRST_DAYS = assumed.ASSESSMENT_FIRST_DAYS
ASSESSMENT_SOON_DAYS = assumed.ASSESSMENT_SOON_DAYS
CARE_REMINDER_DAY = assumed.CARE_REMINDER_DAY
CARE_REPORT_DUE_DAY = assumed.CARE_REPORT_DUE_DAY
SERVICE_ADJUSTMENT_PERCENT = assumed.SERVICE_ADJUSTMENT_PERCENT
SERVICE_CHILD_DAY = assumed.SERVICE_CHILD_DAY
SERVICE_LADDER, SERVICE_PROOF = assumed.SERVICE_LADDER, assumed.SERVICE_PROOF
# The database's own check of seats (programs/models/service_session_sql.py) knows the default by itself.
if "SERVICE_CHILD_DAY" in env.ENVIRON:
    _connection = DATABASES["default"].setdefault("OPTIONS", {})
    _connection["options"] = f"{_connection.get('options', '')} -c bapas.service_child_day={SERVICE_CHILD_DAY}".strip()
SERVICE_SESSIONS_AHEAD_DAYS = assumed.SERVICE_SESSIONS_AHEAD_DAYS
SERVICE_FAR_KM = assumed.SERVICE_FAR_KM
SITE_CHECK_SOON_DAYS = assumed.SITE_CHECK_SOON_DAYS
AGREEMENT_WARNING_DAYS, AGREEMENT_SOON_DAYS = assumed.AGREEMENT_WARNING_DAYS, assumed.AGREEMENT_SOON_DAYS
INVITATION_DAYS = assumed.INVITATION_DAYS
SITE_CHECK_MONTHS = assumed.SITE_CHECK_MONTHS
SECOND_FACTOR_ROLES, SECOND_FACTOR_PARTNERS = assumed.SECOND_FACTOR_ROLES, assumed.SECOND_FACTOR_PARTNERS
SECOND_FACTOR_GRACE_DAYS, SECOND_FACTOR_DEMO = assumed.SECOND_FACTOR_GRACE_DAYS, assumed.SECOND_FACTOR_DEMO
SECTORS_EXPECTED_MONTHS = assumed.SECTORS_EXPECTED_MONTHS
ENTRY_STRAIGHT_LEAST_ITEMS = assumed.ENTRY_STRAIGHT_LEAST_ITEMS
ENTRY_FAST_SECONDS = assumed.ENTRY_FAST_SECONDS
PLAN_REVIEW_MONTHS = assumed.PLAN_REVIEW_MONTHS
PLAN_REVIEW_SOON_DAYS = assumed.PLAN_REVIEW_SOON_DAYS
DAILY_TERROR_GROUPS = assumed.DAILY_TERROR_GROUPS
DAILY_SCHOOL_WORDS, DAILY_IDLE_WORDS = assumed.DAILY_SCHOOL_WORDS, assumed.DAILY_IDLE_WORDS
PERIOD_BAPAS_DUE_DAY, PERIOD_KANWIL_DUE_DAY = assumed.PERIOD_BAPAS_DUE_DAY, assumed.PERIOD_KANWIL_DUE_DAY
PERIOD_CHANGE_PERCENT, PERIOD_CHANGE_LEAST = assumed.PERIOD_CHANGE_PERCENT, assumed.PERIOD_CHANGE_LEAST
PERIOD_REMIND_DAYS = assumed.PERIOD_REMIND_DAYS
EXPORT_EXPIRES_DAYS = env.int("EXPORT_EXPIRES_DAYS", default=30)
EXPORT_MAX_CASE_ROWS = env.int("EXPORT_MAX_CASE_ROWS", default=1_000_000)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "WARNING"}},
}
