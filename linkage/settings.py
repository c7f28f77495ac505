"""Settings of the site: one file, everything that differs between machines comes from the environment.

Without any environment the site runs embedded: SQLite, Celery over a shared folder and
a file cache, all under ``var/``. ``DATABASE_URL`` and ``REDIS_URL`` switch to PostgreSQL and Redis.
"""

import hashlib
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from linkage.secrets import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=True)
VAR_DIR = Path(env("LINKAGE_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASE_URL = env("DATABASE_URL", default="")
REDIS_URL = env("REDIS_URL", default="")

# Secrets: required in production, made once and kept under var/ on a developer's machine.
SECRET_KEY = local_secret(env, "SECRET_KEY", folder=VAR_DIR, allowed=DEBUG)
FIELD_KEYS = local_secret(env, "FIELD_KEYS", folder=VAR_DIR, allowed=DEBUG).split(",")
HASH_KEY = local_secret(env, "HASH_KEY", folder=VAR_DIR, allowed=DEBUG)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOMS = [
    "projects.common",
    "projects.attachments",
    "projects.audit",
    "projects.jobs",
    "projects.places",
    "projects.agencies",
    "projects.imports",
    "projects.accounts",
    "projects.needs",
    "projects.workers",
    "projects.pilots",
    "projects.funding",
    "projects.delivery",
    "projects.evaluation",
    "projects.partnerships",
    "projects.closing",
    "projects.reports",
    "projects.filing",
    "projects.reminders",
    "projects.exports",
    "projects.packages",
    "projects.dashboard",
    "projects.demo",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "django_htmx",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "projects.common.middleware.ForegroundSessionMiddleware",
    "projects.common.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Above what turns its own exceptions into pages: those hear of an exception first.
    "projects.common.middleware.PlainErrorsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linkage.urls"
WSGI_APPLICATION = "linkage.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "projects.pilots.context.demo_strip",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database: PostgreSQL by DATABASE_URL, SQLite embedded -----------------------------------
if DATABASE_URL:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "linkage.sqlite3",
            # IMMEDIATE takes the write lock at once, so two writers wait instead of failing.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }


# --- cache and sessions: neither needs Redis, so that a page answers while Redis is down ---------
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        # What is remembered about one database must not be believed of another.
        "KEY_PREFIX": hashlib.sha256(str(DATABASES["default"]["NAME"]).encode()).hexdigest()[:8],
    }
}
# The session travels in a signed cookie: no query, no cache. Signing out ends it on the server
# too, through User.session_epoch; answers to requests that may outlive their page never set it.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 30 * 60  # signed out after 30 idle minutes
SESSION_SAVE_EVERY_REQUEST = True

# --- Celery: the job row is the truth, the broker only carries its number ---------------------
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
    }
else:
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "processed", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT = "linkage.queue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "processed"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.05,
    }
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 20 * 60
CELERY_TASK_TIME_LIMIT = 25 * 60  # below the broker's visibility_timeout
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # an unsent job is sent by beat; the page must answer at once
CELERY_BEAT_SCHEDULE = {
    "send-waiting-jobs": {"task": "jobs.send_waiting", "schedule": 15.0},
    "reconcile": {"task": "funding.reconcile", "schedule": crontab(minute="20", hour="2")},
    "erase-expired": {"task": "delivery.erase_expired", "schedule": crontab(minute="40", hour="2")},
    "close-packages": {"task": "packages.close_waiting", "schedule": 15.0},
    "remove-old-packages": {
        "task": "packages.remove_old",
        "schedule": crontab(minute="10", hour="3"),
    },
    "remove-old-exports": {
        "task": "exports.remove_old",
        "schedule": crontab(minute="30", hour="3"),
    },
    "open-months": {"task": "delivery.open_months", "schedule": crontab(minute="5", hour="0")},
    "month-reminders": {
        "task": "reminders.send_month_reminders",
        "schedule": crontab(minute="10,40", hour="8"),
    },
    "expire-files": {"task": "reports.expire_files", "schedule": crontab(minute="10", hour="3")},
    "run-schedules": {"task": "reports.run_due_schedules", "schedule": 300.0},
    "call-rounds": {"task": "filing.call_due_rounds", "schedule": 300.0},
    "rebuild-months": {"task": "delivery.rebuild_months", "schedule": 120.0},
    "check-summaries": {
        "task": "delivery.check_summaries",
        "schedule": crontab(minute="50", hour="2"),
    },
    # Again each half hour, for whom the mail server refused.
    "send-digests": {
        "task": "reminders.send_digests",
        "schedule": crontab(minute="0,30", hour="7-9"),
    },
}
# Which spreadsheets people may send in: kind in the address → its projects.imports.importer.Importer.
IMPORTERS = {
    "needs": "projects.needs.imports.NeedImporter",
    "bank": "projects.funding.imports.BankImporter",
    "services": "projects.delivery.imports.ServicesImporter",
}
# How many days a line of a bank statement may lie from the payment that it is matched to.
BANK_MATCH_DAYS = env.int("BANK_MATCH_DAYS", default=7)
REPORT_FILE_DAYS = env.int("REPORT_FILE_DAYS", default=90)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
# How many days the file of an exported list is kept.
EXPORT_DAYS = env.int("EXPORT_DAYS", default=7)

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "projects.accounts.backends.ActiveAccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "projects.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False  # the session also ends with the browser: computers are shared
ACCOUNT_FORMS = {
    "login": "projects.accounts.forms.LoginForm",
    "change_password": "projects.accounts.forms.ChangePasswordForm",
    "reauthenticate": "projects.accounts.forms.ReauthenticateForm",
}
# Wrong passwords are counted by axes, in the database, where an administrator can see them
# (AccountAdapter keeps allauth from counting them too); wrong codes are counted here.
ACCOUNT_RATE_LIMITS = {"login_failed": "8/15m/key", "login": False}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Linkage"
MFA_TOTP_TOLERANCE = 1  # a telephone may be 30 seconds early or late
MFA_ADAPTER = "projects.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "projects.accounts.forms.SecondFactorForm",
    "reauthenticate": "projects.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "projects.accounts.forms.ActivateTOTPForm",
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # the name in the credentials that allauth hands over
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

# --- language ---------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "linkage.formats"
TIME_ZONE = env("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILES_DIR = VAR_DIR / "files"  # reports and uploads: outside the web root, served through scope
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a project may tick a county's several hundred villages

# --- safety -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
# How many proxies of ours stand before the application: the public page counts reports by the
# address that the outermost of them saw.
PROXIES = env.int("PROXIES", default=0)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "projects.common.views.csrf_failure"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Years after the last service in which the register still says who somebody is.
RETENTION_YEARS = env.int("RETENTION_YEARS", default=5)
# The day of the next month by which an agency must have submitted the services of a month.
MONTH_DUE_DAY = min(28, max(1, env.int("MONTH_DUE_DAY", default=5)))
# Per cent of a project's planned cost that the county may shift between categories on its own.
COUNTY_SHIFT_PERCENT = env.int("COUNTY_SHIFT_PERCENT", default=10)
# What a helping agency should send in a year (the rule of Zhejiang): a hint, never a bar; 0 is off.
DISPATCH_WORKERS = env.int("DISPATCH_WORKERS", default=2)
DISPATCH_WORKER_DAYS = env.int("DISPATCH_WORKER_DAYS", default=40)
DISPATCH_VISIT_DAYS = env.int("DISPATCH_VISIT_DAYS", default=10)
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip(
    "/"
)  # in mails
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="linkage@localhost")
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Who is told when money or totals of services do not add up, beside the officials of the province.
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

# --- the policy that this site serves ----------------------------------------------------------
AUTHORITY_NAME = env("AUTHORITY_NAME", default="福建省民政厅")  # 主管部门, printed on tables
